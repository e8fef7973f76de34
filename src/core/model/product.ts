/** The products, oldest first, as the configuration names them. */
export const PRODUCTS = ['lync2013', 'sfb2015', 'sfb2019', 'sfbse'] as const;

export type Product = (typeof PRODUCTS)[number];

/** How a product is called in sentences. */
export const PRODUCT_NAMES: Readonly<Record<Product, string>> = {
  lync2013: 'Lync Server 2013',
  sfb2015: 'Skype for Business Server 2015',
  sfb2019: 'Skype for Business Server 2019',
  sfbse: 'Skype for Business Server Subscription Edition',
};
