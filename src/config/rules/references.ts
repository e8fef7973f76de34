import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {helpWith, makeSuggest} from '../../core/suggest.ts';
import type {Places, ValuePath} from '../loaded.ts';
import {warnOfDeception} from '../look-alike.ts';
import {complainAt, quote} from '../problem.ts';
import {findInNeed} from './public-authority.ts';
import type {Rule, RuleInput} from './rule.ts';
import {certificatesOf, defaultsOf, isWritten, poolsOf, serversOf} from './walk.ts';

/** One place where an authority or a connection is named. */
interface Reference {
  readonly name: string;
  readonly path: ValuePath;
}

const KINDS = {
  authority: {section: 'authorities', unknown: 'CFG_UNKNOWN_AUTHORITY', notChosen: 'CFG_AUTHORITY_NOT_CHOSEN'},
  connection: {section: 'connections', unknown: 'CFG_UNKNOWN_CONNECTION', notChosen: 'CFG_CONNECTION_NOT_CHOSEN'},
} as const;

type Kind = keyof typeof KINDS;

/** Every authority and connection that is named has to be declared. */
export const checkReferences: Rule = input => [
  ...findUnknown('authority', authorityReferences(input.document), input),
  ...findUnknown('connection', connectionReferences(input.document), input),
];

function authorityReferences(document: RuleInput['document']): readonly Reference[] {
  const holders = [
    ...defaultsOf(document).flatMap(({defaults, path}) => [
      {name: defaults.authority, path: [...path, 'authority']},
      {name: defaults.publicAuthority, path: [...path, 'publicAuthority']},
    ]),
    ...certificatesOf(document).map(({certificate, path}) => ({
      name: certificate.authority,
      path: [...path, 'authority'],
    })),
  ];
  return holders.flatMap(({name, path}) => (name === undefined ? [] : [{name, path}]));
}

function connectionReferences(document: RuleInput['document']): readonly Reference[] {
  const pools = poolsOf(document);
  const holders = [
    ...defaultsOf(document).map(({defaults, path}) => ({name: defaults.connection, path})),
    ...pools.map(({pool, path}) => ({name: pool.connection, path})),
    ...pools.flatMap(serversOf).map(({server, path}) => ({name: server?.connection, path})),
  ];
  return holders.flatMap(({name, path}) => (name === undefined ? [] : [{name, path: [...path, 'connection']}]));
}

function findUnknown(kind: Kind, references: readonly Reference[], {document, places}: RuleInput): Diagnostic[] {
  const {section, unknown} = KINDS[kind];
  const declared = Object.keys(document[section] ?? {});
  const suggest = makeSuggest();
  const otherwise = declared.length > 0 ? `declared: ${few(declared, 6)}` : `declare it below "${section}"`;
  return references
    .filter(({name}) => isWritten(places, [section]) && !isWritten(places, [section, name]))
    .map(({name, path}) => {
      const detail = `There is no ${kind} ${quote(name)} below "${section}".${warnOfDeception(name)}`;
      const help = helpWith(suggest(name, declared), otherwise);
      return complainAt(places, {code: unknown, path, what: 'value', detail, help});
    });
}

/** Where several are declared, somebody has to say which one counts. Said once, with the first place that needs to know. */
export const checkChoices: Rule = input => {
  const {document, places} = input;
  const missing = {authority: findWithoutAuthority, connection: findWithoutConnection} as const;
  return (Object.keys(KINDS) as Kind[]).flatMap(kind => {
    const {section, notChosen} = KINDS[kind];
    const declared = Object.keys(document[section] ?? {});
    if (declared.length < 2 || isWritten(places, ['defaults', kind])) return [];
    const path = missing[kind](input);
    if (path === undefined) return [];
    const detail = `${quote(path.at(-1))} names no ${kind}, and ${declared.length} are declared: ${few(declared, 6)}.`;
    const help = `write defaults: {${kind}: ${declared[0]}}, or name one here`;
    return [complainAt(places, {code: notChosen, path, detail, help})];
  });
};

/** The first pool or certificate for which no authority is named at any level. */
function findWithoutAuthority({document, places}: RuleInput): ValuePath | undefined {
  const pools = poolsOf(document);
  const ofPools = pools.flatMap(entry => findInNeed(entry, 'authority', places)).map(({path}) => path);
  // Without a server that gets the OAuth certificate there is none by itself.
  const usual = pools.some(({pool}) => ROLE_FACTS[pool.role].oauth) ? {oauth: {}} : {};
  const ofDeployment = Object.keys(document.deployment?.certificates ?? usual).map(name => [
    'deployment',
    'certificates',
    name,
  ]);
  return [...ofPools, ...ofDeployment].find(path => !isWritten(places, [...path, 'authority']));
}

/** The first pool of which a server has no connection at any level. */
function findWithoutConnection({document, places}: RuleInput): ValuePath | undefined {
  const open = poolsOf(document).find(entry => {
    const {path} = entry;
    if (hasConnection(places, path) || hasConnection(places, [...path, 'defaults'])) return false;
    const servers = serversOf(entry);
    return servers.length === 0 || servers.some(server => !hasConnection(places, server.path));
  });
  return open?.path;
}

function hasConnection(places: Places, path: ValuePath): boolean {
  return isWritten(places, [...path, 'connection']);
}
