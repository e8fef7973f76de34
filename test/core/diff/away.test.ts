import {describe, expect, test} from '@jest/globals';
import {unmadeOf, withAwayAuthorities} from '../../../src/core/diff/away.ts';
import type {Actual, Progress} from '../../../src/core/model/actual.ts';
import type {DistinguishedName} from '../../../src/core/model/certificate.ts';
import {
  aCertificate,
  aDesired,
  aForeignCertificate,
  aHolder,
  aPending,
  aSlot,
  aWorld,
  CORP,
  DENIED,
  FE01,
  FE02,
  type HolderWish,
  ISSUING,
  inDays,
  NOT_MADE_YET,
  ROOT,
  unreadable,
  WAITING,
} from '../../support/small-world.ts';

const slot = aSlot();
const other = aSlot({server: FE02});
const desired = aDesired([slot, other]);

function world(fe01: HolderWish, rest: Partial<Actual> = {}): Actual {
  return {
    holders: {[FE01]: {ok: aHolder(fe01)}, [FE02]: {ok: aHolder()}},
    authorities: {corp: NOT_MADE_YET},
    ...rest,
  };
}

/** What becomes of the authority. */
const corpOf = (actual: Actual, elsewhere?: Actual['holders']) =>
  withAwayAuthorities(desired, actual, elsewhere).authorities['corp']?.chain;

const AWAY = {problem: expect.objectContaining({code: 'AUTHORITY_AWAY'})};

describe('an authority that is made on its first use', () => {
  test('is new where nobody has anything of it', () => {
    const actual = world({my: [aForeignCertificate(slot)]});
    expect(withAwayAuthorities(desired, actual)).toBe(actual);
    expect(unmadeOf(actual)).toEqual(['corp']);
  });

  test('is away where a server has a certificate that was asked for just as it is declared, even an expired one', () => {
    expect(corpOf(world({my: [aCertificate(slot)]}))).toEqual(AWAY);
    expect(corpOf(world({my: [aCertificate(slot, {notAfter: inDays(-3)})]}))).toEqual(AWAY);
  });

  test('is away where a server has what a CA of its name issued, however it was asked for', () => {
    const before = aSlot({certificate: 'before', spec: {subject: {commonName: 'something else'}}});
    const named = (name: DistinguishedName) =>
      world({my: [aCertificate(before)]}, {authorities: {corp: {...NOT_MADE_YET, madeAs: name}}});
    expect(corpOf(named(ISSUING.subject))).toEqual(AWAY);
    expect(corpOf(named(ROOT.subject))).toEqual(NOT_MADE_YET.chain);
  });

  test('is away where a server has what was asked for one of its certificates, and nothing yet of another', () => {
    const two = ['aaa', 'zzz'].map(certificate => aSlot({certificate, spec: {subject: {commonName: certificate}}}));
    for (const one of two) {
      const chain = withAwayAuthorities(aDesired(two), world({my: [aCertificate(one)]})).authorities;
      expect(chain['corp']?.chain).toEqual(AWAY);
    }
  });

  test('is new where what a server has was asked for otherwise, and is from another CA', () => {
    const elsewhere = aSlot({spec: {authority: 'lab'}});
    expect(corpOf(world({my: [aCertificate(elsewhere)]}))).toEqual(NOT_MADE_YET.chain);
  });

  test('is away where it has received a request, and new where one was only made or sent', () => {
    const corp = (progress: Progress) => corpOf(world({requests: [aPending(slot, progress)]}));
    expect(corp(WAITING)).toEqual(AWAY);
    expect(corp(DENIED)).toEqual(AWAY);
    expect(corp({state: 'created'})).toEqual(NOT_MADE_YET.chain);
    expect(corp({state: 'sent', at: inDays(-1)})).toEqual(NOT_MADE_YET.chain);
  });

  test('is away where a server that is not selected has something of it', () => {
    const {[FE02]: empty, ...selected} = world({}).holders;
    const actual = {...world({}), holders: selected};
    const elsewhere = {[FE02]: {ok: aHolder({my: [aCertificate(other)]})}};
    expect(corpOf(actual, empty && {[FE02]: empty})).toEqual(NOT_MADE_YET.chain);
    expect(corpOf(actual, elsewhere)).toEqual(AWAY);
    expect(Object.keys(withAwayAuthorities(desired, actual, elsewhere).holders)).toEqual([FE01]);
  });

  test('may be away where a server of its certificates, or its store, cannot be read: unknown is not absent', () => {
    for (const part of [unreadable(), {ok: aHolder({my: unreadable()})}, {ok: aHolder({requests: unreadable()})}]) {
      const actual = world({}, {holders: {[FE01]: part, [FE02]: {ok: aHolder()}}});
      expect(corpOf(actual)).toEqual({
        problem: expect.objectContaining({
          code: 'AUTHORITY_AWAY',
          detail: expect.stringContaining(`cannot be told while ${FE01} cannot be read`),
        }),
      });
    }
    const elsewhere = {...world({}).holders, 'edge01.contoso.com': unreadable()};
    expect(corpOf(world({}, {holders: elsewhere}))).toEqual(NOT_MADE_YET.chain);
  });

  test('is left as it is where it is known, or is not asked for', () => {
    const known = world({my: [aCertificate(slot)]}, {authorities: {corp: CORP, lab: NOT_MADE_YET}});
    expect(withAwayAuthorities(desired, known)).toBe(known);
  });

  test('says where there is something of it, in words that fit on a screen', () => {
    const many = Array.from({length: 9}, (_, index) => aSlot({server: `fe0${index}.contoso.com`}));
    const {actual} = aWorld(many, {}, {authorities: {corp: NOT_MADE_YET}});
    const chain = withAwayAuthorities(aDesired(many), actual).authorities['corp']?.chain;
    if (chain === undefined || !('problem' in chain)) throw new Error('it is not away');
    expect(chain.problem.detail).toMatch(/but fe00.*, fe01.*, fe02.* and 6 more have certificates of it\.$/);
    expect(chain.problem.help).toContain('cscert ca create --authority corp');
  });
});

test('a certificate that the configuration names was asked of nobody', () => {
  const named = aSlot({use: {thumbprint: aCertificate(slot).thumbprint}});
  const actual = world({my: [aCertificate(slot)]});
  expect(withAwayAuthorities(aDesired([named]), actual)).toBe(actual);
});
