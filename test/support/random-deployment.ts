/**
 * Random valid configurations: pools of every role that there is, in usual and unusual layouts. What a role is like is
 * taken from ROLE_FACTS, so that a new role is tried as soon as it is there; what it must have besides stands in NEEDS.
 */
import fc from 'fast-check';
import {stringify} from 'yaml';
import {PRODUCTS, type Product} from '../../src/core/model/product.ts';
import {ROLE_FACTS, ROLES, type Role} from '../../src/core/model/role.ts';
import type {Usage} from '../../src/core/model/usage.ts';

const DEFAULT_DOMAIN = 'contoso.com';
const MORE_DOMAINS = ['fabrikam.com', 'adatum.com', 'litwareinc.com'];
export const AUTHORITIES = ['corp', 'other', 'public'] as const;

/** One certificate as it is written. */
export interface CertificateEntry {
  readonly usages?: readonly Usage[];
  readonly [setting: string]: unknown;
}

export interface PoolEntry {
  readonly role: Role;
  readonly servers?: readonly string[];
  readonly certificates?: Readonly<Record<string, CertificateEntry>>;
  readonly [setting: string]: unknown;
}

/** A configuration as plain data, as `yaml` writes it. */
export interface AnyDocument {
  readonly deployment: Readonly<Record<string, unknown>> & {
    readonly product: Product;
    readonly sipDomains: readonly string[];
  };
  readonly authorities: Readonly<Record<string, unknown>>;
  readonly connections: Readonly<Record<string, unknown>>;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly pools: Readonly<Record<string, PoolEntry>>;
}

/** What a pool must have, or may, because of its role. `pool` is its name. */
const NEEDS: Readonly<Partial<Record<Role, (pool: string) => fc.Arbitrary<Readonly<Record<string, unknown>>>>>> = {
  edge: pool =>
    fc.constantFrom(
      {edge: {access: `sip.${pool}`, webConferencing: `web.${pool}`, av: `av.${pool}`}},
      {edge: {access: `access.${pool}`, webConferencing: `access.${pool}`, av: `access.${pool}`}},
    ),
};

/** What a certificate may say besides its usages; everything that the CA sees, and what only cscert does. */
export const certificateSettings = (role: Role): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record(
    {
      names: fc.record({add: fc.subarray(['a.contoso.com', 'b.contoso.com', 'c.fabrikam.com'], {minLength: 1})}),
      authority: role === 'edge' || role === 'reverseProxy' ? fc.constant('public') : fc.constantFrom('corp', 'other'),
      renewBefore: fc.constantFrom('33%', '30 days', '12 hours'),
      retireAfter: fc.constantFrom('7 days', 'never'),
      signature: fc.constantFrom('sha256', 'sha384'),
      template: fc.constantFrom('WebServer', 'Lync'),
      subject: fc.record({organization: fc.constantFrom('Contoso', 'Fabrikam')}),
      assign: fc.constantFrom('auto', 'manual'),
    },
    {requiredKeys: []},
  );

/** The usages of a role's layout in one certificate each, or as usual; never with a usage left out. */
const layoutsOf = (role: Role): readonly (readonly (readonly [string, CertificateEntry])[])[] => {
  const {layout, servers} = ROLE_FACTS[role];
  const usual = layout.map(({certificate, usages}): readonly [string, CertificateEntry] => [certificate, {usages}]);
  const apart = layout.flatMap(({certificate, usages}) =>
    usages.map((usage, index): readonly [string, CertificateEntry] => [`${certificate}${index}`, {usages: [usage]}]),
  );
  const [[name = 'default', entry = {}] = []] = usual;
  const shared: readonly [string, CertificateEntry] = [name, {...entry, scope: 'pool', key: {exportable: true}}];
  const own: readonly [string, CertificateEntry] = [name, {...entry, scope: 'server'}];
  // Nobody shares with himself, and what signs tokens for audio and video has to be shared.
  const mayShare = servers !== 'itself';
  const mayOwn = !entry.usages?.includes('AudioVideoAuthentication');
  return [
    usual,
    apart,
    ...(mayShare ? [[shared, ...usual.slice(1)]] : []),
    ...(mayOwn ? [[own, ...usual.slice(1)]] : []),
  ];
};

/** A certificate that is there already: only where no more than one server is to have it as its own. */
const BOUGHT = {use: {thumbprint: '0123456789ABCDEF0123456789ABCDEF01234567'}};

const anyUse = (role: Role, {scope}: CertificateEntry): fc.Arbitrary<object> =>
  scope === 'pool' || ROLE_FACTS[role].servers === 'itself'
    ? fc.oneof({weight: 3, arbitrary: fc.constant({})}, {weight: 1, arbitrary: fc.constant(BOUGHT)})
    : fc.constant({});

const anyCertificates = (role: Role): fc.Arbitrary<PoolEntry['certificates']> =>
  fc
    .constantFrom(...layoutsOf(role))
    .chain(layout =>
      fc
        .tuple(
          ...layout.map(([name, entry]) =>
            fc
              .tuple(certificateSettings(role), anyUse(role, entry))
              .map(([settings, use]) => [name, {...entry, ...settings, ...use}]),
          ),
        )
        .map(entries => Object.fromEntries(entries)),
    );

function anyServers(role: Role, pool: string): fc.Arbitrary<readonly string[] | undefined> {
  const {servers} = ROLE_FACTS[role];
  if (servers === 'itself') return fc.constantFrom(undefined, [pool]);
  const several = fc
    .integer({min: 1, max: 3})
    .map(count => Array.from({length: count}, (_, index) => pool.replace(/^([a-z]+)/, `$1s${index + 1}`)));
  return servers === 'others' ? several : fc.oneof(several, fc.constant([pool]));
}

/** A pool of that role and name. */
export function anyPool(role: Role, pool: string): fc.Arbitrary<PoolEntry> {
  const {web} = ROLE_FACTS[role];
  return fc
    .record({
      servers: anyServers(role, pool),
      needed: NEEDS[role]?.(pool) ?? fc.constant({}),
      web: web ? fc.constantFrom({}, {webServices: {external: `web.${pool}`}}) : fc.constant({}),
      certificates: fc.option(anyCertificates(role), {nil: undefined}),
    })
    .map(({servers, needed, web: webServices, certificates}) => ({
      role,
      ...(servers && {servers}),
      ...needed,
      ...webServices,
      ...(certificates && {certificates}),
    }));
}

/** Roles with the numbers of their pools, at most five in all; a reverse proxy has nothing to publish without web services. */
function anyRoles(product: Product): fc.Arbitrary<readonly Role[]> {
  const there = ROLES.filter(role => ROLE_FACTS[role].products.includes(product));
  return fc
    .array(fc.constantFrom(...there), {minLength: 1, maxLength: 5})
    .map(roles =>
      roles.includes('reverseProxy')
        ? ['frontEnd', ...roles.filter(role => role !== 'reverseProxy'), 'reverseProxy']
        : roles,
    )
    .map(roles => roles as readonly Role[]);
}

const anyPools = (roles: readonly Role[]): fc.Arbitrary<AnyDocument['pools']> =>
  fc
    .tuple(
      ...roles.map((role, index) => {
        const name = `${role.toLowerCase()}0${index + 1}.contoso.com`;
        return anyPool(role, name).map(pool => [name, pool] as const);
      }),
    )
    .map(entries => Object.fromEntries(entries));

const MAINTENANCE = {timeZone: 'Europe/Berlin', windows: [{days: ['sun'], from: '01:00', to: '05:00'}]};

const anySimpleUrls = fc.constantFrom(
  undefined,
  {meet: ['https://meet.contoso.com'], dialin: 'https://dialin.contoso.com'},
  {meet: ['https://meet.contoso.com', 'https://meet.fabrikam.com'], admin: 'https://admin.contoso.com'},
);

/** As YAML. Anchors are none of it, also where two parts are one object. */
export const textOf = (document: object): string => stringify(document, {aliasDuplicateObjects: false});

/** A valid configuration, of any product, with pools of any of its roles. */
export const anyDocument: fc.Arbitrary<AnyDocument> = fc.constantFrom(...PRODUCTS).chain(product =>
  fc
    .record({
      pools: anyRoles(product).chain(anyPools),
      more: fc.shuffledSubarray(MORE_DOMAINS),
      simpleUrls: anySimpleUrls,
      maintenance: fc.constantFrom(undefined, undefined, MAINTENANCE),
      oauth: fc.constantFrom(undefined, {oauth: {usages: ['OAuthTokenIssuer'], renewBefore: '60 days'}}),
    })
    .map(({pools, more, simpleUrls, maintenance, oauth}) => ({
      deployment: {
        name: 'contoso',
        product,
        sipDomains: [DEFAULT_DOMAIN, ...more],
        ...(simpleUrls && {simpleUrls}),
        ...(oauth && {certificates: oauth}),
      },
      authorities: Object.fromEntries(AUTHORITIES.map(name => [name, {type: 'local', folder: `ca-${name}`}])),
      connections: {stores: {type: 'directory', folder: 'servers'}},
      defaults: {authority: 'corp', publicAuthority: 'public', ...(maintenance && {maintenance})},
      pools,
    })),
);
