/** The system's code of an error, e.g. `ENOENT`. Asked of its shape, as errors of another realm are no `Error` here. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** An error as the system itself would give it. */
export function systemError(code: string, reason: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${reason}: '${path}'`), {code, path});
}
