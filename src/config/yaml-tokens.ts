import {CST, Lexer, Parser} from 'yaml';
import type {Diagnostic} from '../core/diagnostic.ts';
import {LIMITS} from './limits.ts';
import {type Complaint, complain} from './problem.ts';
import type {SourceText} from './source-text.ts';
import {BAD_ESCAPE, UNEXPECTED} from './syntax-error.ts';

/*
 * The first pass over a YAML text: token by token, so that a hostile or mistaken file is refused before anything
 * in proportion to its nesting, its number of values or its number of mistakes is built from it.
 */

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

const TEXTS: ReadonlySet<string> = new Set(['scalar', 'single-quoted-scalar', 'double-quoted-scalar']);

interface Pass {
  readonly source: SourceText;
  readonly parser: Parser;
  readonly tokens: CST.Token[];
  /** Why the file is refused. */
  readonly found: Diagnostic[];
  /** What is no YAML. Without too much of it, it is told when the tree is composed, with the mistakes that only show then. */
  readonly mistakes: Diagnostic[];
  values: number;
  /** Keys and values: at most two for each value, except where something is missing between them. */
  texts: number;
  /** Documents that ended. */
  documents: number;
  /** Whether the next lexeme is a plain or a block text, whatever it looks like. */
  textFollows: boolean;
}

/** The syntax tree of a text that keeps the limits, and its number of values; no tree together with the reasons otherwise. */
export function readTokens(source: SourceText): {
  readonly tokens?: readonly CST.Token[];
  readonly values: number;
  readonly diagnostics: readonly Diagnostic[];
} {
  const long = judgeLines(source);
  if (long !== undefined) return {values: 0, diagnostics: [long]};
  const counts = {values: 0, texts: 0, documents: 0};
  const pass: Pass = {source, parser: new Parser(), tokens: [], found: [], mistakes: [], textFollows: false, ...counts};
  for (const lexeme of new Lexer().lex(source.text)) {
    if (!readOne(lexeme, pass)) return {values: pass.values, diagnostics: [...pass.mistakes, ...pass.found]};
  }
  pass.tokens.push(...pass.parser.end());
  const {tokens, found, values} = pass;
  return found.length > 0 ? {values, diagnostics: found} : {tokens, values, diagnostics: []};
}

/** False when the rest is not to be read. */
function readOne(lexeme: string, pass: Pass): boolean {
  const {parser, source, found, mistakes} = pass;
  const {offset} = parser;
  const type: CST.TokenType | null = pass.textFollows ? null : CST.tokenType(lexeme);
  pass.textFollows = type === 'scalar';
  if (type !== null) judgeLexeme(lexeme, type, pass);
  for (const token of parser.next(lexeme)) {
    pass.tokens.push(token);
    if (token.type === 'document') pass.documents++;
    if (token.type !== 'error') continue;
    mistakes.push(complain(UNEXPECTED, source.range(token.offset, token.offset + token.source.length)));
  }
  const beyond = judgeSize(pass);
  if (beyond !== undefined) found.push(complain(beyond, source.range(offset, offset + 1)));
  return beyond === undefined && found.length + mistakes.length < LIMITS.mistakes;
}

function judgeLexeme(lexeme: string, type: CST.TokenType, pass: Pass): void {
  const {source, found, mistakes, parser} = pass;
  const {offset} = parser;
  if (COUNTED.has(type)) pass.values++;
  if (TEXTS.has(type)) pass.texts++;
  if (type === 'double-quoted-scalar') {
    for (const at of findBadEscapes(lexeme)) {
      mistakes.push(complain(BAD_ESCAPE, source.range(offset + at, offset + at + 2)));
    }
  }
  const notPlain = NOT_PLAIN[type];
  if (notPlain !== undefined) {
    const here = source.range(offset, offset + lexeme.length);
    found.push(complain({code: 'CFG_YAML_NOT_PLAIN', ...notPlain}, here));
  }
}

function judgeLines(source: SourceText): Diagnostic | undefined {
  if (source.lines.length <= LIMITS.lines + 1) return undefined;
  const at = source.lineStart(LIMITS.lines);
  const detail = `The file has more than ${LIMITS.lines} lines.`;
  return complain({code: 'CFG_TOO_LARGE', detail, help: SPLIT}, source.range(at, at + 1));
}

const SPLIT = 'split it: a folder with one file for each pool is the usual layout';

/** A backslash, and behind it what YAML 1.2 knows (section 5.7) or nothing. */
const ESCAPE = /\\(?:[0abtnvfreN_LP "/\\\t\r\n]|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|)/g;

/** Where in a quoted text it has a backslash that YAML does not know: the library would make an object for each. */
function findBadEscapes(lexeme: string): readonly number[] {
  const found: number[] = [];
  if (!lexeme.includes('\\')) return found;
  for (const match of lexeme.matchAll(ESCAPE)) {
    if (match[0].length === 1) found.push(match.index);
    if (found.length === LIMITS.mistakes) break;
  }
  return found;
}

/** The stack also holds the document and perhaps a text, so that it is looked at closely only where it is long. */
function depthOf({stack}: Parser): number {
  return stack.length <= LIMITS.depth ? 0 : stack.filter(token => CST.isCollection(token)).length;
}

function judgeSize({values, texts, documents, parser}: Pass): Complaint | undefined {
  if (depthOf(parser) > LIMITS.depth) {
    return {
      code: 'CFG_TOO_LARGE',
      detail: `Mappings and lists are nested more than ${LIMITS.depth} levels deep.`,
      help: 'no configuration needs more than ten; look for a bracket or indentation that went astray',
    };
  }
  if (values > LIMITS.values || texts > 2 * LIMITS.values + 1) {
    return {code: 'CFG_TOO_LARGE', detail: `The file has more than ${LIMITS.values} values.`, help: SPLIT};
  }
  if (documents + Number(parser.stack[0]?.type === 'document') > 1) {
    return {
      code: 'CFG_YAML_NOT_PLAIN',
      detail: 'A second document begins here, behind a line with --- or ...; a file has one.',
      help: 'put it into a file of its own: the files of a folder are merged',
    };
  }
  return undefined;
}
