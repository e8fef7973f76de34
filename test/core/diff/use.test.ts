/** `use` where it meets the rest: unreadable files, shared certificates, the deployment's, and what other slots hold. */
import {describe, expect, test} from '@jest/globals';
import type {Actual} from '../../../src/core/model/actual.ts';
import type {ServerId, Slot} from '../../../src/core/model/desired.ts';
import {
  aCertificate,
  aForeignCertificate,
  aGlobalSlot,
  aHolder,
  aPoolSlot,
  aProblem,
  aSlot,
  assign,
  aWorld,
  CORP,
  deeds,
  FE01,
  FE02,
  type HolderWish,
  ISSUING,
  NEW,
  NOT_MADE_YET,
  planOf,
  ROOT,
  slotIn,
} from '../../support/small-world.ts';

type Wishes = Readonly<Record<ServerId, HolderWish>>;

function planned(slot: Slot, holders: Wishes, rest: Partial<Actual> = {}) {
  const states = Object.entries(holders).map(([server, wish]) => [server, aHolder(wish)]);
  return planOf(aWorld([slot], Object.fromEntries(states), rest));
}

describe('a PFX file that cannot be read', () => {
  const slot = aSlot({use: {pfx: 'bought.pfx'}});
  const offered = {[slot.address]: {problem: aProblem('PFX_NOT_READ')}};

  test('is not made up for by a good certificate of ours, in use or not', () => {
    const ours = aCertificate(slot);
    for (const assigned of [{}, assign(slot, ours)]) {
      const plan = planned(slot, {[FE01]: {my: [ours], assigned}}, {offered});
      expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
    }
  });
});

describe('the chain that a PFX file brings', () => {
  const slot = aSlot({use: {pfx: 'bought.pfx'}});
  const bought = aForeignCertificate(slot, {label: 'bought'});
  const rest = (chain: readonly (typeof ISSUING)[]): Partial<Actual> => ({
    authorities: {corp: NOT_MADE_YET},
    offered: {[slot.address]: {ok: {...bought, chain}}},
  });

  test('counts as there, and without it the server has to have it', () => {
    expect(deeds(planned(slot, {[FE01]: {ca: []}}, rest([ISSUING])))).toContain('import fe01 pfx');
    expect(slotIn(planned(slot, {[FE01]: {ca: []}}, rest([]))).state).toBe('person');
  });

  test('does not make up for a missing root', () => {
    expect(slotIn(planned(slot, {[FE01]: {ca: [], root: []}}, rest([ISSUING]))).state).toBe('person');
  });

  test('has to lead to a root on every member', () => {
    const shared = aPoolSlot({members: [FE01, FE02], usages: ['Default'], use: {pfx: 'bought.pfx'}});
    const facts = {...aForeignCertificate(shared), chain: [ISSUING]};
    const world = {authorities: {corp: NOT_MADE_YET}, offered: {[shared.address]: {ok: facts}}};
    expect(slotIn(planned(shared, {[FE01]: {}, [FE02]: {}}, world)).state).toBe('changes');
    expect(slotIn(planned(shared, {[FE01]: {}, [FE02]: {root: []}}, world)).state).toBe('person');
  });
});

test('no CA is made, nor trusted, for the sake of a certificate that exists', () => {
  const bought = aForeignCertificate(aSlot(), {label: 'bought'});
  const slot = aSlot({use: {thumbprint: bought.thumbprint}});
  const plan = planned(slot, {[FE01]: {my: [bought]}}, {authorities: {corp: NOT_MADE_YET}});
  expect(plan.actions.map(({verb}) => verb)).toEqual(['assign', 'assign', 'assign']);
  expect(plan.risks).toEqual([]);
});

describe('the chain of a certificate that exists', () => {
  const bought = aForeignCertificate(aSlot(), {label: 'bought'});
  const slot = (authority: string) => aSlot({use: {thumbprint: bought.thumbprint}, spec: {authority}});
  const bare = {[FE01]: {my: [bought], root: [], ca: []}};

  test('is trusted where a declared authority issued it, whichever the slot names', () => {
    const plan = planned(slot('other'), bare, {authorities: {corp: CORP, other: NOT_MADE_YET}});
    expect(deeds(plan).slice(0, 3)).toEqual(['trust fe01 CA', 'trust fe01 Root', 'assign fe01 Default']);
    const [ca, root, assigned] = plan.actions;
    expect(assigned?.needs.toSorted()).toEqual([ca?.id, root?.id].toSorted());
  });

  test('is no reason to trust an authority that had nothing to do with it', () => {
    const plan = planned(slot('other'), {[FE01]: {my: [bought]}}, {authorities: {corp: CORP, other: NEW}});
    expect(deeds(plan)).toEqual([
      'assign fe01 Default',
      'assign fe01 WebServicesInternal',
      'assign fe01 WebServicesExternal',
    ]);
  });

  test('that no declared authority has is a matter for a person', () => {
    const plan = planned(slot('other'), bare, {authorities: {other: NEW}});
    expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
    expect(slotIn(plan).blocked?.join(' ')).toContain('is in neither CA nor Root of this server');
  });
});

describe('a certificate that exists and was revoked by another authority than the slot names', () => {
  const bought = aForeignCertificate(aSlot(), {label: 'bought'});
  const spec = {authority: 'other'};
  const corp = {chain: {ok: {roots: [ROOT], intermediates: [ISSUING], revoked: [bought.serial]}}};
  const authorities = {corp, other: NEW};

  test('is not assigned, and does not count as in order where it is in use', () => {
    const slot = aSlot({use: {thumbprint: bought.thumbprint}, spec});
    for (const assigned of [{}, assign(slot, bought)]) {
      const plan = planned(slot, {[FE01]: {my: [bought], assigned}}, {authorities});
      expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
      expect(slotIn(plan).blocked?.join(' ')).toContain('the authority that issued it has revoked it');
    }
  });

  test('is not imported from its file', () => {
    const slot = aSlot({use: {pfx: 'bought.pfx'}, spec});
    const plan = planned(slot, {[FE01]: {}}, {authorities, offered: {[slot.address]: {ok: bought}}});
    expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
  });
});

describe('for a pool that shares', () => {
  const plain = aPoolSlot({members: [FE01, FE02], usages: ['Default']});
  const bought = aForeignCertificate(plain, {label: 'bought'});
  const named = aPoolSlot({members: [FE01, FE02], usages: ['Default'], use: {thumbprint: bought.thumbprint}});
  const byFile = aPoolSlot({members: [FE01, FE02], usages: ['Default'], use: {pfx: 'bought.pfx'}});
  const offered = {offered: {[byFile.address]: {ok: bought}}};
  const stays = {...bought, exportable: false};

  test('a certificate whose key may not leave is not copied: that is said, and nothing is planned', () => {
    const plan = planned(named, {[FE01]: {my: [stays]}, [FE02]: {}});
    expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
    expect(slotIn(plan).blocked?.[0]).toContain(`so it cannot be copied to ${FE02}`);
  });

  test('a copy that nobody would trust where it goes is not made, again and again: that is said', () => {
    const elsewhere = {authorities: {corp: NOT_MADE_YET}};
    const without = {[FE01]: {my: [bought]}, [FE02]: {root: []}};
    const plan = planned(named, without, elsewhere);
    expect([slotIn(plan).state, plan.actions]).toEqual(['person', []]);
    expect(slotIn(plan).blocked?.[0]).toContain(`cannot be used on ${FE02}: `);
    const copied = planned(named, {...without, [FE02]: {my: [bought], root: []}}, elsewhere);
    expect([slotIn(copied).state, copied.actions]).toEqual(['person', []]);
  });

  test('a copy brings its intermediates', () => {
    const plan = planned(named, {[FE01]: {my: [bought]}, [FE02]: {ca: []}}, {authorities: {corp: NOT_MADE_YET}});
    expect(deeds(plan)).toEqual(['copy fe02', 'assign fe01 Default', 'assign fe02 Default']);
  });

  test('where the file is there it is imported instead, only where it is missing', () => {
    const plan = planned(byFile, {[FE01]: {my: [stays], assigned: assign(byFile, stays)}, [FE02]: {}}, offered);
    expect(deeds(plan)).toEqual(['import fe02 pfx', 'assign fe02 Default']);
  });

  test('a file goes to every member that lacks its certificate', () => {
    const plan = planned(byFile, {[FE01]: {}, [FE02]: {}}, offered);
    expect(deeds(plan)).toEqual(['import fe01 pfx', 'import fe02 pfx', 'assign fe01 Default', 'assign fe02 Default']);
    const imports = plan.actions.slice(0, 2).map(({id}) => id);
    for (const {needs} of plan.actions.slice(2)) expect(needs).toEqual(imports);
  });
});

test('for the whole deployment, a file is imported and assigned in one place: the product brings it to the others', () => {
  const slot = aGlobalSlot({members: [FE01, FE02], use: {pfx: 'oauth.pfx'}});
  const offered = {[slot.address]: {ok: aForeignCertificate(slot)}};
  const plan = planned(slot, {[FE01]: {}, [FE02]: {}}, {offered});
  expect(deeds(plan)).toEqual(['import fe01 pfx', 'assign fe01 OAuthTokenIssuer']);
});
