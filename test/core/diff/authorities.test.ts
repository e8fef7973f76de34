/** Of which authorities the members of a slot are given what they lack of the chain. */
import {describe, expect, test} from '@jest/globals';
import {authoritiesByServer, authoritiesOf, givenTo} from '../../../src/core/diff/authorities.ts';
import type {Actual} from '../../../src/core/model/actual.ts';
import {
  aCertificate,
  aHolder,
  aPoolSlot,
  aSlot,
  CORP,
  FE01,
  FE02,
  ISSUING,
  NEW,
  NOT_MADE_YET,
  ROOT,
  unreadable,
} from '../../support/small-world.ts';

const members = [FE01, FE02];
const asked = aPoolSlot({members});
const certificate = aCertificate(asked);
const named = aPoolSlot({members, use: {thumbprint: certificate.thumbprint}});
const ofFile = aPoolSlot({members, use: {pfx: 'bought.pfx'}});

/** Declared in no particular order; one is not made yet, and one cannot be asked. */
const authorities: Actual['authorities'] = {
  two: CORP,
  new: NEW,
  later: NOT_MADE_YET,
  away: {chain: unreadable()},
  corp: CORP,
};
const world = (holders: Actual['holders'], rest: Partial<Actual> = {}): Actual => ({holders, authorities, ...rest});
const having = {ok: aHolder({my: [certificate]})};

describe('the authorities whose chains a server must trust', () => {
  test('are the one that issues for the slot, known or not', () => {
    expect(authoritiesOf(asked, world({[FE01]: having}))).toEqual(['corp']);
    expect(authoritiesOf(asked, {holders: {}, authorities: {}})).toEqual(['corp']);
  });

  test('are, of a certificate that exists, all that may have issued it, by their names', () => {
    expect(authoritiesOf(named, world({[FE01]: having, [FE02]: having}))).toEqual(['corp', 'two']);
  });

  test('are told by any member that has it, though another was not read, or not its store, or lacks it', () => {
    for (const other of [{ok: aHolder()}, unreadable(), {ok: aHolder({my: unreadable()})}]) {
      expect(authoritiesOf(named, world({[FE01]: other, [FE02]: having}))).toEqual(['corp', 'two']);
    }
    expect(authoritiesOf(named, world({[FE02]: having}))).toEqual(['corp', 'two']);
  });

  test('are told by the intermediates beside it where an authority declares its root alone', () => {
    const corp = {chain: {ok: {roots: [ROOT], intermediates: []}}};
    const lacking = {ok: aHolder({my: [certificate], ca: []})};
    const unread = {ok: aHolder({my: [certificate], ca: unreadable()})};
    const among = (holders: Actual['holders']) => authoritiesOf(named, {holders, authorities: {corp}});
    expect(among({[FE01]: lacking, [FE02]: unread})).toEqual([]);
    expect(among({[FE01]: lacking, [FE02]: having})).toEqual(['corp']);
  });

  test('are those of the certificate in a file, with what that brings of its chain, wherever else it lies', () => {
    const corp = {chain: {ok: {roots: [ROOT], intermediates: []}}};
    const {hasPrivateKey: _key, ...facts} = certificate;
    const inFile = (chain: readonly (typeof ISSUING)[]) => ({[ofFile.address]: {ok: {...facts, chain}}});
    const among = (offered: Actual['offered']) =>
      authoritiesOf(ofFile, {holders: {[FE01]: having}, authorities: {corp}, ...(offered && {offered})});
    expect(among(inFile([ISSUING]))).toEqual(['corp']);
    expect(among(inFile([]))).toEqual([]);
    expect(among({[ofFile.address]: unreadable()})).toEqual([]);
    expect(among(undefined)).toEqual([]);
  });
});

test('given is what is known of their chains, and only for a certificate that exists', () => {
  const actual = world({});
  expect(givenTo(named, ['corp', 'later', 'away', 'nobody'], actual)).toEqual([ISSUING, ROOT]);
  expect(givenTo(asked, ['corp'], actual)).toEqual([]);
});

test('a server must trust the authorities of all of its certificates', () => {
  const own = aSlot();
  const found = authoritiesByServer([
    {slot: asked, authorities: ['corp']},
    {slot: own, authorities: ['lab', 'corp']},
  ]);
  expect([...found].map(([server, names]) => [server, ...names])).toEqual([
    [FE01, 'corp', 'lab'],
    [FE02, 'corp'],
  ]);
});
