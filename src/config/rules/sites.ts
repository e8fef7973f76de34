import type {Diagnostic} from '../../core/diagnostic.ts';
import {few} from '../../core/few.ts';
import {helpWith, makeSuggest} from '../../core/suggest.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {isWritten, poolsOf} from './walk.ts';

const SITES = ['deployment', 'sites'];

/** A pool's site has to be declared. */
export const checkSitesKnown: Rule = ({document, places}) => {
  const declared = Object.keys(document.deployment?.sites ?? {});
  const suggest = makeSuggest();
  const otherwise =
    declared.length > 0
      ? `declared: ${few(declared, 6)}`
      : 'leave it out: a pool needs a site only where the site has simple URLs of its own';
  return poolsOf(document).flatMap(({pool, path}): Diagnostic[] => {
    const {site} = pool;
    if (site === undefined || isWritten(places, [...SITES, site])) return [];
    const detail = `There is no site ${quote(site)} below deployment: {sites: {...}}.`;
    const help = helpWith(suggest(site, declared), otherwise);
    return [complainAt(places, {code: 'CFG_SITE', path: [...path, 'site'], what: 'value', detail, help})];
  });
};

const COMPONENTS = ['meet', 'dialin', 'admin'] as const;

/**
 * Simple URLs of a site take the place of the deployment's as a whole ("Planning for Simple URLs": who sets one at a
 * site must set the others there as well).
 */
export const checkSiteSimpleUrls: Rule = ({document, places}) =>
  Object.keys(document.deployment?.sites ?? {}).flatMap((site): Diagnostic[] => {
    const path = [...SITES, site, 'simpleUrls'];
    if (!isWritten(places, path)) return [];
    const missing = COMPONENTS.filter(component => !isWritten(places, [...path, component])).filter(component =>
      isWritten(places, ['deployment', 'simpleUrls', component]),
    );
    if (missing.length === 0) return [];
    const detail =
      `Simple URLs of the site ${quote(site)} take the place of all that the deployment has, ` +
      `so ${missing.join(' and ')} would be lost for its pools.`;
    const help = `write ${missing.join(' and ')} here as well, even where it is the same`;
    return [complainAt(places, {code: 'CFG_SITE', path, detail, help})];
  });
