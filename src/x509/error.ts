/**
 * What the readers of this folder throw for input that is not what it should be: a message in plain words, never key
 * material. They throw nothing else, so that a caller may turn it into a diagnostic and let every other error be a bug.
 */
export class X509Error extends Error {
  override readonly name = 'X509Error';
}

/** What is read; undefined where it is not what it should be. */
export function unlessBroken<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof X509Error) return undefined;
    throw error;
  }
}
