import {PRODUCT_NAMES, type Product} from '../../core/model/product.ts';
import {complainAt} from '../problem.ts';
import type {Rule} from './rule.ts';

/** When Microsoft's extended support ended. The Subscription Edition has no such date. */
const SUPPORT_ENDED: Readonly<Partial<Record<Product, string>>> = {
  lync2013: '2023-04-11',
  sfb2015: '2025-10-14',
  sfb2019: '2025-10-14',
};

/** Said, never refused: certificates expire on unsupported servers too. */
export const checkProduct: Rule = ({document, places}) => {
  const product = document.deployment?.product;
  const ended = product && SUPPORT_ENDED[product];
  if (product === undefined || ended === undefined) return [];
  const detail = `Microsoft's support for ${PRODUCT_NAMES[product]} ended on ${ended}: it gets no security updates any more.`;
  const help = `the successor in support is ${PRODUCT_NAMES.sfbse}; cscert works with either`;
  const path = ['deployment', 'product'];
  return [
    complainAt(places, {code: 'CFG_PRODUCT_UNSUPPORTED', severity: 'warning', path, what: 'value', detail, help}),
  ];
};
