import type {ErrorCode, YAMLError} from 'yaml';
import type {Complaint} from './problem.ts';

type Words = Pick<Complaint, 'detail' | 'help'>;

/** The mistakes that people make, with what to do about them. */
const KNOWN = {
  TAB_AS_INDENT: {detail: 'A tab stands where the indentation is.', help: 'indent with spaces'},
  BAD_INDENT: {
    detail: 'The indentation fits none of the levels above.',
    help: 'begin the line in the same column as its siblings; is a bracket or a quote before it not closed?',
  },
  MULTILINE_IMPLICIT_KEY: {
    detail: 'A key goes on over several lines.',
    help: 'is a colon or a closing quote missing on the line before?',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    detail: 'A mapping begins on the line of another key.',
    help: 'begin the next line in the same column as this key, or put the mapping on a line of its own; a text with ": " in it needs quotes',
  },
  MISSING_CHAR: {
    detail: 'A character that closes or separates is missing.',
    help: 'look for a quote, bracket, comma, colon or space that is missing on this line or before',
  },
  KEY_OVER_1024_CHARS: {
    detail: 'A key has more than 1024 characters.',
    help: 'is a quote, a bracket or a line break missing before the colon?',
  },
  BAD_DQ_ESCAPE: {
    detail: 'A double-quoted text contains a backslash sequence that YAML does not know.',
    help: "write the backslash twice, or use single quotes: 'C:\\folder'",
  },
  BAD_SCALAR_START: {
    detail: 'A text begins with a character that has a meaning of its own in YAML.',
    help: 'put the text into quotes',
  },
  BLOCK_IN_FLOW: {
    detail: 'Lines with "- " or with indented keys stand inside of brackets.',
    help: 'inside of [ ] and { } write items and entries with commas; is a bracket before it not closed?',
  },
  UNEXPECTED_TOKEN: {
    detail: 'Something stands where nothing can follow.',
    help: 'look for a missing quote, comma or line break before it',
  },
} as const satisfies Partial<Record<ErrorCode, Words>>;

/** A token where none of its kind can stand, noticed before the tree is composed. */
export const UNEXPECTED: Complaint = {code: 'CFG_YAML_SYNTAX', ...KNOWN.UNEXPECTED_TOKEN};

/** A wrong backslash, noticed before the tree is composed. */
export const BAD_ESCAPE: Complaint = {code: 'CFG_YAML_SYNTAX', ...KNOWN.BAD_DQ_ESCAPE};

/** A mistake in our words where we have some, in the parser's otherwise: its first line, for the rest repeats the text. */
export function describeSyntaxError(error: YAMLError): Complaint {
  if (isKnown(error.code)) return {code: 'CFG_YAML_SYNTAX', ...KNOWN[error.code]};
  const [first = ''] = error.message.split('\n');
  // What follows a colon or a quote can be text of the file, and in that a secret.
  const said = first.replace(/[:."'`].*$/, '').trim();
  const detail = said.includes(' ') ? `The YAML parser says: ${said}.` : 'The YAML parser cannot read on from here.';
  return {code: 'CFG_YAML_SYNTAX', detail, help: 'look for a mistake on this line or the one before'};
}

function isKnown(code: ErrorCode): code is keyof typeof KNOWN {
  return Object.hasOwn(KNOWN, code);
}
