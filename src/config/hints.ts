/**
 * What people write who know the wizard, the cmdlets or other tools, and what it is called here.
 * Keys are compared without regard to letter case, hyphens and underscores.
 */
const HINTS: Readonly<Record<string, string>> = {
  commonname:
    'the common name follows from the topology; where it is left open it is written as subject: {commonName: ...}',
  cn: 'the common name follows from the topology; where it is left open it is written as subject: {commonName: ...}',
  san: 'the names follow from the topology; more are written as names: {add: [...]}',
  sans: 'the names follow from the topology; more are written as names: {add: [...]}',
  dnsnames: 'the names follow from the topology; more are written as names: {add: [...]}',
  subjectalternativenames: 'the names follow from the topology; more are written as names: {add: [...]}',
  domainname: 'additional names are written as names: {add: [...]}',
  keysize: 'written as key: {size: 2048}',
  keylength: 'written as key: {size: 2048}',
  privatekeyexportable: 'written as key: {exportable: true}',
  exportable: 'written as key: {exportable: true}',
  type: 'what a certificate is for is written as usages: [Default]',
  computers: 'written as servers',
  members: 'written as servers',
  ou: 'written as subject: {organizationalUnit: ...}',
  organization: 'written as subject: {organization: ...}',
  country: 'written as subject: {country: ...}',
  state: 'written as subject: {state: ...}',
  city: 'written as subject: {city: ...}',
  ca: 'written as authority, with the name of one below "authorities"',
  hash: 'written as signature: sha256',
  fqdn: 'the fully qualified name is the key itself, e.g. pools: {se01.contoso.com: {...}}',
  thumbprint: 'a certificate that exists is written as use: {thumbprint: ...}',
  pfx: 'a certificate that exists is written as use: {pfx: PATH, password: env:NAME}',
  shared: 'written as scope: pool',
  accessedge: 'written as edge: {access: ...}',
  roots: 'authorities of type adcs and offline declare their roots; a local one has made its own',
  renew: 'written as renewBefore: 33%',
  validity: 'how long a certificate lives is decided by its authority',
};

/** Where a password is written, by the key that is allowed beside it. */
const PASSWORDS: Readonly<Record<string, string>> = {
  passphrase: 'written as passphrase: env:NAME, or file:PATH',
  account: 'written as account: {user: ..., password: env:NAME}, or file:PATH',
  credential: 'written as credential: {user: ..., password: env:NAME}, or file:PATH',
  use: 'the password of a PFX is written as use: {pfx: PATH, password: env:NAME}, or file:PATH',
};

/** What a key is called among those that are allowed there; undefined when it is nothing that people are known to write. */
export function findHint(key: string, allowed: readonly string[]): string | undefined {
  const plain = key.toLowerCase().replace(/[-_]/g, '');
  if (plain === 'password') return allowed.flatMap(one => PASSWORDS[one] ?? [])[0];
  return Object.hasOwn(HINTS, plain) ? HINTS[plain] : undefined;
}
