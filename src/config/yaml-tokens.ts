import {CST, Lexer, Parser} from 'yaml';
import type {Diagnostic} from '../core/diagnostic.ts';
import {type Complaint, complain} from './problem.ts';
import type {SourceText} from './source-text.ts';

/*
 * The first pass over a YAML text: token by token, so that a hostile or mistaken file is refused before anything
 * in proportion to its nesting or number of values is built from it.
 */

/** What one file may have at most. */
export const LIMITS = {
  /** Of one file. */
  bytes: 2 ** 20,
  /** Values in one file: entries of mappings and items of lists. */
  nodes: 50_000,
  /** Mappings and lists in one another. */
  depth: 64,
} as const;

/** A configuration in git is plain: what stands at a place is what counts there. */
const NOT_PLAIN: Readonly<Partial<Record<CST.TokenType, Omit<Complaint, 'code'>>>> = {
  anchor: {
    detail: 'An anchor (&name) lets one place of the file change another.',
    help: 'write the value where it is needed, or put it into "defaults"; a text that begins with & needs quotes',
  },
  alias: {
    detail: 'An alias (*name) stands for a value that is written elsewhere.',
    help: 'write the value itself; a text that begins with *, such as a wildcard name, needs quotes: "*.contoso.com"',
  },
  tag: {
    detail: 'A tag (!name) changes the type of a value.',
    help: 'leave the tag out; a text that looks like a number needs quotes, and so does one that begins with !',
  },
  'directive-line': {detail: 'A directive (%NAME) changes how the file is read.', help: 'delete the line'},
  'explicit-key-ind': {
    detail: 'A key that is introduced with ? can be of any type.',
    help: 'write "key: value"; a text that begins with ? needs quotes',
  },
};

/** Tokens that bring a value, or make room for one. */
const COUNTED: ReadonlySet<string> = new Set([
  'map-value-ind',
  'seq-item-ind',
  'comma',
  'flow-map-start',
  'flow-seq-start',
]);

const MOST = 20;

/** The syntax tree of a text that keeps the limits; undefined together with the reasons otherwise. */
export function readTokens(source: SourceText): {
  readonly tokens?: readonly CST.Token[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  const found: Diagnostic[] = [];
  let nodes = 0;
  let documents = 0;
  let scalarFollows = false;
  for (const lexeme of new Lexer().lex(source.text)) {
    const type: CST.TokenType | null = scalarFollows ? null : CST.tokenType(lexeme);
    scalarFollows = type === 'scalar';
    const here = () => source.range(parser.offset, parser.offset + lexeme.length);
    const notPlain = type && NOT_PLAIN[type];
    if (notPlain) found.push(complain({code: 'CFG_YAML_NOT_PLAIN', ...notPlain}, here()));
    if (type !== null && COUNTED.has(type)) nodes++;
    if (type === 'doc-start') documents++;
    const {offset} = parser;
    tokens.push(...parser.next(lexeme));
    const beyond = judge({nodes, depth: depthOf(parser), documents});
    if (beyond !== undefined) return {diagnostics: [...found, complain(beyond, source.range(offset, offset + 1))]};
    if (found.length >= MOST) return {diagnostics: found};
  }
  tokens.push(...parser.end());
  return found.length > 0 ? {diagnostics: found} : {tokens, diagnostics: []};
}

/** The stack also holds the document and perhaps a text, so that it is looked at closely only where it is long. */
function depthOf({stack}: Parser): number {
  return stack.length <= LIMITS.depth ? 0 : stack.filter(token => CST.isCollection(token)).length;
}

function judge(seen: {nodes: number; depth: number; documents: number}): Complaint | undefined {
  if (seen.depth > LIMITS.depth) {
    return {
      code: 'CFG_TOO_LARGE',
      detail: `Mappings and lists are nested more than ${LIMITS.depth} levels deep.`,
      help: 'no configuration needs more than ten; look for a bracket or indentation that went astray',
    };
  }
  if (seen.nodes > LIMITS.nodes) {
    return {
      code: 'CFG_TOO_LARGE',
      detail: `The file has more than ${LIMITS.nodes} values.`,
      help: 'split it: a folder with one file for each pool is the usual layout',
    };
  }
  if (seen.documents > 1) {
    return {
      code: 'CFG_YAML_NOT_PLAIN',
      detail: 'A second document begins here (---).',
      help: 'put it into a file of its own: the files of a folder are merged',
    };
  }
  return undefined;
}
