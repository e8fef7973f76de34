import {codeOf} from '../core/system-error.ts';

/** Why a file was not read, as the rest of a sentence, and what to do about it where that is known. */
export interface Unread {
  readonly why: string;
  readonly help?: string;
}

const READABLE = 'have the account that runs cscert permitted to read it';

/** By the code of the system, or of Node. */
const KNOWN: Readonly<Record<string, Unread>> = {
  EINVAL: {why: 'is no regular file; it may be a folder, a pipe, a socket or a device'},
  ERR_INVALID_ARG_VALUE: {why: 'has a NUL character in its path, which no path can'},
  EACCES: {why: 'may not be read (EACCES)', help: READABLE},
  EPERM: {why: 'may not be read (EPERM)', help: READABLE},
  ELOOP: {why: 'is a symbolic link that leads in a circle', help: 'put back what it led to, or delete it'},
};

/** From what `Files.read` or `Files.list` rejected with; the limit in words, e.g. `1 MiB`. */
export function describeUnread(error: unknown, limit: string): Unread {
  const code = codeOf(error);
  if (code === 'EFBIG') return {why: `is larger than ${limit}`};
  return KNOWN[code ?? ''] ?? {why: `cannot be read: the system answers ${code ?? String(error)}`};
}
