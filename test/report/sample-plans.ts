import type {Diagnostic} from '../../src/core/diagnostic.ts';
import type {CertificateSpec, Scope} from '../../src/core/model/desired.ts';
import type {Finding} from '../../src/core/model/finding.ts';
import type {Action, FieldLine, HolderPlan, MemberPlan, Plan, SlotPlan, Wanted} from '../../src/core/model/plan.ts';
import type {Role} from '../../src/core/model/role.ts';
import type {Usage} from '../../src/core/model/usage.ts';
import {planDigest} from '../../src/core/plan/plan.ts';
import {summarise} from '../../src/core/plan/summary.ts';

const NOW = '2026-08-22T10:00:00Z';
const ROOT = {thumbprint: '5E1D0F27'.padEnd(40, '0'), subject: 'CN=Contoso Root CA'};
export const OLD = '9F3A1C22'.padEnd(40, '0');
export const OTHER = '11AA22BB'.padEnd(40, '0');
const WEB: readonly Usage[] = ['Default', 'WebServicesInternal', 'WebServicesExternal'];

const hex = (digit: string): string => digit.repeat(64);

export function spec(commonName: string, names: readonly string[] = [commonName, 'sip.contoso.com']): CertificateSpec {
  return {
    subject: {commonName, organization: 'Contoso', city: 'Redmond', state: 'WA', country: 'US'},
    names: names.map(value => ({value, reasons: [value === commonName ? 'name of the pool' : 'automatic sign-in']})),
    key: {algorithm: 'rsa', size: 2048, exportable: false},
    eku: ['serverAuth'],
    keyUsage: ['digitalSignature', 'keyEncipherment'],
    signature: 'sha256',
    authority: 'corp',
    template: 'WebServer',
    renewBefore: {milliseconds: 30 * 86_400_000},
  };
}

function wanted(commonName: string, names?: readonly string[]): Wanted {
  return {spec: spec(commonName, names), specDigest: hex('a'), friendlyName: `${commonName} default`};
}

function fields(certificate: string, names: readonly string[], until: string): readonly FieldLine[] {
  return [
    {field: 'certificate', value: certificate},
    ...names.map(value => ({field: 'name', value})),
    {field: 'key', value: 'RSA 2048, not exportable'},
    {field: 'issuer', value: 'authority corp'},
    {field: 'valid until', value: until},
  ];
}

const UNKNOWN_YET = '(known after apply)';

export function finding(code: string, message: string, rest: Partial<Finding> = {}): Finding {
  return {code, cure: 'request', severity: 'drift', message, expected: 'as declared', actual: 'otherwise', ...rest};
}

export function known(
  pool: string,
  rest: {trust?: readonly Finding[]; unmanaged?: number; role?: Role} = {},
): HolderPlan {
  const basis = {my: hex('1'), ca: hex('2'), root: hex('3'), requests: hex('4'), assigned: hex('5')};
  const {trust = [], unmanaged = 0, role = 'frontEnd'} = rest;
  return {pool, role, connection: 'domain', basis, trust, unmanaged};
}

const UNREACHABLE: Diagnostic = {
  severity: 'error',
  code: 'DIRECTORY_NO_STORE',
  summary: 'The store of the server was not found',
  detail: 'The folder servers/fe03.contoso.com does not exist.\nThe root servers bears no marker of cscert.',
  help: 'mount the share and plan again',
};

export function member(server: string, rest: Partial<MemberPlan> = {}): MemberPlan {
  return {server, assigned: {}, findings: [], ...rest};
}

/** All usages of the web layout assigned to one certificate. */
export function holding(server: string, thumbprint: string, rest: Partial<MemberPlan> = {}): MemberPlan {
  const assigned = Object.fromEntries(WEB.map(usage => [usage, thumbprint]));
  return member(server, {assigned, notAfter: '2027-05-01T00:00:00Z', ...rest});
}

interface SlotOptions extends Partial<Omit<SlotPlan, 'actions'>> {
  readonly scope?: Scope;
  readonly members: readonly MemberPlan[];
  readonly actions?: readonly Action[];
}

export function slot(address: string, {actions = [], ...rest}: SlotOptions): SlotPlan {
  const [pool = ''] = address.split('/');
  return {
    address,
    scope: 'server',
    ...(pool === 'global' ? {} : {pool}),
    usages: WEB,
    declaredAt: {file: 'cscert.yaml', line: 14, column: 3},
    state: actions.length > 0 ? 'changes' : 'in-sync',
    actions: actions.map(({id}) => id),
    ...rest,
  };
}

export function trust(on: string, certificate: typeof ROOT | null = ROOT): Action {
  const id = `trust:${on}:Root:${certificate?.thumbprint.slice(0, 8) ?? 'corp'}`;
  const args = {authority: 'corp', store: 'Root', certificate} as const;
  return {id, verb: 'trust', on, phase: 'trust', needs: [], because: ['ROOT_MISSING'], args};
}

/** Request, import and the assignments of one slot on one server. */
export function issue(
  address: string,
  on: string,
  options: {usages?: readonly Usage[]; because: string},
): readonly Action[] {
  const base = {slot: address, on, because: [options.because]};
  const request = `request:${address}@${on}`;
  const imported = `import:${address}@${on}`;
  return [
    {
      ...base,
      id: request,
      verb: 'request',
      phase: 'prepare',
      needs: [],
      args: {authority: 'corp', specDigest: hex('a')},
    },
    {...base, id: imported, verb: 'import', phase: 'prepare', needs: [request], args: {source: 'request'}},
    ...assign(address, on, {usages: options.usages ?? WEB, thumbprint: null, needs: [imported]}),
  ];
}

interface AssignOptions {
  readonly usages: readonly Usage[];
  readonly thumbprint: string | null;
  readonly needs?: readonly string[];
}

export function assign(
  address: string,
  on: string,
  {usages, thumbprint, needs = []}: AssignOptions,
): readonly Action[] {
  return usages.map(usage => ({
    id: `assign:${address}@${on}:${usage}`,
    verb: 'assign',
    slot: address,
    on,
    phase: 'switch',
    needs,
    because: ['NOT_ASSIGNED'],
    args: {usage, thumbprint},
  }));
}

/** Completes a plan: counts and, where nothing else is said, the rest. */
export function plan(rest: Partial<Plan> & Pick<Plan, 'holders' | 'slots'>): Plan {
  const actions = rest.actions ?? [];
  return {
    format: 1,
    tool: '0.1.0',
    now: NOW,
    deployment: 'contoso',
    config: {digest: `sha256:${hex('c')}`, files: ['cscert.yaml']},
    complete: !Object.values(rest.holders).some(holder => 'unknown' in holder),
    actions,
    risks: [],
    summary: summarise(rest.slots, actions, rest.holders),
    digest: planDigest(rest.slots, actions),
    ...rest,
  };
}

const SE = 'se01.contoso.com';
const POOL = 'fepool01.contoso.com';
const FE = ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com'] as const;
const NAMES = [POOL, 'webext.contoso.com', 'sip.contoso.com'];

function firstDeployment(): Plan {
  const address = `${SE}/${SE}/default`;
  const trusting = trust(SE, null);
  const own = issue(address, SE, {because: 'NO_CERTIFICATE'});
  const oauth = issue('global/oauth', SE, {usages: ['OAuthTokenIssuer'], because: 'NO_CERTIFICATE'});
  const missing = finding('NO_CERTIFICATE', 'no certificate is assigned, and none that fits is in My');
  const untrusted = finding(
    'ROOT_MISSING',
    'the authority "corp" is made on its first use; its chain is not trusted yet',
    {
      cure: 'trust',
    },
  );
  return plan({
    holders: {[SE]: known(SE, {role: 'standardEdition', trust: [untrusted]})},
    actions: [trusting, ...own, ...oauth],
    slots: [
      slot('global/oauth', {
        scope: 'global',
        usages: ['OAuthTokenIssuer'],
        members: [member(SE, {findings: [missing]})],
        wants: wanted('contoso.com', ['contoso.com']),
        change: {before: [], after: fields(UNKNOWN_YET, ['contoso.com'], UNKNOWN_YET)},
        declaredAt: {file: 'cscert.yaml', line: 2, column: 1},
        actions: oauth,
      }),
      slot(address, {
        members: [member(SE, {findings: [missing]})],
        wants: wanted(SE),
        change: {before: [], after: fields(UNKNOWN_YET, [SE, 'sip.contoso.com'], UNKNOWN_YET)},
        actions: own,
      }),
    ],
  });
}

function farm(slots: readonly SlotPlan[], rest: Partial<Plan> = {}): Plan {
  return plan({holders: Object.fromEntries(FE.map(server => [server, known(POOL)])), slots, ...rest});
}

const address = (server: string): string => `${POOL}/${server}/default`;
const inSync = (server: string): SlotPlan => slot(address(server), {members: [holding(server, OTHER)]});

function renewal(): Plan {
  const actions = issue(address(FE[0]), FE[0], {because: 'EXPIRES_SOON'});
  const soon = finding('EXPIRES_SOON', 'expires 2026-09-03, in 12 days; renewBefore is 30 days');
  const changed = slot(address(FE[0]), {
    members: [holding(FE[0], OLD, {notAfter: '2026-09-03T10:00:00Z', findings: [soon]})],
    wants: wanted(POOL, NAMES),
    change: {before: fields('9F3A1C22', NAMES, '2026-09-03'), after: fields(UNKNOWN_YET, NAMES, UNKNOWN_YET)},
    actions,
  });
  return farm([changed, inSync(FE[1]), inSync(FE[2])], {actions});
}

function namesAdded(): Plan {
  const after = [...NAMES, 'sip.fabrikam.com'];
  const changed = FE.map(server => {
    const actions = issue(address(server), server, {because: 'NAMES_MISSING'});
    const findings = [
      finding('NAMES_MISSING', '1 of 4 names missing: sip.fabrikam.com'),
      finding('KEY_PROVIDER', 'a provider that the documentation does not name', {severity: 'warning', cure: 'none'}),
    ];
    const change = {before: fields('11AA22BB', NAMES, '2027-05-01'), after: fields(UNKNOWN_YET, after, UNKNOWN_YET)};
    const members = [holding(server, OTHER, {findings})];
    return {actions, slot: slot(address(server), {members, wants: wanted(POOL, after), change, actions})};
  });
  return farm(
    changed.map(one => one.slot),
    {
      actions: changed.flatMap(one => one.actions),
      risks: [
        {
          code: 'ALL_MEMBERS',
          message: 'every server of the pool gets a new certificate in one run',
          address: POOL,
        },
      ],
    },
  );
}

function missingRoot(): Plan {
  const missing = finding('ROOT_MISSING', 'CN=Contoso Root CA (5E1D0F27) is missing from Root', {cure: 'trust'});
  const holders = {
    ...Object.fromEntries(FE.map(server => [server, known(POOL)])),
    [FE[1]]: known(POOL, {trust: [missing], unmanaged: 2}),
  };
  return farm(FE.map(inSync), {holders, actions: [trust(FE[1])]});
}

function unknownServer(): Plan {
  const actions = assign(address(FE[0]), FE[0], {usages: ['WebServicesExternal'], thumbprint: OTHER});
  const elsewhere = finding('NOT_ASSIGNED', 'WebServicesExternal is not assigned to it', {cure: 'assign'});
  const changed = slot(address(FE[0]), {
    members: [member(FE[0], {assigned: {Default: OTHER, WebServicesInternal: OTHER}, findings: [elsewhere]})],
    wants: wanted(POOL, NAMES),
    actions,
  });
  const holders = {
    [FE[0]]: known(POOL),
    [FE[1]]: known(POOL),
    [FE[2]]: {pool: POOL, role: 'frontEnd', connection: 'domain', unknown: UNREACHABLE},
  } as const;
  const lost = slot(address(FE[2]), {members: [member(FE[2])], state: 'unknown'});
  return farm([changed, inSync(FE[1]), lost], {holders, actions});
}

function waiting(): Plan {
  const none = finding('NO_CERTIFICATE', 'no certificate is assigned, and none that fits is in My', {cure: 'wait'});
  const denied = finding('REQUEST_DENIED', 'the authority denied request 4712', {cure: 'person'});
  return farm([
    slot(address(FE[0]), {
      members: [member(FE[0], {findings: [none]})],
      state: 'waiting',
      wants: wanted(POOL, NAMES),
      blocked: ['Request 4711 is waiting for approval at corp since 2026-08-20; run apply again after it.'],
    }),
    slot(address(FE[1]), {
      members: [member(FE[1], {findings: [denied]})],
      state: 'person',
      wants: wanted(POOL, NAMES),
      blocked: ['Change what is declared, or ask again with apply --retry.'],
    }),
    inSync(FE[2]),
  ]);
}

function shared(): Plan {
  const shared = `${POOL}/web`;
  const web: readonly Usage[] = ['WebServicesExternal'];
  const copies = FE.slice(1).map(
    on =>
      ({
        id: `copy:${shared}@${on}`,
        verb: 'copy',
        slot: shared,
        on,
        phase: 'prepare',
        needs: [],
        because: ['NOT_THERE'],
        args: {from: FE[0], thumbprint: OTHER},
      }) satisfies Action,
  );
  const assigned = FE.slice(1).flatMap(on =>
    assign(shared, on, {usages: web, thumbprint: OTHER, needs: [`copy:${shared}@${on}`]}),
  );
  const gone = finding('NOT_THERE', 'the certificate of the pool is not on this server', {cure: 'copy'});
  const actions = [...copies, ...assigned];
  return farm(
    [
      slot(shared, {
        scope: 'pool',
        usages: web,
        members: FE.map((server, at) =>
          member(server, at === 0 ? {assigned: {WebServicesExternal: OTHER}} : {findings: [gone]}),
        ),
        actions,
      }),
    ],
    {actions},
  );
}

/** The plans of the golden files, by name. Each is a situation that the documentation explains. */
export const SAMPLE_PLANS: Readonly<Record<string, Plan>> = {
  'first-deployment': firstDeployment(),
  renewal: renewal(),
  'names-added': namesAdded(),
  'missing-root': missingRoot(),
  'unknown-server': unknownServer(),
  waiting: waiting(),
  'shared-copy': shared(),
  'no-changes': farm(FE.map(inSync)),
  'no-changes-in-selection': farm([inSync(FE[0])], {
    holders: {[FE[0]]: known(POOL)},
    selection: {only: [`${POOL}/${FE[0]}/*`], exclude: []},
  }),
  partial: {...renewal(), selection: {only: [], exclude: ['se*/**']}},
};
