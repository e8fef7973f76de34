/** What can happen to the applied Contoso example, one thing at a time, and what has to come of it. */
import {renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {certificateOf, edit, editAssigned, keyOf, onlyFileIn} from '../support/contoso-world.ts';

export const FE = (n: number): string => `fe0${n}.contoso.com`;
const DIR = 'dir01.contoso.com';
export const FE_SLOT = (n: number): string => `fepool01.contoso.com/${FE(n)}/default`;
export const MED = (n: number): string => `med0${n}.contoso.com`;
const MED_SLOT = (n: number): string => `medpool01.contoso.com/${MED(n)}/default`;
const DIR_DEFAULT = `dirpool01.contoso.com/${DIR}/default`;
const DIR_EXTERNAL = `dirpool01.contoso.com/${DIR}/external`;
const WEB_USAGES = ['Default', 'WebServicesInternal', 'WebServicesExternal'];
const EVERYWHERE = [DIR, FE(1), FE(2), FE(3), MED(1), MED(2)];

const issuing = (slot: string): readonly string[] => [`request:${slot}`, `import:${slot}`];
const assigning = (slot: string, usages: readonly string[]): readonly string[] =>
  usages.map(usage => `assign:${slot}:${usage}`);

/** The usual certificates of servers, in the order of their addresses. */
const SERVER_SLOTS: readonly (readonly [string, readonly string[]])[] = [
  [DIR_DEFAULT, ['Default', 'WebServicesInternal']],
  [DIR_EXTERNAL, ['WebServicesExternal']],
  ...[1, 2, 3].map(n => [FE_SLOT(n), WEB_USAGES] as const),
  ...[1, 2].map(n => [MED_SLOT(n), ['Default']] as const),
];

/** New certificates: all are there before the first one is assigned, and OAuth comes last. */
function replacing(slots: typeof SERVER_SLOTS, {oauth}: {readonly oauth: boolean} = {oauth: false}): readonly string[] {
  const address = `global/oauth@${DIR}`;
  return [
    ...(oauth ? issuing(address) : []),
    ...slots.flatMap(([slot]) => issuing(slot)),
    ...slots.flatMap(([slot, usages]) => assigning(slot, usages)),
    ...(oauth ? assigning(address, ['OAuthTokenIssuer']) : []),
  ];
}

const each = (slots: typeof SERVER_SLOTS, code: string): Record<string, readonly string[]> =>
  Object.fromEntries(slots.map(([slot]) => [slot, [code]]));
/** Whoever replaces the global certificate changes it everywhere, and in the place from which it is replicated. */
const REPLICATED = [...EVERYWHERE, 'global'];

export interface Scenario {
  readonly title: string;
  readonly happens?: (world: string) => void;
  /** How much time goes by. */
  readonly days?: number;
  /** By slot: why. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  readonly trust?: Readonly<Record<string, readonly string[]>>;
  readonly actions: readonly string[];
  /** Servers whose files change. */
  readonly servers: readonly string[];
  /** Afterwards every file is again as it was before, byte for byte. */
  readonly restores?: true;
}

/** What is said of a slot whose certificate is another server's. */
const STRANGER = ['CERTIFICATE_MISSING', 'NO_PRIVATE_KEY', 'NAMES_MISSING', 'NAMES_SURPLUS', 'FRIENDLY_NAME'];
const WITH_SIP_DOMAINS = SERVER_SLOTS.filter(([slot]) => slot === DIR_DEFAULT || slot.includes('fepool01'));

export const SCENARIOS: readonly Scenario[] = [
  {
    title: 'a private key is gone',
    happens: at => rmSync(keyOf(certificateOf(at, FE(2), 'Default'))),
    slots: {[FE_SLOT(2)]: ['NO_PRIVATE_KEY']},
    actions: [...issuing(FE_SLOT(2)), ...assigning(FE_SLOT(2), WEB_USAGES)],
    servers: [FE(2)],
  },
  {
    title: 'a certificate is gone',
    happens: at => rmSync(certificateOf(at, FE(2), 'Default')),
    slots: {[FE_SLOT(2)]: ['CERTIFICATE_MISSING']},
    actions: [...issuing(FE_SLOT(2)), ...assigning(FE_SLOT(2), WEB_USAGES)],
    servers: [FE(2)],
  },
  {
    title: 'a root is gone',
    happens: at => rmSync(onlyFileIn(join(at, 'servers', FE(1), 'Root'))),
    slots: {},
    trust: {[FE(1)]: ['ROOT_MISSING']},
    actions: [`trust:${FE(1)}:Root`],
    servers: [FE(1)],
    restores: true,
  },
  {
    title: 'an intermediate is gone',
    happens: at => rmSync(onlyFileIn(join(at, 'servers', DIR, 'CA'))),
    slots: {},
    trust: {[DIR]: ['INTERMEDIATE_MISSING']},
    actions: [`trust:${DIR}:CA`],
    servers: [DIR],
    restores: true,
  },
  {
    title: 'all assignments of a server are gone',
    happens: at => rmSync(join(at, 'servers', FE(1), 'assigned.json')),
    slots: {[FE_SLOT(1)]: ['NOT_ASSIGNED']},
    actions: assigning(FE_SLOT(1), WEB_USAGES),
    servers: [FE(1)],
  },
  {
    title: 'one assignment is gone',
    happens: at =>
      editAssigned(at, FE(3), usages => {
        delete usages['WebServicesInternal'];
      }),
    slots: {[FE_SLOT(3)]: ['NOT_ASSIGNED']},
    actions: assigning(FE_SLOT(3), ['WebServicesInternal']),
    servers: [FE(3)],
  },
  {
    title: 'the assignments of two certificates are swapped',
    happens: at =>
      editAssigned(at, DIR, usages => {
        const {Default, WebServicesExternal} = usages;
        if (Default && WebServicesExternal)
          Object.assign(usages, {Default: WebServicesExternal, WebServicesExternal: Default});
      }),
    slots: {[DIR_DEFAULT]: ['NOT_ASSIGNED'], [DIR_EXTERNAL]: ['NOT_ASSIGNED']},
    actions: [...assigning(DIR_DEFAULT, ['Default']), ...assigning(DIR_EXTERNAL, ['WebServicesExternal'])],
    servers: [DIR],
  },
  {
    title: 'the certificate files of two servers are swapped',
    happens(at) {
      const [one, two] = [certificateOf(at, FE(1), 'Default'), certificateOf(at, FE(2), 'Default')];
      renameSync(one, one.replace(FE(1), FE(2)));
      renameSync(two, two.replace(FE(2), FE(1)));
    },
    slots: {[FE_SLOT(1)]: STRANGER, [FE_SLOT(2)]: STRANGER},
    actions: replacing(SERVER_SLOTS.slice(2, 4)),
    servers: [FE(1), FE(2)],
  },
  {
    title: 'a SIP domain is added',
    happens(at) {
      const file = join(at, 'cscert.yaml');
      edit(
        file,
        'sipDomains: [contoso.com, fabrikam.com]',
        'sipDomains: [contoso.com, fabrikam.com, wingtip.contoso.com]',
      );
      edit(file, 'names: [contoso.com, fabrikam.com]}', 'names: [contoso.com, "*.contoso.com", fabrikam.com]}');
    },
    slots: {...each(WITH_SIP_DOMAINS, 'NAMES_MISSING'), 'global/oauth': ['NAMES_MISSING']},
    actions: replacing(WITH_SIP_DOMAINS, {oauth: true}),
    servers: REPLICATED,
  },
  {
    title: 'a template is changed',
    happens(at) {
      edit(
        join(at, 'cscert.yaml'),
        '      # What templates',
        '      Director: {validity: 200 days, names: ["*.contoso.com", "*.fabrikam.com"]}\n      # What templates',
      );
      edit(
        join(at, 'pools/director.yaml'),
        'usages: [Default, WebServicesInternal]',
        'usages: [Default, WebServicesInternal]\n        template: Director',
      );
    },
    slots: {[DIR_DEFAULT]: ['TEMPLATE']},
    actions: [...issuing(DIR_DEFAULT), ...assigning(DIR_DEFAULT, ['Default', 'WebServicesInternal'])],
    servers: [DIR],
  },
  {
    title: 'a key size is changed',
    happens: at => edit(join(at, 'pools/mediation.yaml'), 'size: 4096', 'size: 2048'),
    slots: {[MED_SLOT(2)]: ['KEY_SIZE']},
    actions: [...issuing(MED_SLOT(2)), ...assigning(MED_SLOT(2), ['Default'])],
    servers: ['med02.contoso.com'],
  },
  {
    title: 'a friendly name is changed',
    happens: at => edit(join(at, 'pools/director.yaml'), 'Director external web services', 'Director, outside'),
    slots: {[DIR_EXTERNAL]: ['FRIENDLY_NAME']},
    actions: [`import:${DIR_EXTERNAL}`],
    servers: [DIR],
  },
  {
    title: 'our mark is lost',
    happens: at => edit(certificateOf(at, FE(3), 'Default'), / \[cscert [^\]]*\]/, ''),
    slots: {[FE_SLOT(3)]: ['MARK_LOST']},
    actions: [`import:${FE_SLOT(3)}`],
    servers: [FE(3)],
    restores: true,
  },
  {
    title: 'the folder of a server is removed',
    happens: at => rmSync(join(at, 'servers', FE(1)), {recursive: true}),
    slots: {[FE_SLOT(1)]: ['NO_CERTIFICATE'], 'global/oauth': ['NOT_REPLICATED']},
    trust: {[FE(1)]: ['ROOT_MISSING', 'INTERMEDIATE_MISSING']},
    actions: [
      `trust:${FE(1)}:CA`,
      `trust:${FE(1)}:Root`,
      ...replacing(SERVER_SLOTS.slice(2, 3)),
      `assign:global/oauth@${FE(1)}:OAuthTokenIssuer`,
    ],
    servers: [FE(1)],
  },
  {
    title: 'the OAuth certificate is lost on one server',
    happens: at => rmSync(certificateOf(at, FE(2), 'OAuthTokenIssuer')),
    slots: {'global/oauth': ['CERTIFICATE_MISSING']},
    actions: [`assign:global/oauth@${FE(2)}:OAuthTokenIssuer`],
    servers: [FE(2)],
    restores: true,
  },
  {
    title: 'the time of renewal comes',
    days: 250,
    slots: each(SERVER_SLOTS, 'EXPIRES_SOON'),
    actions: replacing(SERVER_SLOTS),
    servers: EVERYWHERE,
  },
  {
    title: 'certificates have expired',
    days: 731,
    slots: {...each(SERVER_SLOTS, 'EXPIRED'), 'global/oauth': ['EXPIRED']},
    actions: replacing(SERVER_SLOTS, {oauth: true}),
    servers: REPLICATED,
  },
];
