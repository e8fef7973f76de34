/**
 * A small world that is in order, for tests of policy, diff and plan: say only what matters to the test.
 * Certificates are facts built by hand; nothing here is real X.509, and everything is the same in every run.
 */
import {createHash} from 'node:crypto';
import {formatAddress} from '../../src/core/address.ts';
import type {Diagnostic, Part} from '../../src/core/diagnostic.ts';
import {specDigest} from '../../src/core/digest.ts';
import {makeMark} from '../../src/core/mark.ts';
import type {
  Actual,
  Assignments,
  AuthorityState,
  HolderState,
  PendingRequest,
  Progress,
} from '../../src/core/model/actual.ts';
import {type DistinguishedName, EKU_OIDS, type StoredCertificate} from '../../src/core/model/certificate.ts';
import type {CertificateSpec, Desired, Holder, ServerId, Slot} from '../../src/core/model/desired.ts';
import type {Plan, Selection, SlotPlan} from '../../src/core/model/plan.ts';
import {type Upkeep, USUAL_UPKEEP} from '../../src/core/model/upkeep.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {plan} from '../../src/core/plan/plan.ts';

export const DAY = 86_400_000;
export const NOW = new Date('2026-06-01T12:00:00.000Z');
export const POOL = 'fepool01.contoso.com';
export const FE01 = 'fe01.contoso.com';
export const FE02 = 'fe02.contoso.com';
export const FE03 = 'fe03.contoso.com';
export const WEB = ['Default', 'WebServicesInternal', 'WebServicesExternal'] as const satisfies readonly Usage[];

/** To the second, as certificates have it. */
export const inDays = (days: number, from: Date = NOW): string =>
  new Date(from.getTime() + days * DAY).toISOString().replace('.000Z', 'Z');

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const thumbprintOf = (label: string): string => createHash('sha1').update(label).digest('hex').toUpperCase();

const dn = (commonName: string): DistinguishedName => [
  {type: 'C', value: 'US'},
  {type: 'O', value: 'Contoso'},
  {type: 'CN', value: commonName},
];

function aCaCertificate(label: string, issuer = label): StoredCertificate {
  return {
    thumbprint: thumbprintOf(label),
    spki: sha256(`key of ${label}`),
    subject: dn(label),
    issuer: dn(issuer),
    serial: '1',
    notBefore: inDays(-1000),
    notAfter: inDays(5000),
    names: [],
    key: {algorithm: 'rsa', size: 3072},
    signature: {scheme: 'pkcs1', hash: 'sha256', oid: '1.2.840.113549.1.1.11'},
    keyUsage: ['keyCertSign', 'cRLSign'],
    ca: true,
    subjectKeyId: sha256(label).slice(0, 40),
    authorityKeyId: sha256(issuer).slice(0, 40),
    selfIssued: label === issuer,
    der: Buffer.from(label).toString('base64'),
    hasPrivateKey: false,
  };
}

export const ROOT = aCaCertificate('Contoso Root CA');
export const ISSUING = aCaCertificate('Contoso Issuing CA', 'Contoso Root CA');
export const STRANGE_ROOT = aCaCertificate('Somebody Else');
export const NEW_ROOT = aCaCertificate('New Root CA');
export const NEW_ISSUING = aCaCertificate('New Issuing CA', 'New Root CA');
export const CORP: AuthorityState = {chain: {ok: {roots: [ROOT], intermediates: [ISSUING]}}};
/** What an authority that is made on its first use will be. */
export const NEW: AuthorityState = {chain: {ok: {roots: [NEW_ROOT], intermediates: [NEW_ISSUING]}}};
export const NOT_MADE_YET: AuthorityState = {chain: {ok: 'made on first use'}};

export function aProblem(code = 'PART_UNREADABLE_FOR_TEST'): Diagnostic {
  return {severity: 'error', code, summary: 'It could not be read', detail: 'The disk says no.'};
}

export const unreadable = (code?: string): {readonly problem: Diagnostic} => ({problem: aProblem(code)});

export function aSpec(host: string, over: Partial<CertificateSpec> = {}): CertificateSpec {
  return {
    subject: {commonName: host, organization: 'Contoso', country: 'US'},
    names: [host, 'sip.contoso.com'].map(value => ({value, reasons: ['for the test']})),
    key: {algorithm: 'rsa', size: 2048, exportable: false},
    eku: ['serverAuth'],
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    signature: 'sha256',
    authority: 'corp',
    template: 'WebServer',
    renewBefore: {percent: 33},
    ...over,
  };
}

export interface SlotWish extends Partial<Pick<Slot, 'usages' | 'friendlyName' | 'assign' | 'use' | 'retry'>> {
  readonly pool?: string;
  readonly certificate?: string;
  readonly spec?: Partial<CertificateSpec>;
  readonly upkeep?: Partial<Upkeep>;
}

type Common = Pick<Slot, 'scope' | 'delivery' | 'members'>;

/** A server's own certificate, `default` of fe01 unless said. */
export function aSlot({server = FE01, ...wish}: SlotWish & {readonly server?: ServerId} = {}): Slot {
  return slotOf(server, wish, {scope: 'server', delivery: 'own', members: [server]});
}

/** A certificate that all members of a pool share. */
export function aPoolSlot({members, ...wish}: SlotWish & {readonly members: readonly ServerId[]}): Slot {
  const {pool = POOL, spec} = wish;
  const exportable = {key: {algorithm: 'rsa', size: 2048, exportable: true}} as const;
  return slotOf(pool, {...wish, spec: {...exportable, ...spec}}, {scope: 'pool', delivery: 'copy', members});
}

/** The deployment's OAuth certificate. */
export function aGlobalSlot({members, ...wish}: SlotWish & {readonly members: readonly ServerId[]}): Slot {
  const exportable = {key: {algorithm: 'rsa', size: 2048, exportable: true}} as const;
  const usages = ['OAuthTokenIssuer'] as const;
  return slotOf(
    'contoso.com',
    {certificate: 'oauth', usages, ...wish, spec: {...exportable, ...wish.spec}},
    {scope: 'global', delivery: 'product', members},
  );
}

function slotOf(host: string, wish: SlotWish, {scope, delivery, members}: Common): Slot {
  const {pool = POOL, certificate = 'default', usages = WEB, assign = 'auto', use, retry} = wish;
  const spec = aSpec(host, wish.spec);
  const address =
    scope === 'server'
      ? formatAddress({scope, pool, server: host, certificate})
      : formatAddress(scope === 'pool' ? {scope, pool, certificate} : {scope, certificate});
  return {
    address,
    certificate,
    scope,
    ...(scope !== 'global' && {pool}),
    members: [...members].sort(),
    delivery,
    usages,
    friendlyName: wish.friendlyName ?? `${usages.join(', ')} - ${host}`,
    assign,
    upkeep: {...USUAL_UPKEEP, renewSpread: 0, ...wish.upkeep},
    ...(use && {use}),
    ...(retry && {retry}),
    spec,
    declaredAt: {file: 'cscert.yaml', line: 7, column: 3},
  };
}

export interface CertificateWish extends Partial<StoredCertificate> {
  /** Two certificates of one label are the same one. */
  readonly label?: string;
  /** What it lacks. */
  readonly without?: readonly ('eku' | 'keyUsage' | 'mark' | 'friendlyName' | 'exportable' | 'template')[];
}

/** A certificate that is all that the slot declares, ours, and half a year old of two. */
export function aCertificate({friendlyName, spec}: Slot, wish: CertificateWish = {}): StoredCertificate {
  const digest = specDigest(spec);
  const {label = `${friendlyName} ${digest}`, without = [], ...over} = wish;
  const spki = over.spki ?? sha256(`key of ${label}`);
  const whole: StoredCertificate = {
    thumbprint: thumbprintOf(label),
    spki,
    subject: subjectOf(spec),
    issuer: ISSUING.subject,
    serial: sha256(label).slice(0, 16),
    notBefore: inDays(-180),
    notAfter: inDays(550),
    names: spec.names.map(({value}) => ({type: 'dns', value})),
    key: {algorithm: 'rsa', size: spec.key.size},
    signature: {scheme: 'pkcs1', hash: 'sha256', oid: '1.2.840.113549.1.1.11'},
    eku: spec.eku.map(name => EKU_OIDS[name]),
    keyUsage: spec.keyUsage,
    ca: false,
    ...(ISSUING.subjectKeyId && {authorityKeyId: ISSUING.subjectKeyId}),
    template: {name: spec.template},
    selfIssued: false,
    der: Buffer.from(label).toString('base64'),
    hasPrivateKey: true,
    exportable: spec.key.exportable,
    friendlyName,
    mark: makeMark({spki, specDigest: digest}),
    ...over,
  };
  return Object.fromEntries(
    Object.entries(whole).filter(([key]) => !without.some(gone => gone === key)),
  ) as unknown as StoredCertificate;
}

/** As most CAs write it: country first. */
function subjectOf({subject}: CertificateSpec): DistinguishedName {
  const {country, state, city, organization, organizationalUnit, commonName} = subject;
  const parts = {C: country, ST: state, L: city, O: organization, OU: organizationalUnit, CN: commonName};
  return Object.entries(parts).flatMap(([type, value]) => (value === undefined ? [] : [{type, value}]));
}

/** The same as somebody else would have made it: without our mark. */
export function aForeignCertificate(slot: Slot, wish: CertificateWish = {}): StoredCertificate {
  return aCertificate(slot, {label: 'foreign', friendlyName: 'somebody else', without: ['mark'], ...wish});
}

export function aPending(slot: Slot, progress: Progress = {state: 'created'}, label = 'pending'): PendingRequest {
  return {
    spki: sha256(`key of ${label}`),
    csr: Buffer.from(label).toString('base64'),
    specDigest: specDigest(slot.spec),
    friendlyName: slot.friendlyName,
    authority: slot.spec.authority,
    createdAt: inDays(-1),
    progress,
  };
}

export const WAITING = {state: 'waiting', ticket: '4711', since: inDays(-1)} as const satisfies Progress;
export const DENIED = {state: 'denied', reason: 'Not in this house.', at: inDays(-1)} as const satisfies Progress;

/** All of a slot's usages pointing to one certificate. */
export function assign(slot: Slot, certificate: {readonly thumbprint: string}, usages = slot.usages): Assignments {
  return Object.fromEntries(usages.map(usage => [usage, {current: certificate.thumbprint}]));
}

export interface HolderWish {
  readonly my?: readonly StoredCertificate[] | {readonly problem: Diagnostic};
  readonly ca?: readonly StoredCertificate[] | {readonly problem: Diagnostic};
  readonly root?: readonly StoredCertificate[] | {readonly problem: Diagnostic};
  readonly requests?: readonly PendingRequest[] | {readonly problem: Diagnostic};
  readonly assigned?: Assignments | {readonly problem: Diagnostic};
}

/** A server that trusts the authority and has nothing else. */
export function aHolder({
  my = [],
  ca = [ISSUING],
  root = [ROOT],
  requests = [],
  assigned = {},
}: HolderWish = {}): HolderState {
  return {
    at: NOW.toISOString(),
    stores: {My: partOf(my), CA: partOf(ca), Root: partOf(root)},
    requests: partOf(requests),
    assigned: 'problem' in assigned ? assigned : {ok: assigned},
  };
}

function partOf<T>(value: readonly T[] | {readonly problem: Diagnostic}): Part<readonly T[]> {
  return 'problem' in value ? value : {ok: value};
}

/** A server on which each slot has its certificate and uses it. */
export function aGoodHolder(slots: readonly Slot[], wish: HolderWish = {}): HolderState {
  return aHolder({
    my: slots.map(slot => aCertificate(slot)),
    assigned: Object.assign({}, ...slots.map(slot => assign(slot, aCertificate(slot)))),
    ...wish,
  });
}

export function aDesired(slots: readonly Slot[]): Desired {
  const servers = [...new Set(slots.flatMap(slot => slot.members))].sort();
  const pools = new Map(slots.flatMap(slot => (slot.pool ? slot.members.map(member => [member, slot.pool]) : [])));
  const holders = servers.map(
    (server): Holder => ({
      server,
      pool: pools.get(server) ?? POOL,
      role: 'frontEnd',
      connection: 'domain',
      declaredAt: {file: 'cscert.yaml', line: 5, column: 3},
    }),
  );
  return {
    deployment: {name: 'contoso', product: 'lync2013', sipDomains: ['contoso.com']},
    holders,
    slots: slots.toSorted((a, b) => (a.address < b.address ? -1 : 1)),
  };
}

export interface World {
  readonly desired: Desired;
  readonly actual: Actual;
}

type Holders = Readonly<Record<ServerId, HolderState | {readonly problem: Diagnostic}>>;

/** Servers that are not spoken of are in order. */
export function aWorld(slots: readonly Slot[], holders: Holders = {}, rest: Partial<Actual> = {}): World {
  const desired = aDesired(slots);
  const states = desired.holders.map(({server}): [ServerId, Part<HolderState>] => {
    const state = holders[server] ?? aGoodHolder(desired.slots.filter(slot => slot.members.includes(server)));
    return [server, 'problem' in state ? state : {ok: state}];
  });
  return {desired, actual: {holders: Object.fromEntries(states), authorities: {corp: CORP}, ...rest}};
}

export interface Asking {
  readonly now?: Date;
  readonly selection?: Selection;
}

export function planOf({desired, actual}: World, {now = NOW, selection}: Asking = {}): Plan {
  const config = {digest: `sha256:${'0'.repeat(64)}`, files: ['cscert.yaml']};
  return plan({desired, actual, now, tool: '0.0.0', config, ...(selection && {selection})});
}

/** The only slot of a plan, or the one with this address. */
export function slotIn({slots}: Plan, address = slots[0]?.address): SlotPlan {
  const found = slots.find(slot => slot.address === address);
  if (found === undefined) throw new Error(`the plan has no slot ${address}`);
  return found;
}

/** `assign fe01 Default`: what a plan does, in short words that a test can spell out. */
export function deeds({actions}: Plan): readonly string[] {
  return actions.map(({verb, on, args}) => {
    const what =
      'usage' in args
        ? ` ${args.usage}`
        : 'store' in args
          ? ` ${args.store}`
          : 'source' in args
            ? ` ${args.source}`
            : '';
    return `${verb} ${on.split('.')[0]}${what}`;
  });
}

/** Codes of what is wrong with a slot, of all members. */
export function reasons(slot: SlotPlan): readonly string[] {
  return slot.members.flatMap(member => member.findings.map(finding => finding.code));
}
