import type {ParsedCertificate} from './certificate.ts';
import {type ConstrainedName, isComparable, liesBelow, readConstrainedName} from './constrained-name.ts';
import {type Asn1, childrenOf, contextTag, readSequence} from './der.ts';
import {sameName} from './distinguished-name.ts';
import {X509Error} from './error.ts';
import {EXTENSION} from './extensions.ts';
import {parsed} from './read-extensions.ts';

interface NameConstraints {
  readonly permitted: readonly ConstrainedName[];
  readonly excluded: readonly ConstrainedName[];
}

/**
 * Whether all names of the certificates below each CA of the path (leaf first) keep to the CA's name constraints
 * (RFC 5280 section 6.1.4 g). Returns the first certificate that does not. Throws X509Error for constraints that
 * cannot be read or have limits that the standard forbids.
 */
export function findNameViolation(path: readonly ParsedCertificate[]): ParsedCertificate | undefined {
  for (const [index, issuer] of path.entries()) {
    const constraints = index === 0 ? undefined : readConstraints(issuer);
    if (constraints === undefined) continue;
    const violator = path.slice(0, index).find((below, depth) => {
      // A CA that certifies its own new key is not bound by its own constraints, a leaf always is.
      if (depth > 0 && sameName(below.subject, below.issuer)) return false;
      return !namesOf(below, depth === 0).every(name => isAllowed(name, constraints));
    });
    if (violator !== undefined) return violator;
  }
  return undefined;
}

function readConstraints({extensions}: ParsedCertificate): NameConstraints | undefined {
  const node = parsed(extensions, EXTENSION.nameConstraints);
  if (node === undefined) return undefined;
  const lists = readSequence(node, 'the name constraints');
  return {permitted: subtrees(lists, 0), excluded: subtrees(lists, 1)};
}

function subtrees(lists: readonly Asn1[], tag: number): readonly ConstrainedName[] {
  const list = lists.find(node => contextTag(node) === tag);
  if (list === undefined) return [];
  return childrenOf(list, 'the name constraints').map(subtree => {
    const [base, ...limits] = readSequence(subtree, 'a name constraint');
    if (base === undefined) throw new X509Error('a name constraint has no name');
    if (limits.length > 0) throw new X509Error('a name constraint has a minimum or maximum, which is not allowed');
    return readConstrainedName(base);
  });
}

function isAllowed(name: ConstrainedName, {permitted, excluded}: NameConstraints): boolean {
  // `unknown` is neither: it does not permit, and it is not known to be outside of what is excluded.
  const kin = permitted.filter(base => isComparable(name, base));
  if (kin.length > 0 && !kin.some(base => liesBelow(name, base) === true)) return false;
  return !excluded.some(base => isComparable(name, base) && liesBelow(name, base) !== false);
}

function namesOf(certificate: ParsedCertificate, isLeaf: boolean): readonly ConstrainedName[] {
  const {extensions, subject} = certificate;
  const alternative = parsed(extensions, EXTENSION.subjectAltName);
  const names = alternative ? readSequence(alternative, 'the alternative names').map(readConstrainedName) : [];
  const mails = subject.filter(({type}) => type === 'emailAddress');
  const useCommonName = isLeaf && !names.some(({kind}) => kind === 'dns');
  const hosts = useCommonName ? subject.filter(({type, value}) => type === 'CN' && looksLikeHost(value)) : [];
  return [
    ...(subject.length > 0 ? [{kind: 'directory', name: subject} as const] : []),
    ...mails.map(({value}) => ({kind: 'email', text: value}) as const),
    ...names,
    ...hosts.map(({value}) => ({kind: 'dns', text: value}) as const),
  ];
}

/** Old clients take a common name for a host name, so a constraint on DNS names must cover it. */
function looksLikeHost(value: string): boolean {
  return /^[A-Za-z0-9_*-]+(\.[A-Za-z0-9_-]+)+$/.test(value);
}
