import {resolve} from 'node:path';
import {digitsOf} from '../../config/thumbprint.ts';
import {codeOf, messageOf} from '../../core/system-error.ts';
import type {CommandContext} from '../command.ts';
import {problem} from '../problem.ts';

/** What somebody asked to see. */
export type Asked =
  | {readonly is: 'file'; readonly path: string; readonly bytes: Buffer}
  /** The first digits of a thumbprint, in upper case. */
  | {readonly is: 'thumbprint'; readonly digits: string}
  | {readonly is: 'address'; readonly address: string};

/** Far above any certificate file, and above any bundle of CAs in use. */
const LIMIT = 4 * 1024 * 1024;
const FEWEST_DIGITS = 8;

/** What looks like a file to people, so that a missing one is not taken for an unknown address. */
const LIKE_A_FILE = /\.(?:pem|cer|crt|der|p7[bcs]|pfx|p12)$|^\.{0,2}[/\\]|^[a-z]:[/\\]/i;

/** A path that exists is a file; hex digits are a thumbprint; the rest is an address. Undefined when refused; why has been said. */
export async function readAsked(cx: CommandContext, text: string): Promise<Asked | undefined> {
  const file = await readFile(cx, text);
  if (file === 'refused') return undefined;
  if (file !== undefined) return {is: 'file', path: text, bytes: file};
  const digits = digitsOf(text);
  if (!/^[0-9A-F]+$/.test(digits)) return {is: 'address', address: text};
  if (digits.length >= FEWEST_DIGITS) return {is: 'thumbprint', digits};
  cx.output.diagnose([
    problem('THUMBPRINT_SHORT', 'A thumbprint needs more digits', {
      detail: `"${text}" has ${digits.length}; with fewer than ${FEWEST_DIGITS} it could mean any certificate.`,
      help: 'cscert inspect lists the first 8 digits of every certificate.',
    }),
  ]);
  return undefined;
}

/** Undefined when it is no file and may be something else: a folder can have the name of a pool. */
async function readFile({host, cwd, output}: CommandContext, text: string): Promise<Buffer | 'refused' | undefined> {
  const refuse = (detail: string): 'refused' => {
    output.diagnose([problem('FILE_NOT_READ', 'File could not be read', {detail: `${text}: ${detail}`})]);
    return 'refused';
  };
  try {
    const bytes = await host.files.read(resolve(cwd, text), LIMIT);
    return bytes ?? (LIKE_A_FILE.test(text) ? refuse('there is no such file.') : undefined);
  } catch (error) {
    const code = codeOf(error);
    const isElse = code === 'EINVAL' || code === 'ENOTDIR' || code === 'ENAMETOOLONG';
    if (isElse && !LIKE_A_FILE.test(text)) return undefined;
    return refuse(messageOf(error));
  }
}
