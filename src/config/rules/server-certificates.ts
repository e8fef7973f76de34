import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {helpWith, makeSuggest, type Suggest} from '../../core/suggest.ts';
import {layoutOf} from '../layout.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule, RuleInput} from './rule.ts';
import {type CertificateEntry, isWritten, type PoolEntry, poolsOf, serverCertificatesOf} from './walk.ts';

/** A server changes settings of its pool's certificates; it has none of its own, and uses them for the same. */
export const checkServerCertificates: Rule = ({document, places}) => {
  const suggest = makeSuggest();
  return poolsOf(document).flatMap(pool => {
    const entries = serverCertificatesOf(pool);
    return [
      ...refuseUnknown(pool, entries, {suggest, places}),
      ...entries.flatMap(entry => refuseUsages(entry, places)),
    ];
  });
};

function refuseUnknown(
  {name: ofPool, pool, path: around}: PoolEntry,
  entries: readonly CertificateEntry[],
  {suggest, places}: {readonly suggest: Suggest; readonly places: RuleInput['places']},
): readonly Diagnostic[] {
  const known = pool.certificates ? Object.keys(pool.certificates) : layoutOf(pool).map(({certificate}) => certificate);
  const names = new Set(known);
  const otherwise = `it has ${few(known, 6)}`;
  return entries
    .filter(({name}) => !names.has(name) && !isWritten(places, [...around, 'certificates', name]))
    .map(({name, path}) => {
      const detail = `The pool ${quote(ofPool)} has no certificate ${quote(name)} that this server could change.`;
      const help = helpWith(suggest(name, known), otherwise);
      return complainAt(places, {code: 'CFG_UNKNOWN_CERTIFICATE', path, detail, help});
    });
}

function refuseUsages({name, certificate, path}: CertificateEntry, places: RuleInput['places']): Diagnostic[] {
  if (certificate.usages === undefined) return [];
  const detail = `The usages of ${quote(name)} are the pool's; a server cannot have others.`;
  const help = 'leave "usages" out here';
  return [complainAt(places, {code: 'CFG_USAGE_ON_SERVER', path: [...path, 'usages'], detail, help})];
}
