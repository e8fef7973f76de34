import type {ProcessHost} from '../host/process-host.ts';

/** By the endings of their names: configurations, certificates, requests and keys, which no run brings back. */
const PRECIOUS = /\.(?:ya?ml|key|pem|pfx|p12|csr|p10|cer|crt|der)$/i;

/** Bytes: more than the longest request takes as text. */
const LIMIT = 262_144;

/**
 * Why nothing is written over a file, as the rest of a sentence that begins with its path; undefined where it may be. A flag
 * with the wrong name would otherwise be the end of the configuration, or of a CA's key. Of what has such a name, only
 * that is replaced whose text `replaces` knows as its own kind, and an empty file.
 */
export async function whyNotOver(
  {files}: Pick<ProcessHost, 'files'>,
  path: string,
  replaces: (text: string) => boolean = () => false,
): Promise<string | undefined> {
  if (!PRECIOUS.test(path)) return undefined;
  const there = await files.look(path).catch(() => undefined);
  if (there === undefined) return undefined;
  const bytes = await files.read(path, LIMIT).catch(() => undefined);
  if (bytes !== undefined && (bytes.length === 0 || replaces(bytes.toString('utf8')))) return undefined;
  return 'it is there already, and called as a configuration, a certificate or a key is. Choose another name.';
}
