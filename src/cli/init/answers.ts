import {PRODUCTS, type Product} from '../../core/model/product.ts';
import type {CommandContext} from '../command.ts';
import {problem} from '../problem.ts';

export interface InitFlags {
  readonly name?: string;
  readonly product?: Product;
  readonly sipDomain: readonly string[];
  readonly server?: string;
  readonly external?: string;
  readonly organization?: string;
  readonly country?: string;
}

/** Everything that a first configuration needs. */
export interface Answers {
  readonly name: string;
  readonly product: Product;
  readonly sipDomains: readonly string[];
  readonly server: string;
  readonly external: string;
  readonly organization?: string;
  readonly country?: string;
}

/** From flags, and on a terminal from questions. Undefined when something is missing; what has been said. */
export async function gatherAnswers(cx: CommandContext, flags: InitFlags): Promise<Answers | undefined> {
  if (cx.host.stdin.isTTY && !cx.output.automation) return ask(cx, flags);
  const [domain] = flags.sipDomain;
  if (domain !== undefined && flags.server !== undefined) return fillIn({...flags, server: flags.server}, domain);
  cx.output.diagnose([
    problem('INIT_INCOMPLETE', 'Not enough is known for a configuration', {
      detail: 'Standard input is not a terminal, so init cannot ask for the SIP domain and the server.',
      help: 'Give them: cscert init --sip-domain contoso.com --server se01.contoso.com',
    }),
  ]);
  return undefined;
}

function fillIn(flags: InitFlags & {server: string}, domain: string): Answers {
  const {
    name = 'lab',
    product = 'sfbse',
    sipDomain,
    server,
    external = `webext.${domain}`,
    organization,
    country,
  } = flags;
  return {
    name,
    product,
    sipDomains: sipDomain,
    server,
    external,
    ...(organization !== undefined && {organization}),
    ...(country !== undefined && {country}),
  };
}

async function ask({host, output}: CommandContext, flags: InitFlags): Promise<Answers | undefined> {
  output.remark('A first configuration, for one Standard Edition server. Enter takes what stands in brackets.\n\n');
  const answer = async (known: string | undefined, question: string, usual: string): Promise<string> => {
    if (known !== undefined) return known;
    return (await host.ask(`${question} [${usual}] `)) || usual;
  };
  const name = await answer(flags.name, 'Name of the deployment', 'lab');
  const product = await answer(flags.product, `Product (${PRODUCTS.join(', ')})`, 'sfbse');
  const known = PRODUCTS.find(one => one === product);
  if (known === undefined) {
    output.diagnose([
      problem('INIT_PRODUCT', 'Unknown product', {detail: `"${product}" is none of ${PRODUCTS.join(', ')}.`}),
    ]);
    return undefined;
  }
  const domains =
    flags.sipDomain.length > 0
      ? flags.sipDomain.join(' ')
      : await answer(undefined, 'SIP domains, the default first', 'contoso.com');
  const sipDomain = domains.split(/[\s,]+/).filter(domain => domain !== '');
  const domain = sipDomain[0] ?? 'contoso.com';
  const server = await answer(flags.server, 'Standard Edition server', `se01.${domain}`);
  const external = await answer(flags.external, 'External host name of its web services', `webext.${domain}`);
  const organization = await answer(flags.organization, 'Organization in certificates, or - for none', '-');
  return fillIn(
    {...flags, name, product: known, sipDomain, server, external, ...(organization !== '-' && {organization})},
    domain,
  );
}
