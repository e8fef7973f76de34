import type {Diagnostic} from '../../core/diagnostic.ts';
import {helpWith, suggest} from '../../core/suggest.ts';
import {layoutOf} from '../layout.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule, RuleInput} from './rule.ts';
import {type CertificateEntry, isWritten, poolsOf, serverCertificatesOf} from './walk.ts';

/** A server changes settings of its pool's certificates; it has none of its own, and uses them for the same. */
export const checkServerCertificates: Rule = ({document, places}) =>
  poolsOf(document)
    .flatMap(serverCertificatesOf)
    .flatMap(entry => [...refuseUnknown(entry, places), ...refuseUsages(entry, places)]);

function refuseUnknown({name, path, pool}: CertificateEntry, places: RuleInput['places']): Diagnostic[] {
  if (pool === undefined) return [];
  const known = pool.pool.certificates
    ? Object.keys(pool.pool.certificates)
    : layoutOf(pool.pool).map(({certificate}) => certificate);
  if (known.includes(name) || isWritten(places, [...pool.path, 'certificates', name])) return [];
  const detail = `The pool ${quote(pool.name)} has no certificate ${quote(name)} that this server could change.`;
  const help = helpWith(suggest(name, known), `it has ${known.join(', ')}`);
  return [complainAt(places, {code: 'CFG_UNKNOWN_CERTIFICATE', path, detail, help})];
}

function refuseUsages({name, certificate, path}: CertificateEntry, places: RuleInput['places']): Diagnostic[] {
  if (certificate.usages === undefined) return [];
  const detail = `The usages of ${quote(name)} are the pool's; a server cannot have others.`;
  const help = 'leave "usages" out here';
  return [complainAt(places, {code: 'CFG_USAGE_ON_SERVER', path: [...path, 'usages'], detail, help})];
}
