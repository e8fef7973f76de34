/** A slot that names a certificate which exists already: nothing is ever requested for it. */
import {describe, expect, test} from '@jest/globals';
import type {Actual} from '../../../src/core/model/actual.ts';
import type {Slot} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aProblem,
  aSlot,
  assign,
  aWorld,
  deeds,
  FE01,
  type HolderWish,
  inDays,
  planOf,
  reasons,
  slotIn,
  WEB,
} from '../../support/small-world.ts';

const plain = aSlot();
const bought = aForeignCertificate(plain, {label: 'bought'});
const other = aCertificate(plain, {label: 'other'});
const byThumbprint = aSlot({use: {thumbprint: bought.thumbprint}});
const byFile = aSlot({use: {pfx: 'bought.pfx'}});
const ASSIGN = WEB.map(usage => `assign fe01 ${usage}`);

const planned = (slot: Slot, holder: HolderWish, rest: Partial<Actual> = {}) =>
  planOf(aWorld([slot], {[FE01]: aHolder(holder)}, rest));

describe('by its thumbprint', () => {
  test('it is assigned although it is not ours', () => {
    expect(deeds(planned(byThumbprint, {my: [bought]}))).toEqual(ASSIGN);
  });

  test('in use it is in sync', () => {
    const plan = planned(byThumbprint, {my: [bought], assigned: assign(plain, bought)});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('in-sync');
  });

  test('it takes the place of another one, however good that is', () => {
    const plan = planned(byThumbprint, {my: [bought, other], assigned: assign(plain, other)});
    expect(deeds(plan)).toEqual(ASSIGN);
    expect(plan.actions[0]).toMatchObject({args: {thumbprint: bought.thumbprint}});
  });

  test('that is not in the store needs a person, also while another one is in use', () => {
    for (const holder of [{}, {my: [other], assigned: assign(plain, other)}]) {
      const plan = planned(byThumbprint, holder);
      expect(plan.actions).toEqual([]);
      expect(slotIn(plan)).toMatchObject({state: 'person', blocked: [expect.stringContaining(bought.thumbprint)]});
    }
  });

  test('that cannot be used needs a person, in words, before anything is touched', () => {
    const ended = {...bought, notAfter: inDays(-1)};
    const plan = planned(byThumbprint, {my: [ended]});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan)).toMatchObject({state: 'person', blocked: [expect.stringContaining('expired')]});
    expect(reasons(slotIn(plan))).toContain('EXPIRED');
    expect(reasons(slotIn(plan))).not.toContain('USE_MISSING');
  });
});

describe('by a PFX file', () => {
  const offered = {offered: {[byFile.address]: {ok: bought}}};

  test('it is imported and assigned', () => {
    expect(deeds(planned(byFile, {}, offered))).toEqual(['import fe01 pfx', ...ASSIGN]);
  });

  test('there without its key, it is imported again', () => {
    const keyless = {...bought, hasPrivateKey: false};
    const plan = planned(byFile, {my: [keyless], assigned: assign(plain, keyless)}, offered);
    expect(deeds(plan)).toEqual(['import fe01 pfx']);
  });

  test('it is imported, and a person assigns it, where that is declared', () => {
    expect(deeds(planned({...byFile, assign: 'manual'}, {}, offered))).toEqual(['import fe01 pfx']);
  });

  test('in use it is in sync', () => {
    expect(planned(byFile, {my: [bought], assigned: assign(plain, bought)}, offered).actions).toEqual([]);
  });

  test('imported already, it is only assigned', () => {
    expect(deeds(planned(byFile, {my: [bought]}, offered))).toEqual(ASSIGN);
  });

  test('it takes the place of another one, however good that is', () => {
    const plan = planned(byFile, {my: [other], assigned: assign(plain, other)}, offered);
    expect(deeds(plan)).toEqual(['import fe01 pfx', ...ASSIGN]);
    expect(plan.actions.map(({because}) => because)).toEqual(Array(4).fill(['USE_MISSING']));
  });

  test.each([
    ['that lies there and has expired', {ok: {...bought, notAfter: inDays(-1)}}, ['EXPIRED']],
    ['whose file cannot be read', {problem: aProblem('PFX_WRONG_PASSWORD')}, []],
  ])('is not called missing: one %s', (_title, file, expected) => {
    const stored = 'ok' in file ? file.ok : bought;
    for (const assigned of [{}, assign(plain, stored)]) {
      const plan = planned(byFile, {my: [stored], assigned}, {offered: {[byFile.address]: file}});
      expect(slotIn(plan).state).toBe('person');
      expect(reasons(slotIn(plan))).toEqual(expected);
    }
  });

  test('is called missing where it is', () => {
    // That its subject is another one is a warning, and no reason.
    const expired = {...bought, notAfter: inDays(-1), subject: []};
    const plan = planned(
      byFile,
      {my: [other], assigned: assign(plain, other)},
      {offered: {[byFile.address]: {ok: expired}}},
    );
    expect(reasons(slotIn(plan))).toEqual(['USE_MISSING']);
    expect(slotIn(plan).blocked).toEqual([expect.stringContaining('expired 2026-05-31')]);
  });

  test('that cannot be read needs a person', () => {
    const plan = planned(byFile, {}, {offered: {[byFile.address]: {problem: aProblem('PFX_WRONG_PASSWORD')}}});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('person');
  });
});

describe('a certificate that is assigned by hand', () => {
  const manual = aSlot({assign: 'manual'});

  test('is requested and stored, and not assigned', () => {
    expect(deeds(planned(manual, {}))).toEqual(['request fe01', 'import fe01 request']);
  });

  test('is then ready', () => {
    const plan = planned(manual, {my: [aCertificate(manual)]});
    expect(plan.actions).toEqual([]);
    expect(slotIn(plan).state).toBe('ready');
    expect(reasons(slotIn(plan))).toEqual(['READY']);
  });

  test('in use is in sync', () => {
    const certificate = aCertificate(manual);
    const plan = planned(manual, {my: [certificate], assigned: assign(manual, certificate)});
    expect(slotIn(plan).state).toBe('in-sync');
  });

  test('is ready too where its usages point to what is gone, and that is said', () => {
    const plan = planned(manual, {my: [aCertificate(manual)], assigned: assign(manual, other)});
    expect(slotIn(plan).state).toBe('ready');
    expect(reasons(slotIn(plan))).toEqual([
      'CERTIFICATE_MISSING',
      'CERTIFICATE_MISSING',
      'CERTIFICATE_MISSING',
      'READY',
    ]);
  });
});
