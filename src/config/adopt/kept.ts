import type {Certificate, Deployment, Document, Names, Pool, Subject} from '../generated/document.ts';
import {type Closeness, isUsed} from './entry.ts';
import type {Mismatch} from './mismatches.ts';
import {leavesOf, merge} from './place.ts';
import type {Choice, Spot, Unit} from './unit.ts';

/** What the configuration said of a certificate before: of the pool's, with what the server has of it on top. */
export function writtenSettings({found: {kept, keptOn}, server}: Spot): Certificate {
  const own = server === undefined ? undefined : keptOn.get(server);
  const {usages: _usages, scope: _scope, ...written} = own === undefined ? kept : merge(kept, own);
  return written;
}

/** What is taken over from the configuration as it was, by how closely the entry follows the certificate. */
export function keptSettings(before: Certificate, closeness: Closeness): Certificate {
  if (!isUsed(closeness) || closeness === 'alone') return untoldSettings(before);
  const {use: _use, ...besideUse} = before;
  return closeness === 'bare' ? besideUse : withoutDescribed(besideUse);
}

/** The same where just this certificate was declared to be used: all that was written, if it can stand. */
export function declaredSettings(before: Certificate, closeness: Closeness): Certificate {
  const {use} = before;
  return closeness === 'alone' ? {...untoldSettings(before), ...(use && {use})} : before;
}

/** What no certificate tells of itself. */
function untoldSettings(before: Certificate): Certificate {
  const {authority, assign, template, sipDomains, signature, renewBefore, renewSpread, retireAfter, names} = before;
  const choices = names === undefined ? undefined : choicesOf(names);
  return {
    ...(authority !== undefined && {authority}),
    ...(assign !== undefined && {assign}),
    ...(template !== undefined && {template}),
    ...(sipDomains !== undefined && {sipDomains}),
    ...(choices !== undefined && {names: choices}),
    ...(signature !== undefined && {signature}),
    ...(renewBefore !== undefined && {renewBefore}),
    ...(renewSpread !== undefined && {renewSpread}),
    ...(retireAfter !== undefined && {retireAfter}),
  };
}

/** What stays where a certificate is only pointed to: all that says what the next one is to be like, but what is described. */
function withoutDescribed({eku: _eku, names, ...others}: Certificate): Certificate {
  const choices = names === undefined ? undefined : choicesOf(names);
  return {...others, ...(choices !== undefined && {names: choices})};
}

/** What cannot stand beside a certificate that is only pointed to, such as a key that is not exportable where all share it. */
export function leftOutBeside(unit: Unit, {closeness}: Choice): readonly Mismatch[] {
  if (closeness !== 'alone') return [];
  const {use: _use, ...written} = writtenSettings(unit);
  const there = leavesOf(keptSettings(written, closeness));
  const gone = [...leavesOf(written).keys()].filter(path => !there.has(path));
  if (gone.length === 0) return [];
  const detail = `What was written of the next one cannot stand beside "use" of what is there, and was left out: ${gone.join(', ')}.`;
  return [{at: unit.address, kind: 'leftOut', detail}];
}

function choicesOf({add: _add, leaveOut: _leaveOut, ...choices}: Names): Names | undefined {
  return Object.keys(choices).length === 0 ? undefined : choices;
}

/**
 * Takes subject fields out of every `defaults`, for some certificate lacks them and nothing else takes them out. What
 * stays as it was written, pools and `global`, has them for itself then.
 */
export function withoutSubject(
  document: Document,
  fields: ReadonlySet<string>,
  untouched: ReadonlySet<string>,
): Document {
  if (fields.size === 0) return document;
  const {deployment, defaults, pools} = document;
  const taken = subjectOf(defaults?.subject, field => fields.has(field));
  const changed = Object.entries(pools ?? {}).map(([name, pool]): readonly [string, Pool] => {
    if (untouched.has(name.toLowerCase()))
      return [name, taken ? {...pool, defaults: under(taken, pool.defaults)} : pool];
    return [name, pool.defaults === undefined ? pool : {...pool, defaults: strip(pool.defaults, fields)}];
  });
  return {
    ...document,
    ...(deployment && taken && untouched.has('global') && {deployment: globalUnder(taken, deployment)}),
    ...(defaults !== undefined && {defaults: strip(defaults, fields)}),
    ...(pools !== undefined && {pools: Object.fromEntries(changed)}),
  };
}

/** What a deployment has that declares nothing of its own. */
const OAUTH: Readonly<Record<string, Certificate>> = {oauth: {usages: ['OAuthTokenIssuer']}};

function strip<T extends {readonly subject?: Subject}>(defaults: T, fields: ReadonlySet<string>): T {
  const {subject, ...others} = defaults;
  const left = subjectOf(subject, field => !fields.has(field));
  return (left === undefined ? others : {...others, subject: left}) as T;
}

/** With subject fields where it has none of its own. */
const under = <T extends {readonly subject?: Subject}>(fields: Subject, settings: T | undefined): T =>
  ({...settings, subject: {...fields, ...settings?.subject}}) as T;

function subjectOf(subject: Subject = {}, wanted: (field: string) => boolean): Subject | undefined {
  const left = Object.entries(subject).filter(([field]) => wanted(field));
  return left.length === 0 ? undefined : Object.fromEntries(left);
}

function globalUnder(fields: Subject, deployment: Deployment): Deployment {
  const certificates = Object.entries(deployment.certificates ?? OAUTH).map(([name, one]) => [
    name,
    under(fields, one),
  ]);
  return {...deployment, certificates: Object.fromEntries(certificates)};
}
