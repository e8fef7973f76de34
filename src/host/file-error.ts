/** An error as the system itself would give it. */
export function systemError(code: string, reason: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${reason}: '${path}'`), {code, path});
}
