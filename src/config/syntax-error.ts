import type {ErrorCode, YAMLError} from 'yaml';
import type {Complaint} from './problem.ts';

/** The mistakes that people make, with what to do about them. */
const KNOWN: Readonly<Partial<Record<ErrorCode, {readonly detail: string; readonly help: string}>>> = {
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
  BAD_DQ_ESCAPE: {
    detail: 'A double-quoted text contains a backslash sequence that YAML does not know.',
    help: "write the backslash twice, or use single quotes: 'C:\\folder'",
  },
  BAD_SCALAR_START: {
    detail: 'A text begins with a character that has a meaning of its own in YAML.',
    help: 'put the text into quotes',
  },
  UNEXPECTED_TOKEN: {
    detail: 'Something stands where nothing can follow.',
    help: 'look for a missing quote, comma or line break before it',
  },
};

/** A mistake in our words where we have some, in the parser's otherwise: its first line, for the rest repeats the text. */
export function describeSyntaxError(error: YAMLError): Complaint {
  const known = KNOWN[error.code];
  if (known) return {code: 'CFG_YAML_SYNTAX', ...known};
  const [first = ''] = error.message.split('\n');
  // What follows a colon or a quote can be text of the file, and in that a secret.
  return {code: 'CFG_YAML_SYNTAX', detail: `The YAML parser says: ${first.replace(/[:."'`].*$/, '')}.`};
}
