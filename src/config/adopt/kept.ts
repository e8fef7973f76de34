import type {Certificate, Document, Names} from '../generated/document.ts';

/** What no certificate tells of itself, and is therefore taken over from the configuration as it was. */
export function keptSettings(before: Certificate): Certificate {
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

function choicesOf({add: _add, leaveOut: _leaveOut, ...choices}: Names): Names | undefined {
  return Object.keys(choices).length === 0 ? undefined : choices;
}

/** Takes subject fields out of every `defaults`, for some certificate lacks them and nothing else takes them out. */
export function withoutSubject(document: Document, fields: ReadonlySet<string>): Document {
  if (fields.size === 0) return document;
  const strip = <T extends {readonly subject?: object}>(defaults: T): T => {
    if (defaults.subject === undefined) return defaults;
    const {subject, ...others} = defaults;
    const left = Object.fromEntries(Object.entries(subject).filter(([field]) => !fields.has(field)));
    return (Object.keys(left).length === 0 ? others : {...defaults, subject: left}) as T;
  };
  const pools = Object.entries(document.pools ?? {}).map(([name, pool]) => [
    name,
    pool.defaults === undefined ? pool : {...pool, defaults: strip(pool.defaults)},
  ]);
  return {
    ...document,
    ...(document.defaults !== undefined && {defaults: strip(document.defaults)}),
    ...(document.pools !== undefined && {pools: Object.fromEntries(pools)}),
  };
}
