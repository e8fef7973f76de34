import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Usage} from '../../core/model/usage.ts';
import type {Document, Pool} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {judgeHostName, judgeWildcard} from './host-name.ts';
import type {Rule} from './rule.ts';
import {type CertificateEntry, certificatesOf, poolsOf, serversOf} from './walk.ts';

interface WrittenName {
  readonly name: string;
  readonly path: ValuePath;
}

/** Every name of a pool, server, domain or web service is a fully qualified domain name. */
export const checkNames: Rule = ({document, places}) =>
  namesOf(document).flatMap(({name, path}) => {
    const complaint = judgeHostName(name);
    return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: whatOf(path, name)})];
  });

/** A name that is a key is shown as a key. */
function whatOf(path: ValuePath, name: string): 'key' | 'value' {
  return path.at(-1) === name ? 'key' : 'value';
}

function namesOf(document: Document): readonly WrittenName[] {
  const pools = poolsOf(document);
  return [
    ...listNames(document.deployment?.sipDomains, ['deployment', 'sipDomains']),
    ...pools.map(({name, path}) => ({name, path})),
    ...pools.flatMap(serversOf).map(({name, path}) => ({name, path})),
    ...pools.flatMap(({pool, path}) =>
      (['internal', 'external'] as const).flatMap(side => {
        const name = pool.webServices?.[side];
        return name === undefined ? [] : [{name, path: [...path, 'webServices', side]}];
      }),
    ),
    ...pools.flatMap(({pool, path}) => edgeNamesOf(pool, [...path, 'edge'])),
    ...pools.flatMap(({pool, path}) => proxyNamesOf(pool, [...path, 'reverseProxy'])),
    ...certificatesOf(document).flatMap(({certificate, path}) =>
      listNames(certificate.sipDomains, [...path, 'sipDomains']),
    ),
  ];
}

function edgeNamesOf({edge}: Pool, path: ValuePath): readonly WrittenName[] {
  if (edge === undefined) return [];
  const services = (['access', 'webConferencing', 'av'] as const).flatMap(service => {
    // What is missing or wrong was told by the schema, and taken out.
    const name: string | undefined = edge[service];
    return name === undefined ? [] : [{name, path: [...path, service]}];
  });
  return [...services, ...listNames(edge.xmpp, [...path, 'xmpp'])];
}

function proxyNamesOf({reverseProxy}: Pool, path: ValuePath): readonly WrittenName[] {
  const single = (['officeWebApps', 'scheduler'] as const).flatMap(key => {
    const name = reverseProxy?.[key];
    return name === undefined ? [] : [{name, path: [...path, key]}];
  });
  return [...listNames(reverseProxy?.pools, [...path, 'pools']), ...single];
}

function listNames(names: readonly string[] | undefined, path: ValuePath): readonly WrittenName[] {
  return (names ?? []).map((name, index) => ({name, path: [...path, index]}));
}

/** Names that are added or left out: among those that are added to web services certificates there may be wildcards. */
export const checkCertificateNames: Rule = ({document, places}) =>
  certificatesOf(document).flatMap(entry => {
    const {add, leaveOut} = entry.certificate.names ?? {};
    const judged = [
      ...listNames(add, [...entry.path, 'names', 'add']).map(one => ({...one, complaint: judgeAdded(one.name, entry)})),
      ...listNames(leaveOut, [...entry.path, 'names', 'leaveOut']).map(one => ({
        ...one,
        complaint: judgeLeftOut(one.name),
      })),
    ];
    return judged.flatMap(({path, complaint}): Diagnostic[] =>
      complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})],
    );
  });

/**
 * Wildcards are for web services and, though without use, for the internal interface of an Edge ("Wildcard Certificate
 * Support", Lync Server 2013 library): what is not named there is not supported, and a certificate that also serves
 * Default is presented for Default as well.
 */
const WITH_WILDCARDS: readonly Usage[] = ['WebServicesInternal', 'WebServicesExternal', 'ReverseProxy', 'Internal'];

function judgeAdded(name: string, {usages}: CertificateEntry): Complaint | undefined {
  if (!name.includes('*')) return judgeHostName(name);
  const malformed = judgeWildcard(name);
  if (malformed !== undefined) return malformed;
  const barred = usages?.filter(usage => !WITH_WILDCARDS.includes(usage)) ?? [];
  if (barred.length === 0) return undefined;
  const detail = `${quote(name)} is a wildcard, which the product does not support in a certificate for ${barred.join(', ')}.`;
  return {code: 'CFG_WILDCARD_NOT_ALLOWED', detail, help: wildcardHelp(barred, 'write the names out')};
}

function wildcardHelp(barred: readonly Usage[], otherwise: string): string {
  return barred.includes('Default')
    ? `give the web services a certificate of their own (usages: [WebServicesInternal, WebServicesExternal]), or ${otherwise}`
    : otherwise;
}

/** As a list of wildcards, `wildcard: true` is for web services; for the internal interface of an Edge it would say nothing. */
export const checkWildcard: Rule = ({document, places}) =>
  certificatesOf(document).flatMap(({certificate, path, usages}): Diagnostic[] => {
    if (certificate.names?.wildcard !== true) return [];
    const barred = usages?.filter(usage => usage === 'Internal' || !WITH_WILDCARDS.includes(usage)) ?? [];
    if (barred.length === 0) return [];
    const detail = `Names of ${barred.join(', ')} have no wildcard that could stand for them: the product supports it for web services alone.`;
    const help = wildcardHelp(barred, 'leave "wildcard" out');
    return [complainAt(places, {code: 'CFG_WILDCARD_NOT_ALLOWED', path: [...path, 'names', 'wildcard'], detail, help})];
  });

function judgeLeftOut(name: string): Complaint | undefined {
  if (!name.includes('*')) return judgeHostName(name);
  const detail = `${quote(name)} has a wildcard; names are left out one by one.`;
  return {code: 'CFG_WILDCARD_NOT_ALLOWED', detail, help: 'cscert explain ADDRESS shows the names that there are'};
}
