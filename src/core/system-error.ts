/**
 * What a person does about an error of the system, by its code (errno(3)). The codes are those of POSIX, which Node
 * gives on Windows too.
 */
const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'Free space on that disk (its list of files may be full as well: df -i)',
  EDQUOT: 'Free space there, or have the quota raised',
  EROFS: "Make that file system writable; if it became read-only by itself, the system's log says why",
  EIO: "The disk, or the way to it, fails: look into the system's log and check the disk",
  EACCES: 'Have the account that runs cscert permitted to write there',
  EPERM: 'Have the account that runs cscert permitted to write there',
  ENOTDIR: 'A file stands where a folder should: name another folder, or move that file away',
  EMFILE: 'Raise the limit of open files',
  ENFILE: 'Raise the limit of open files',
  EBUSY: 'End the program that has that file open',
  ESTALE: 'Mount that file system anew',
};

/** A help line; `otherwise` stands for codes of which nothing better is known. */
export function remedyFor(code: string, otherwise = 'Check the folder and its permissions'): string {
  return `${REMEDIES[code] ?? otherwise}, then run the command again.`;
}

/** The system's code of an error, e.g. `ENOENT`. Asked of its shape, as errors of another realm are no `Error` here. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** As `codeOf`, where only the system can have failed: every other error is a bug and is thrown again. */
export function systemCodeOf(error: unknown): string {
  const code = codeOf(error);
  if (code === undefined) throw error;
  return code;
}

/** What an error says, without its name and stack; asked of its shape too. */
export function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : undefined;
  return typeof message === 'string' ? message : String(error);
}
