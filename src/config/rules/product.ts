import type {Diagnostic} from '../../core/diagnostic.ts';
import {PRODUCT_NAMES, PRODUCTS, type Product} from '../../core/model/product.ts';
import {ROLE_FACTS, type RoleFacts} from '../../core/model/role.ts';
import {rememberEach} from '../../core/remember.ts';
import type {ValuePath} from '../loaded.ts';
import {complainAt} from '../problem.ts';
import type {Rule, RuleInput} from './rule.ts';
import {isWritten, type PoolEntry, poolsOf} from './walk.ts';

/** When Microsoft's extended support ended. The Subscription Edition has no such date. */
const SUPPORT_ENDED: Readonly<Partial<Record<Product, string>>> = {
  lync2013: '2023-04-11',
  sfb2015: '2025-10-14',
  sfb2019: '2025-10-14',
};

/** What a pool's servers run: its own product, else the deployment's. Undefined where that is mistyped or missing. */
export function productOf(input: RuleInput, {name, pool}: PoolEntry): Product | undefined {
  return isTaken(input, ['pools', name, 'product']) ? undefined : (pool.product ?? productOfDeployment(input));
}

/** Another product stands in the document where none was written that there is (see prune.ts). */
function productOfDeployment(input: RuleInput): Product | undefined {
  const {document, places} = input;
  const path = ['deployment', 'product'];
  return isTaken(input, path) || !isWritten(places, path) ? undefined : document.deployment?.product;
}

/** Whether just this was written and taken out for a mistake. */
const isTaken = ({taken}: RuleInput, path: ValuePath): boolean => keysOf(taken).has(JSON.stringify(path));

const keysOf = rememberEach((taken: readonly ValuePath[]) => new Set(taken.map(path => JSON.stringify(path))));

/** Said, never refused: certificates expire on unsupported servers too. */
export const checkProduct: Rule = ({document, places}) => {
  const written = [
    {product: document.deployment?.product, path: ['deployment', 'product']},
    ...poolsOf(document).map(({pool, path}) => ({product: pool.product, path: [...path, 'product']})),
  ];
  return written.flatMap(({product, path}): Diagnostic[] => {
    const ended = product && SUPPORT_ENDED[product];
    if (product === undefined || ended === undefined) return [];
    const detail = `Microsoft's support for ${PRODUCT_NAMES[product]} ended on ${ended}: it gets no security updates any more.`;
    const help = `the successor in support is ${PRODUCT_NAMES.sfbse}; cscert works with either`;
    return [
      complainAt(places, {code: 'CFG_PRODUCT_UNSUPPORTED', severity: 'warning', path, what: 'value', detail, help}),
    ];
  });
};

/** A role that the product does not have, no longer or not yet, cannot be deployed. */
export const checkRoleOfProduct: Rule = input => {
  const {document, places} = input;
  return poolsOf(document).flatMap((entry): Diagnostic[] => {
    const {pool, path} = entry;
    const product = productOf(input, entry);
    const {title, products} = ROLE_FACTS[pool.role];
    if (product === undefined || products.includes(product)) return [];
    const {was, nearest} = whenItWas(products, product);
    const detail = `${PRODUCT_NAMES[product]} has no ${title}: ${was} ${PRODUCT_NAMES[nearest]}.`;
    const help = `leave the pool out, or, if it runs another product, write product: ${nearest} below it`;
    return [
      complainAt(places, {code: 'CFG_ROLE_NOT_OF_PRODUCT', path: [...path, 'role'], what: 'value', detail, help}),
    ];
  });
};

/** Whether a role came or went, and the nearest product that has it. */
function whenItWas(
  products: RoleFacts['products'],
  product: Product,
): {readonly was: string; readonly nearest: Product} {
  const [first] = products;
  return PRODUCTS.indexOf(product) < PRODUCTS.indexOf(first)
    ? {was: 'it came with', nearest: first}
    : {was: 'it was removed after', nearest: products.at(-1) ?? first};
}
