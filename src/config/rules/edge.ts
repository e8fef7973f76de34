import type {Diagnostic} from '../../core/diagnostic.ts';
import {PRODUCT_NAMES, type Product} from '../../core/model/product.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {withArticle} from './article.ts';
import {productOf} from './product.ts';
import type {Rule} from './rule.ts';
import {isWritten, poolCertificatesOf, poolsOf} from './walk.ts';

/** An Edge pool is known outside by other names than its own, and only an Edge pool is. */
export const checkEdgeNames: Rule = ({document, places}) =>
  poolsOf(document).flatMap(({name, pool, path}): Diagnostic[] => {
    const at = [...path, 'edge'];
    if (pool.role === 'edge') {
      if (isWritten(places, at)) return [];
      const detail = `The Edge pool ${quote(name)} does not say under which names it is reached from outside.`;
      const help = 'write edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}';
      return [complainAt(places, {code: 'CFG_EDGE', path, detail, help})];
    }
    if (pool.edge === undefined) return [];
    const detail = `${withArticle('A', ROLE_FACTS[pool.role].title)} has no external interface of an Edge.`;
    return [complainAt(places, {code: 'CFG_EDGE', path: at, detail, help: 'leave it out, or write role: edge'})];
  });

/** The products that have an XMPP gateway; it was removed from the later ones. */
const WITH_XMPP: readonly Product[] = ['lync2013', 'sfb2015'];

/** XMPP is in the older products only, and its certificate is about the domains of the topology's XMPP proxy. */
export const checkXmpp: Rule = input => {
  const {document, places} = input;
  return poolsOf(document)
    .filter(({pool}) => pool.role === 'edge')
    .flatMap((entry): Diagnostic[] => {
      const product = productOf(input, entry);
      const removed = product !== undefined && !WITH_XMPP.includes(product) ? product : undefined;
      const domains = [...entry.path, 'edge', 'xmpp'];
      const usages = poolCertificatesOf(entry).flatMap(({certificate, path}) =>
        (certificate.usages ?? []).flatMap((usage, index) =>
          usage === 'XmppServer' ? [[...path, 'usages', index]] : [],
        ),
      );
      if (removed !== undefined) {
        const written = entry.pool.edge?.xmpp === undefined ? usages : [domains, ...usages];
        return written.map(path => complainAt(places, {...refuseXmpp(removed), path}));
      }
      if (isWritten(places, domains) || !isWritten(places, [...entry.path, 'edge'])) return [];
      return usages.map(path => complainAt(places, {...XMPP_WITHOUT_DOMAINS, path}));
    });
};

function refuseXmpp(product: Product): Complaint {
  return {
    code: 'CFG_XMPP',
    detail: `${PRODUCT_NAMES[product]} has no XMPP gateway: it was removed after ${PRODUCT_NAMES.sfb2015}.`,
    help: 'leave it out, or, if this pool still runs an older product, write product: sfb2015 below it',
  };
}

const XMPP_WITHOUT_DOMAINS: Complaint = {
  code: 'CFG_XMPP',
  detail: 'A certificate for XmppServer carries the domains of the XMPP proxy, and this pool names none.',
  help: 'write edge: {xmpp: [contoso.com]} below the pool, or leave XmppServer out',
};
