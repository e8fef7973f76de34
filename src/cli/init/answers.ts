import {PRODUCTS, type Product} from '../../core/model/product.ts';
import type {CommandContext} from '../command.ts';
import {problem} from '../problem.ts';
import {QUESTIONS, type Question, splitDomains} from './questions.ts';

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

/** Undefined when the person gave up, which has been said. */
async function ask({host, output}: CommandContext, flags: InitFlags): Promise<Answers | undefined> {
  output.remark('A first configuration, for one Standard Edition server. Enter takes what stands in brackets.\n\n');
  const {sipDomain, product: chosen, ...others} = flags;
  const known: Partial<Record<Question['key'], string>> = {
    ...others,
    ...(chosen !== undefined && {product: chosen}),
    ...(sipDomain.length > 0 && {sipDomains: sipDomain.join(' ')}),
  };
  const answers = {...known};
  for (const question of QUESTIONS) {
    const answer = known[question.key] ?? (await put(question, answers.sipDomains, {host, output}));
    if (answer === undefined) {
      output.remark('\nNothing was written.\n');
      return undefined;
    }
    answers[question.key] = answer;
  }
  const {name, server = '', external, organization} = answers;
  const domains = splitDomains(answers.sipDomains ?? '');
  return fillIn(
    {
      ...(flags.country !== undefined && {country: flags.country}),
      ...(name !== undefined && {name}),
      ...(external !== undefined && {external}),
      ...(organization !== '-' && organization !== undefined && {organization}),
      product: PRODUCTS.find(product => product === answers.product) ?? 'sfbse',
      sipDomain: domains,
      server,
    },
    domains[0] ?? '',
  );
}

/** Until there is an answer that can be taken; undefined when there will be none. */
async function put(
  {text, usual, refuse}: Question,
  domains: string | undefined,
  {host, output}: Pick<CommandContext, 'host' | 'output'>,
): Promise<string | undefined> {
  const otherwise = usual(splitDomains(domains ?? '')[0] ?? '');
  for (;;) {
    const typed = await host.ask(`${text} [${otherwise}] `);
    if (typed === undefined) return undefined;
    const answer = typed === '' ? otherwise : typed;
    const refusal = refuse?.(answer);
    if (refusal === undefined) return answer;
    output.remark(`  ${refusal}\n`);
  }
}
