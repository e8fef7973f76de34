/**
 * Small random worlds for property tests: a few servers and slots, each holder in any of many states. Half of them are
 * slots by hand, with what no configuration says; half are what a random configuration asks for.
 */
import fc from 'fast-check';
import type {Assignment, Assignments, Progress} from '../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../src/core/model/certificate.ts';
import type {Desired, Slot} from '../../src/core/model/desired.ts';
import {isTokenUsage} from '../../src/core/roll/tokens.ts';
import {desiredOf} from '../config/resolve/load-yaml.ts';
import {type AnyDocument, AUTHORITIES, anyDocument, textOf} from './random-deployment.ts';
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
  sha256,
  unreadable,
  WAITING,
  type World,
} from './small-world.ts';

const SERVERS = [FE01, FE02, FE03] as const;

const OTHER_MARK = {spki: '0', spec: '0'};

/** What a certificate may be like, and what a server may make of it. Its facts are the same wherever it is. */
const KINDS: readonly CertificateWish[] = [
  {},
  // Due, in the first half of the time to renew in and in the second.
  {notAfter: inDays(70)},
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

/** How usages point to a certificate: not at all, now, or from some moment on. */
const POINTING = ['not', 'now', 'now', 'before, long ago', 'before, until now', 'staged', 'was staged'] as const;

interface Stored {
  readonly slot: Slot;
  readonly certificate: StoredCertificate;
  readonly pointing: (typeof POINTING)[number];
}

/** What is staged takes over from what is assigned; without that there is nothing to take over from. */
function pointTo(all: readonly Stored[]): Assignments {
  const assigned: Record<string, Assignment> = {};
  for (const {slot, certificate, pointing} of all) {
    if (pointing === 'now') Object.assign(assigned, assign(slot, certificate));
  }
  for (const {slot, certificate, pointing} of all) {
    if (pointing.startsWith('before')) {
      const since = inDays(pointing === 'before, long ago' ? -30 : -0.1);
      for (const usage of slot.usages) {
        const now = assigned[usage];
        if (now !== undefined) assigned[usage] = {...now, previous: certificate.thumbprint, since};
      }
    }
    if (pointing !== 'staged' && pointing !== 'was staged') continue;
    const at = inDays(pointing === 'staged' ? 1 : -1);
    for (const usage of slot.usages.filter(isTokenUsage)) {
      const before = assigned[usage];
      if (before !== undefined) assigned[usage] = {...before, staged: {thumbprint: certificate.thumbprint, at}};
    }
  }
  return assigned;
}

/** What was named by `use` lies there as somebody bought it, or does not. */
const wishFor = ({use}: Slot, label: string, bought: boolean): CertificateWish =>
  use !== undefined && 'thumbprint' in use && bought
    ? {label, thumbprint: use.thumbprint, without: ['mark'], friendlyName: 'bought'}
    : {label};

/** What a server has for some of its slots; labels are few, so that members of a shared slot have the same ones. */
function anyHolder(slots: readonly Slot[], readable: boolean): fc.Arbitrary<HolderWish> {
  const stored = fc
    .record({
      slot: fc.constantFrom(...slots),
      pointing: fc.constantFrom(...POINTING),
      kind: fc.nat({max: KINDS.length - 1}),
      kept: fc.constantFrom(...KEPT),
      label: fc.constantFrom('a', 'b'),
      bought: fc.boolean(),
    })
    .map(({slot, pointing, kind, kept, label, bought}): Stored => {
      const wish = {...wishFor(slot, `${slot.address} ${label} ${kind}`, bought), ...KINDS[kind]};
      return {slot, pointing, certificate: aCertificate(slot, {...kept(slot), ...wish})};
    });
  const pending = fc
    .record({slot: fc.constantFrom(...slots), progress: fc.constantFrom(...PROGRESSES), old: fc.boolean()})
    .map(({slot, progress, old}) => {
      const asked = aPending(slot, progress, `${slot.address} ${progress.state} ${old}`);
      return old ? {...asked, specDigest: sha256('what was declared before')} : asked;
    });
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
      assigned: broken === 1 ? unreadable() : pointTo(have),
      requests: broken === 2 ? unreadable() : requests,
      root: broken === 3 ? unreadable() : root,
      ca: broken === 4 ? unreadable() : ca,
    }));
}

export interface WorldWish {
  /** Everything can be read. */
  readonly readable?: boolean;
}

export function anyWorld(wish: WorldWish = {}): fc.Arbitrary<World> {
  const byHand = fc.constantFrom(...LAYOUTS).chain(slots => anyWorldOf(aWorld(slots).desired, wish));
  return fc.oneof(
    byHand,
    anyDeployment(wish).map(({world}) => world),
  );
}

/** A configuration and a world that it is compared with. */
export interface Deployed {
  readonly document: AnyDocument;
  readonly world: World;
}

export const anyDeployment = (wish: WorldWish = {}): fc.Arbitrary<Deployed> =>
  anyDocument.chain(document => anyWorldOf(desiredOf(textOf(document)), wish).map(world => ({document, world})));

/** What is there for what is wanted: everything, parts of it, something else. */
export function anyWorldOf(desired: Desired, {readable = false}: WorldWish = {}): fc.Arbitrary<World> {
  const holders = desired.holders.map(({server}) => {
    const own = desired.slots.filter(slot => slot.members.includes(server));
    const state = own.length === 0 ? fc.constant(aHolder()) : anyHolder(own, readable).map(aHolder);
    const reached = readable
      ? state.map(ok => ({ok}))
      : fc.oneof({weight: 7, arbitrary: state.map(ok => ({ok}))}, {weight: 1, arbitrary: fc.constant(unreadable())});
    return reached.map(one => [server, one] as const);
  });
  const chain = readable
    ? fc.constantFrom(CORP, NOT_MADE_YET)
    : fc.constantFrom(CORP, CORP, NOT_MADE_YET, {chain: unreadable()});
  return fc.tuple(fc.tuple(...holders), fc.tuple(...AUTHORITIES.map(() => chain))).map(([states, chains]) => ({
    desired,
    actual: {
      holders: Object.fromEntries(states),
      authorities: Object.fromEntries(AUTHORITIES.map((name, index) => [name, chains[index] ?? CORP])),
    },
  }));
}
