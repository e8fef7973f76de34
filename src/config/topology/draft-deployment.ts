import {PRODUCT_NAMES, type Product} from '../../core/model/product.ts';
import type {Published, PublishedUrl} from '../../core/model/published.ts';
import type {Deployment, SimpleUrls, Site} from '../generated/document.ts';
import type {JudgedPool} from './judge-pool.ts';
import {productOf} from './judge-pool.ts';
import {labelOf, labelsOf} from './labels.ts';
import type {Note} from './note.ts';
import {draftUrls} from './simple-urls.ts';

export interface DraftDeployment {
  readonly deployment: Deployment;
  /** Sites with simple URLs of their own: label by name. */
  readonly sites: ReadonlyMap<string, string>;
  readonly notes: readonly Note[];
}

interface Given {
  readonly published: Published;
  readonly judged: readonly JudgedPool[];
  readonly before: Deployment | undefined;
  /** What the server said of its version, where one was asked. */
  readonly words: string | undefined;
}

export function draftDeployment({published, judged, before, words}: Given): DraftDeployment {
  const {sipDomains} = published;
  const product = draftProduct(judged, {before: before?.product, words});
  const urls = draftAllUrls(published.simpleUrls, before);
  const {
    name,
    product: _product,
    sipDomains: _domains,
    simpleUrls: _urls,
    sites: _sites,
    ...kept
  } = before ?? ({} as Partial<Deployment>);
  return {
    deployment: {
      name: name ?? labelOf(sipDomains[0]?.split('.')[0] ?? '', 'deployment'),
      product: product.product,
      sipDomains: sipDomains.map(domain => domain.toLowerCase()),
      ...urls.written,
      ...kept,
    },
    sites: urls.sites,
    notes: [...product.notes, ...urls.notes],
  };
}

/** What most pools are; of as many, what is newer. Pools of another product say so themselves. */
function draftProduct(
  judged: readonly JudgedPool[],
  {before, words}: {readonly before: Product | undefined; readonly words: string | undefined},
): {readonly product: Product; readonly notes: readonly Note[]} {
  const path = ['deployment', 'product'];
  const counts = new Map<number, number>();
  for (const {version} of judged) if (version !== undefined) counts.set(version, (counts.get(version) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, x], [b, y]) => y - x || b - a);
  const product = most && productOf(most[0]);
  if (product === undefined) {
    const lines = ['The topology does not tell the version. Write which product it is.'];
    return {product: before ?? 'sfbse', notes: before === undefined ? [{path, lines}] : []};
  }
  if (product !== 'sfb2019') return {product, notes: []};
  if (before === 'sfbse' || /Subscription Edition/i.test(words ?? '')) return {product: 'sfbse', notes: []};
  const lines = [`${PRODUCT_NAMES.sfbse} has the same version in the topology: write sfbse if it is that.`];
  return {product, notes: before === 'sfb2019' ? [] : [{path, lines}]};
}

interface DraftAllUrls {
  readonly written: Pick<Deployment, 'simpleUrls' | 'sites'>;
  readonly sites: ReadonlyMap<string, string>;
  readonly notes: readonly Note[];
}

/** Where the source does not tell, what was written before holds. */
function draftAllUrls(urls: readonly PublishedUrl[] | undefined, before: Deployment | undefined): DraftAllUrls {
  if (urls === undefined) {
    const {simpleUrls, sites} = before ?? {};
    const written = {...(simpleUrls && {simpleUrls}), ...(sites && {sites})};
    const kept = new Map(Object.keys(sites ?? {}).map(site => [site, site]));
    return {written, sites: kept, notes: simpleUrls === undefined ? [UNTOLD] : []};
  }
  const whole = draftUrls(urls.filter(({site}) => site === undefined));
  const names = [...new Set(urls.flatMap(({site}) => site ?? []))].toSorted();
  const labels = labelsOf(names, 'site');
  const ofSites = names.map(name => {
    const label = labels.get(name) ?? name;
    const own = draftUrls(urls.filter(({site}) => site === name));
    return {label, ...own, ...completed(own.simpleUrls, whole.simpleUrls)};
  });
  const sites: Record<string, Site> = Object.fromEntries(ofSites.map(({label, all}) => [label, {simpleUrls: all}]));
  return {
    written: {simpleUrls: whole.simpleUrls, ...(names.length > 0 && {sites})},
    sites: labels,
    notes: [
      ...noteOf(['deployment', 'simpleUrls'], whole.remarks),
      ...ofSites.flatMap(({label, remarks, added}) =>
        noteOf(['deployment', 'sites', label, 'simpleUrls'], [...remarks, ...added]),
      ),
    ],
  };
}

/** Says that simple URLs have to be written. */
export const UNTOLD: Note = {
  path: ['deployment', 'sipDomains'],
  lines: [
    'MISSING: simple URLs. An exported topology has none, and without them certificates lack the names of meetings and',
    'dial-in. Get-CsSimpleUrlConfiguration lists them. Write them here:',
    'simpleUrls: {meet: https://meet.contoso.com, dialin: https://dialin.contoso.com, admin: https://admin.contoso.com}',
  ],
};

const noteOf = (path: Note['path'], lines: readonly string[]): readonly Note[] =>
  lines.length === 0 ? [] : [{path, lines}];

/** A site that has one simple URL of its own must have the others too; where it lacks one, that of the deployment holds. */
function completed(own: SimpleUrls, whole: SimpleUrls): {readonly all: SimpleUrls; readonly added: readonly string[]} {
  const missing = (['meet', 'dialin', 'admin'] as const).filter(
    component => own[component] === undefined && whole[component] !== undefined,
  );
  const taken = Object.fromEntries(missing.map(component => [component, whole[component]])) as SimpleUrls;
  const added = missing.length === 0 ? [] : [`The site has no ${missing.join(' and ')} of its own: the deployment's.`];
  return {all: {...taken, ...own}, added};
}
