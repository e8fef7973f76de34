import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Document, SimpleUrls} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {judgeHostName} from './host-name.ts';
import type {Rule} from './rule.ts';
import {poolsOf} from './walk.ts';

interface WrittenUrl {
  readonly url: string;
  readonly path: ValuePath;
}

/** The rules for simple URLs ("Planning for Simple URLs", Lync Server 2013 library). */
export const checkSimpleUrls: Rule = ({document, places}) => {
  const pools = new Set(poolsOf(document).map(({name}) => name.toLowerCase()));
  return urlsOf(document).flatMap(({url, path}): Diagnostic[] => {
    const complaint = judgeUrl(url, pools);
    return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})];
  });
};

function urlsOf(document: Document): readonly WrittenUrl[] {
  const {simpleUrls, sites = {}} = document.deployment ?? {};
  return [
    ...urlsIn(simpleUrls, ['deployment', 'simpleUrls']),
    ...Object.entries(sites).flatMap(([name, site]) =>
      urlsIn(site.simpleUrls, ['deployment', 'sites', name, 'simpleUrls']),
    ),
  ];
}

function urlsIn(simpleUrls: SimpleUrls | undefined, path: ValuePath): readonly WrittenUrl[] {
  const {meet, dialin, admin} = simpleUrls ?? {};
  const single = Object.entries({meet, dialin, admin}).flatMap(([name, url]) =>
    typeof url === 'string' ? [{url, path: [...path, name]}] : [],
  );
  const several = typeof meet === 'object' ? meet.map((url, index) => ({url, path: [...path, 'meet', index]})) : [];
  return [...single, ...several];
}

function judgeUrl(url: string, pools: ReadonlySet<string>): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_SIMPLE_URL', detail, help});
  const parts = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#\\]*)(.*)$/s.exec(url);
  const [, scheme = '', authority = ''] = parts ?? [];
  if (scheme.toLowerCase() !== 'https') {
    return refuse(`${quote(url)} is not an https address.`, 'write it as https://meet.contoso.com');
  }
  if (authority.includes('@'))
    return refuse(`${quote(url)} names a user.`, 'write the host alone: https://meet.contoso.com');
  if (/:\d*$/.test(authority) && !authority.includes('[')) {
    return refuse(`${quote(url)} has a port, which simple URLs cannot have.`, 'leave the port out');
  }
  const host = judgeHostName(authority);
  if (host !== undefined) return host;
  if (!pools.has(authority.toLowerCase())) return undefined;
  const detail = `The host of ${quote(url)} is the name of a pool, which the product does not support.`;
  return refuse(detail, 'use a name of its own, such as meet.contoso.com');
}
