/** One certificate serves one slot: who gets which, where several slots meet on one server. */
import {describe, expect, test} from '@jest/globals';
import {specDigest} from '../../../src/core/digest.ts';
import type {Slot} from '../../../src/core/model/desired.ts';
import type {Usage} from '../../../src/core/model/usage.ts';
import {
  aCertificate,
  aHolder,
  aPending,
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
  WAITING,
} from '../../support/small-world.ts';

const one = (certificate: string, ...usages: Usage[]) => aSlot({certificate, usages});
const internal = one('internal', 'Default');
const external = one('external', 'WebServicesExternal');
const planned = (slots: readonly Slot[], holder: HolderWish) => planOf(aWorld(slots, {[FE01]: aHolder(holder)}));

test('two slots of one server may ask for the very same certificate', () => {
  expect(specDigest(internal.spec)).toBe(specDigest(external.spec));
});

describe('two slots with equal specifications', () => {
  const inner = aCertificate(internal);
  const outer = aCertificate(external);

  test('each keep the certificate that carries their name', () => {
    const plan = planned([internal, external], {
      my: [outer, inner],
      assigned: {...assign(internal, inner), ...assign(external, outer)},
    });
    expect(plan.actions).toEqual([]);
    expect(plan.summary.unchanged).toBe(2);
  });

  test('whose assignments were swapped get their own back, and nothing is requested', () => {
    const plan = planned([internal, external], {
      my: [inner, outer],
      assigned: {...assign(internal, outer), ...assign(external, inner)},
    });
    expect(deeds(plan)).toEqual(['assign fe01 Default', 'assign fe01 WebServicesExternal']);
    expect(plan.actions.map(({args}) => 'thumbprint' in args && args.thumbprint)).toEqual([
      inner.thumbprint,
      outer.thumbprint,
    ]);
  });

  test('of which the second names a certificate: it gets that, though the first has it in use', () => {
    const naming = aSlot({certificate: 'zz', usages: ['WebServicesExternal'], use: {thumbprint: inner.thumbprint}});
    const plan = planned([naming, internal], {my: [inner], assigned: assign(internal, inner)});
    expect(plan.slots.map(({address}) => address)).toEqual([internal.address, naming.address]);
    expect(deeds(plan)).toEqual([
      'request fe01',
      'import fe01 request',
      'assign fe01 Default',
      'assign fe01 WebServicesExternal',
    ]);
    expect(reasons(slotIn(plan, internal.address))).toEqual(['NO_CERTIFICATE']);
    expect(reasons(slotIn(plan, naming.address))).toEqual(['NOT_ASSIGNED']);
  });

  test('do not live on one certificate: the second gets one of its own', () => {
    const plan = planned([internal, external], {
      my: [inner],
      assigned: {...assign(internal, inner), ...assign(external, inner)},
    });
    expect(slotIn(plan, internal.address).state).toBe('in-sync');
    expect(deeds(plan)).toEqual(['request fe01', 'import fe01 request', 'assign fe01 WebServicesExternal']);
    expect(plan.actions[0]).toMatchObject({slot: external.address, because: ['NO_CERTIFICATE']});
  });

  test('each go on with the request that carries their name', () => {
    const requests = [aPending(external, WAITING, 'outer'), aPending(internal, WAITING, 'inner')];
    const plan = planned([internal, external], {requests});
    const taken = plan.actions.filter(({verb}) => verb === 'import').map(({continues}) => continues);
    expect(taken).toEqual([requests[0]?.spki, requests[1]?.spki]);
    expect(plan.summary).toMatchObject({waiting: 2, request: 0});
  });

  test('do not share a request that carries no name of theirs: one goes on with it, the other asks', () => {
    const requests = [{...aPending(internal, WAITING), friendlyName: 'renamed since'}];
    const plan = planned([internal, external], {requests});
    expect(plan.summary).toMatchObject({import: 2, request: 1, waiting: 1});
  });

  test('leave alone what is in use elsewhere under an old name', () => {
    // `internal` has nothing; what serves `external` was only renamed in the configuration.
    const renamed = aCertificate(external, {friendlyName: 'old name of external'});
    const plan = planned([external, internal], {my: [renamed], assigned: assign(external, renamed)});
    expect(slotIn(plan, external.address)).toMatchObject({state: 'changes'});
    expect(reasons(slotIn(plan, external.address))).toEqual(['FRIENDLY_NAME']);
    expect(plan.actions.filter(({verb}) => verb === 'request').map(action => 'slot' in action && action.slot)).toEqual([
      internal.address,
    ]);
  });

  test('and so too when the one with nothing comes first', () => {
    const first = one('aaa', 'WebServicesInternal');
    const renamed = aCertificate(external, {friendlyName: 'old name of external'});
    const plan = planned([first, external], {my: [renamed], assigned: assign(external, renamed)});
    expect(reasons(slotIn(plan, external.address))).toEqual(['FRIENDLY_NAME']);
    expect(plan.actions.filter(({verb}) => verb === 'request').map(action => 'slot' in action && action.slot)).toEqual([
      first.address,
    ]);
  });

  test('leave alone what is only staged elsewhere under an old name', () => {
    const first = one('aaa', 'WebServicesInternal');
    const media = one('media', 'AudioVideoAuthentication');
    const before = aCertificate(media, {label: 'before', notBefore: inDays(-300), notAfter: inDays(20)});
    const next = aCertificate(media, {label: 'next', friendlyName: 'old name of media'});
    const staged = {thumbprint: next.thumbprint, at: inDays(1)};
    const assigned = {AudioVideoAuthentication: {current: before.thumbprint, staged}};
    const plan = planned([first, media], {my: [before, next], assigned});
    expect(deeds(plan)).toEqual([
      'request fe01',
      'import fe01 request',
      'import fe01 store',
      'assign fe01 WebServicesInternal',
    ]);
    expect(plan.actions.filter(({verb}) => verb === 'request')).toMatchObject([{slot: first.address}]);
    expect(reasons(slotIn(plan, media.address))).toEqual(['STAGED', 'FRIENDLY_NAME']);
  });
});

describe('a combined certificate that is split in two', () => {
  const combined = aSlot();
  const certificate = aCertificate(combined);

  test('goes on serving the first of the two, under its new name, and the other gets a new one', () => {
    const plan = planned([internal, external], {my: [certificate], assigned: assign(combined, certificate)});
    // In the order of addresses `external` is the first.
    expect(deeds(plan)).toEqual(['import fe01 store', 'request fe01', 'import fe01 request', 'assign fe01 Default']);
    expect(plan.actions[0]).toMatchObject({slot: external.address});
    expect(plan.actions[1]).toMatchObject({slot: internal.address});
  });

  test('into two with other names gives two new ones', () => {
    const names = (name: string) => ({names: [{value: name, reasons: []}]});
    const inner = aSlot({certificate: 'internal', usages: ['Default'], spec: names('fe01.contoso.com')});
    const outer = aSlot({certificate: 'external', usages: ['WebServicesExternal'], spec: names('web.contoso.com')});
    const plan = planned([inner, outer], {my: [certificate], assigned: assign(combined, certificate)});
    expect(plan.summary).toMatchObject({request: 2, import: 2, assign: 2});
  });
});

test('two certificates that become one: the better one serves all usages', () => {
  const combined = aSlot({usages: ['Default', 'WebServicesExternal']});
  const inner = aCertificate(internal);
  const outer = aCertificate(external);
  const plan = planned([combined], {
    my: [inner, outer],
    assigned: {...assign(internal, inner), ...assign(external, outer)},
  });
  expect(plan.summary).toMatchObject({request: 0, import: 1, assign: 1});
});

describe('a certificate of ours that bears no declared name', () => {
  const strayed = aCertificate(internal, {label: 'strayed', friendlyName: 'renamed since'});

  test('is used where it fits and serves nobody', () => {
    expect(deeds(planned([internal], {my: [strayed]}))).toEqual(['import fe01 store', 'assign fe01 Default']);
  });

  test('is not taken from what it serves', () => {
    const plan = planned([internal], {my: [strayed], assigned: assign(internal, strayed, ['Internal'])});
    expect(deeds(plan)).toEqual(['request fe01', 'import fe01 request', 'assign fe01 Default']);
  });
});

test('a request that bears the name of another slot is left to that one', () => {
  const plan = planned([internal, external], {requests: [aPending(internal, WAITING)]});
  expect(slotIn(plan, internal.address).state).toBe('waiting');
  expect(slotIn(plan, external.address).state).toBe('changes');
  expect(plan.summary.request).toBe(1);
});

test('where nothing is in use, what is said is of the certificate that is valid longest, in whatever order they lie', () => {
  const ended = (label: string, days: number) => aCertificate(internal, {label, notAfter: inDays(days)});
  const all = [ended('a', -30), ended('b', -10), ended('c', -20)];
  for (const my of [all, all.toReversed()]) {
    const [finding] = slotIn(planned([internal], {my})).members[0]?.findings ?? [];
    expect(finding?.message).toContain('10 days ago');
  }
});
