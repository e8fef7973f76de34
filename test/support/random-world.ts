/** Small random worlds for property tests: a few servers and slots, each holder in any of many states. */
import fc from 'fast-check';
import type {Progress} from '../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../src/core/model/certificate.ts';
import type {Slot} from '../../src/core/model/desired.ts';
import {
  aCertificate,
  aGlobalSlot,
  aHolder,
  aPending,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  type CertificateWish,
  CORP,
  DENIED,
  FE01,
  FE02,
  FE03,
  type HolderWish,
  ISSUING,
  inDays,
  NOT_MADE_YET,
  ROOT,
  STRANGE_ROOT,
  unreadable,
  WAITING,
  type World,
} from './small-world.ts';

const SERVERS = [FE01, FE02, FE03] as const;

const OTHER_MARK = {spki: '0', spec: '0'};

/** What a certificate may be like, and what a server may make of it. Its facts are the same wherever it is. */
const KINDS: readonly CertificateWish[] = [
  {},
  {notAfter: inDays(5)},
  {notAfter: inDays(-5)},
  {notBefore: inDays(5)},
  {names: []},
  {key: {algorithm: 'rsa', size: 1024}},
  {issuer: STRANGE_ROOT.subject},
];

const KEPT: readonly ((slot: Slot) => CertificateWish)[] = [
  () => ({}),
  () => ({}),
  () => ({hasPrivateKey: false}),
  () => ({mark: OTHER_MARK}),
  () => ({friendlyName: 'renamed'}),
  () => ({without: ['mark']}),
  () => ({without: ['mark'], friendlyName: 'of somebody else'}),
  ({spec}) => ({exportable: !spec.key.exportable}),
];

const PROGRESSES: readonly Progress[] = [
  {state: 'created'},
  {state: 'sent', at: inDays(-1)},
  WAITING,
  DENIED,
  {state: 'refused', why: 'wrong names', at: inDays(-1)},
];

/** One server's own certificates in one or in two slots, a shared one, and the deployment's. */
const LAYOUTS: readonly (readonly Slot[])[] = [
  SERVERS.map(server => aSlot({server})),
  SERVERS.flatMap(server => [
    aSlot({server, certificate: 'inner', usages: ['Default', 'WebServicesInternal']}),
    aSlot({server, certificate: 'outer', usages: ['WebServicesExternal']}),
  ]),
  [aSlot({server: FE01, usages: ['Default']}), aGlobalSlot({members: SERVERS})],
  [aPoolSlot({members: SERVERS, usages: ['Default']}), aGlobalSlot({members: SERVERS})],
  [aSlot({assign: 'manual'}), aSlot({server: FE02, retry: true})],
];

interface Stored {
  readonly slot: Slot;
  readonly certificate: StoredCertificate;
  readonly assigned: boolean;
}

/** What a server has for some of its slots; labels are few, so that members of a shared slot have the same ones. */
function anyHolder(slots: readonly Slot[], readable: boolean): fc.Arbitrary<HolderWish> {
  const stored = fc
    .record({
      slot: fc.constantFrom(...slots),
      assigned: fc.boolean(),
      kind: fc.nat({max: KINDS.length - 1}),
      kept: fc.constantFrom(...KEPT),
      label: fc.constantFrom('a', 'b'),
    })
    .map(({slot, assigned, kind, kept, label}): Stored => {
      const wish = {label: `${slot.address} ${label} ${kind}`, ...KINDS[kind], ...kept(slot)};
      return {slot, assigned, certificate: aCertificate(slot, wish)};
    });
  const pending = fc
    .record({slot: fc.constantFrom(...slots), progress: fc.constantFrom(...PROGRESSES)})
    .map(({slot, progress}) => aPending(slot, progress, `${slot.address} ${progress.state}`));
  const part = fc.integer({min: 0, max: 11});
  return fc
    .record({
      have: fc.uniqueArray(stored, {maxLength: 5, selector: one => one.certificate.thumbprint}),
      requests: fc.uniqueArray(pending, {maxLength: 2, selector: one => one.spki}),
      root: fc.subarray([ROOT, ISSUING]),
      ca: fc.subarray([ISSUING]),
      broken: readable ? fc.constant(11) : part,
    })
    .map(({have, requests, root, ca, broken}) => ({
      my: broken === 0 ? unreadable() : have.map(one => one.certificate),
      assigned:
        broken === 1
          ? unreadable()
          : Object.assign({}, ...have.filter(one => one.assigned).map(one => assign(one.slot, one.certificate))),
      requests: broken === 2 ? unreadable() : requests,
      root: broken === 3 ? unreadable() : root,
      ca: broken === 4 ? unreadable() : ca,
    }));
}

export interface WorldWish {
  /** Everything can be read. */
  readonly readable?: boolean;
}

export function anyWorld({readable = false}: WorldWish = {}): fc.Arbitrary<World> {
  return fc.constantFrom(...LAYOUTS).chain(slots => {
    const holders = SERVERS.map(server => {
      const own = slots.filter(slot => slot.members.includes(server));
      const state = own.length === 0 ? fc.constant(aHolder()) : anyHolder(own, readable).map(aHolder);
      const reached = readable
        ? state
        : fc.oneof({weight: 7, arbitrary: state}, {weight: 1, arbitrary: fc.constant(unreadable())});
      return reached.map(one => [server, one] as const);
    });
    const chain = readable
      ? fc.constantFrom(CORP, NOT_MADE_YET)
      : fc.constantFrom(CORP, CORP, NOT_MADE_YET, {chain: unreadable()});
    return fc
      .tuple(fc.tuple(...holders), chain)
      .map(([states, corp]) => aWorld(slots, Object.fromEntries(states), {authorities: {corp}}));
  });
}
