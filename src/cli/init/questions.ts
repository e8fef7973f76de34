/**
 * What init asks for on a terminal, in this order. An answer that cannot be taken is asked for again at once: a person
 * who has just typed a name knows best what was meant.
 */
import {judgeHostName} from '../../config/rules/host-name.ts';
import {PRODUCTS} from '../../core/model/product.ts';

export interface Question {
  readonly key: 'name' | 'product' | 'sipDomains' | 'server' | 'external' | 'organization';
  readonly text: string;
  /** What an empty answer means, given the default SIP domain as far as it is known. */
  readonly usual: (domain: string) => string;
  /** Why an answer cannot be taken, in whole sentences. */
  readonly refuse?: (answer: string) => string | undefined;
}

export const QUESTIONS: readonly Question[] = [
  {key: 'name', text: 'Name of the deployment', usual: () => 'lab', refuse: refuseName},
  {key: 'product', text: `Product (${PRODUCTS.join(', ')})`, usual: () => 'sfbse', refuse: refuseProduct},
  {
    key: 'sipDomains',
    text: 'SIP domains, the default first',
    usual: () => 'contoso.com',
    refuse: answer => splitDomains(answer).map(refuseHost).find(Boolean),
  },
  {key: 'server', text: 'Standard Edition server', usual: domain => `se01.${domain}`, refuse: refuseHost},
  {
    key: 'external',
    text: 'External host name of its web services',
    usual: domain => `webext.${domain}`,
    refuse: refuseHost,
  },
  {key: 'organization', text: 'Organization in certificates, or - for none', usual: () => '-'},
];

/** People separate names with commas, blanks or both. */
export function splitDomains(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(domain => domain !== '');
}

function refuseHost(name: string): string | undefined {
  const complaint = judgeHostName(name);
  return complaint && `${complaint.detail} Hint: ${complaint.help}.`;
}

/** As schemas/config.schema.json has it. */
function refuseName(name: string): string | undefined {
  if (/^[a-z][a-z0-9-]*$/.test(name)) return undefined;
  return `"${name}" is no name of a deployment: lower-case letters, digits and hyphens, beginning with a letter.`;
}

function refuseProduct(name: string): string | undefined {
  if (PRODUCTS.some(product => product === name)) return undefined;
  return `"${name}" is none of ${PRODUCTS.join(', ')}.`;
}
