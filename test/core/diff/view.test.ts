import {describe, expect, test} from '@jest/globals';
import {holderViews} from '../../../src/core/diff/holder-view.ts';
import {namedBy, viewOf} from '../../../src/core/diff/view.ts';
import type {Actual} from '../../../src/core/model/actual.ts';
import type {CertificateFacts} from '../../../src/core/model/certificate.ts';
import type {Slot} from '../../../src/core/model/desired.ts';
import {fingerprint} from '../../../src/core/policy/climb.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aPoolSlot,
  aProblem,
  CORP,
  FE01,
  FE02,
  type HolderWish,
  ISSUING,
  NEW_ISSUING,
  NEW_ROOT,
  NOW,
  ROOT,
  STRANGE_ROOT,
  unreadable,
} from '../../support/small-world.ts';

const plain = aPoolSlot({members: [FE01, FE02]});
const certificate = aCertificate(plain);
const named = aPoolSlot({members: [FE01, FE02], use: {thumbprint: certificate.thumbprint}});

const world = (fe01: HolderWish = {}, rest: Partial<Actual> = {}): Actual => ({
  holders: {[FE01]: {ok: aHolder(fe01)}},
  authorities: {corp: CORP},
  ...rest,
});

function view(slot: Slot, actual = world(), given: readonly CertificateFacts[] = []) {
  return viewOf(slot, actual, {now: NOW, isRevoked: () => false, taken: () => new Set(), given});
}

describe('a certificate that members share is judged', () => {
  const bought = aForeignCertificate(plain, {
    issuer: NEW_ISSUING.subject,
    ...(NEW_ISSUING.subjectKeyId && {authorityKeyId: NEW_ISSUING.subjectKeyId}),
  });
  const whole = [NEW_ISSUING, NEW_ROOT];
  const {judge} = view(aPoolSlot({members: [FE01, FE02], use: {thumbprint: bought.thumbprint}}));
  const codes = (issuers: readonly CertificateFacts[] | undefined) => judge(bought, issuers).map(({code}) => code);

  test('once where they have the same CAs, in lists of their own', () => {
    expect(judge(bought, [...whole])).toBe(judge(bought, [...whole]));
  });

  test('again where one of them has other CAs, however few, or could not be read', () => {
    const others = [[NEW_ISSUING], [], [NEW_ISSUING, ROOT], [ISSUING, NEW_ROOT], [...whole, ROOT].slice(1)];
    for (const other of others) {
      expect([codes(whole), codes(other), codes(whole)]).toEqual([[], ['CHAIN_MISSING'], []]);
    }
    expect([codes([]), codes(undefined), codes([])]).toEqual([['CHAIN_MISSING'], [], ['CHAIN_MISSING']]);
  });

  test('again where it is another one', () => {
    expect(codes(whole)).toEqual([]);
    const keyless = {...bought, hasPrivateKey: false};
    expect(judge(keyless, whole).map(({code}) => code)).toContain('NO_PRIVATE_KEY');
  });
});

describe('a chain can be built', () => {
  const issuersOn = (slot: Slot, actual: Actual, given: readonly CertificateFacts[] = []) =>
    view(slot, actual, given).issuersOn(holderViews([slot], actual)(FE01));

  test('from what the server has, a root only where it is trusted', () => {
    expect(issuersOn(plain, world({ca: [ISSUING, STRANGE_ROOT]}))).toEqual([ISSUING, ROOT]);
  });

  test('from what it is to be given besides', () => {
    expect(issuersOn(named, world(), [NEW_ISSUING])).toEqual([ISSUING, ROOT, NEW_ISSUING]);
  });

  test('from a root in another store that the authority declares by its fingerprint, for it is put into Root', () => {
    const chain = {roots: [], intermediates: [ISSUING], pinned: [fingerprint(STRANGE_ROOT)]};
    const authorities = {corp: {chain: {ok: chain}}};
    for (const where of [{ca: [ISSUING, STRANGE_ROOT, NEW_ROOT]}, {my: [STRANGE_ROOT, NEW_ROOT]}]) {
      expect(issuersOn(plain, world(where, {authorities}))).toEqual([ISSUING, ROOT, STRANGE_ROOT]);
    }
  });

  test('from nothing that is known where CA or Root, or the server, could not be read', () => {
    for (const part of [{ca: unreadable()}, {root: unreadable()}, {my: unreadable()}]) {
      expect(issuersOn(named, world(part), [NEW_ISSUING])).toBeUndefined();
    }
  });
});

test('the certificate that a slot names is that of its file, where that was read', () => {
  const byFile = aPoolSlot({members: [FE01], use: {pfx: 'bought.pfx'}});
  const offered = (part: NonNullable<Actual['offered']>[string]) => world({}, {offered: {[byFile.address]: part}});
  expect(namedBy(plain, offered({ok: certificate}))).toBeUndefined();
  expect(namedBy(named, world())).toBe(certificate.thumbprint);
  expect(namedBy(byFile, offered({ok: certificate}))).toBe(certificate.thumbprint);
  expect(namedBy(byFile, offered(unreadable()))).toBeUndefined();
  expect(namedBy(byFile, world())).toBeUndefined();
});

test('a server of which the assignments could not be read is unknown, and that is said as it was', () => {
  const problem = aProblem('ASSIGNMENTS_NOT_READ');
  expect(holderViews([plain], world({assigned: {problem}}))(FE01)).toEqual({server: FE01, unknown: problem});
});
