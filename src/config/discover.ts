import {dirname, join, relative, resolve, sep} from 'node:path';
import type {Diagnostic} from '../core/diagnostic.ts';
import {codeOf} from '../core/system-error.ts';
import type {FolderEntry, Host} from '../engine/ports/host.ts';
import {LIMITS, TOTALS} from './limits.ts';
import {complain, quote} from './problem.ts';
import {type Search, searchFolder} from './search-folder.ts';
import {describeUnread} from './unread.ts';

/** Where the configuration is looked for. */
export interface DiscoverInput {
  /** What `--config` named, in order; `-` is standard input. */
  readonly paths: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly environment: Host['environment'];
  readonly files: Host['files'];
  /** Reads standard input to its end, for a `-` among the paths. Rejects with `EFBIG` beyond `limit` bytes. */
  readonly readStdin?: (limit: number) => Promise<Uint8Array>;
}

/** The bytes of one file of the configuration. */
export interface FoundFile {
  /** As people are shown it. */
  readonly file: string;
  /** Relative to the base, with forward slashes: the same wherever the command was started. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What was found, and what stood in the way. */
export interface Discovery {
  readonly found: readonly FoundFile[];
  /** Absolute folder that relative paths in the configuration are relative to. */
  readonly base: string;
  readonly diagnostics: readonly Diagnostic[];
}

const STDIN = '<stdin>';
const VARIABLE = 'CSCERT_CONFIG';

/** Finds and reads the files: those that were named, else `$CSCERT_CONFIG`, else `./cscert.yaml`, else `./cscert/`. */
export async function discover(input: DiscoverInput): Promise<Discovery> {
  const variable = input.environment[VARIABLE];
  const named = input.paths.length > 0 ? input.paths : variable ? [variable] : undefined;
  const search = startSearch(input);
  const base = named ? await readNamed(named, search) : await readUsual(search);
  const found = [...search.found].map(([path, bytes]) => ({
    file: path === STDIN ? STDIN : show(path, input.cwd),
    name: path === STDIN ? STDIN : show(path, base),
    bytes,
  }));
  found.sort((a, b) => (a.file < b.file ? -1 : 1));
  return {found, base, diagnostics: search.diagnostics};
}

interface Finding extends Search {
  readonly input: DiscoverInput;
  /** By absolute path. */
  readonly found: Map<string, Uint8Array>;
  readonly diagnostics: Diagnostic[];
  /** Of everything that was found. */
  bytes: number;
}

function startSearch(input: DiscoverInput): Finding {
  const search: Finding = {
    input,
    found: new Map(),
    diagnostics: [],
    bytes: 0,
    names: 0,
    files: 0,
    exhausted: false,
    list: path => listFolder(path, search),
    read: path => readFile(path, search),
    say: diagnostic => void search.diagnostics.push(diagnostic),
    show: path => show(path, input.cwd),
  };
  return search;
}

/** Every path has to exist. The base is the first one's folder. */
async function readNamed(named: readonly string[], search: Finding): Promise<string> {
  const {cwd} = search.input;
  let base: string | undefined;
  for (const name of named) {
    if (name === '-') {
      await readStdin(search);
      base ??= cwd;
      continue;
    }
    const path = resolve(cwd, name);
    const kind = await readPath(path, search);
    base ??= kind === 'folder' ? path : dirname(path);
    if (kind !== undefined) continue;
    const detail = `There is no file or folder ${quote(show(path, cwd))}.`;
    const help =
      search.input.paths.length > 0
        ? 'check the path given to the command or to --config'
        : `check the environment variable ${VARIABLE}, which names it`;
    search.say(complain({code: 'CFG_NOT_FOUND', detail, help}));
  }
  return base ?? cwd;
}

async function readStdin(search: Finding): Promise<void> {
  if (search.found.has(STDIN)) return;
  try {
    const bytes = await search.input.readStdin?.(LIMITS.bytes);
    if (bytes !== undefined && bytes.length > 0) return keep(STDIN, bytes, search);
    const help = 'with --config - the whole configuration is read from there: cscert validate --config - < FILE';
    search.say(complain({code: 'CFG_NOT_FOUND', detail: 'Nothing came from standard input.', help}));
  } catch (error) {
    search.say(refuseUnreadable('Standard input', error));
  }
}

async function readUsual(search: Finding): Promise<string> {
  const {cwd} = search.input;
  for (const name of ['cscert.yaml', 'cscert']) {
    const path = join(cwd, name);
    const kind = await readPath(path, search);
    if (kind !== undefined) return kind === 'folder' ? path : cwd;
  }
  const detail = `Neither the file cscert.yaml nor the folder cscert exists in ${cwd}, and ${VARIABLE} is not set.`;
  const help = 'name a file or folder with --config, or write a first configuration with: cscert init';
  search.say(complain({code: 'CFG_NOT_FOUND', detail, help}));
  return cwd;
}

async function readPath(path: string, search: Finding): Promise<'file' | 'folder' | undefined> {
  const before = search.found.size + search.diagnostics.length;
  const entries = await search.list(path);
  if (entries === undefined) {
    const unreadable = search.found.size + search.diagnostics.length > before;
    if (unreadable) return 'folder';
    return (await search.read(path)) ? 'file' : undefined;
  }
  await searchFolder({path, entries, depth: 0}, search);
  if (search.found.size + search.diagnostics.length === before) {
    const detail = `The folder ${quote(show(path, search.input.cwd))} holds no *.yaml or *.yml file.`;
    const help = 'hidden files and folders do not count; cscert init writes a first configuration';
    search.say(complain({code: 'CFG_NOT_FOUND', detail, help}));
  }
  return 'folder';
}

async function listFolder(path: string, search: Finding): Promise<readonly FolderEntry[] | undefined> {
  try {
    return await search.input.files.list(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOTDIR') search.say(refuseUnreadable(quote(show(path, search.input.cwd)), error));
    return undefined;
  }
}

async function readFile(path: string, search: Finding): Promise<boolean> {
  try {
    const bytes = await search.input.files.read(path, LIMITS.bytes);
    if (bytes !== undefined) keep(path, bytes, search);
    return bytes !== undefined;
  } catch (error) {
    search.say(refuseUnreadable(quote(show(path, search.input.cwd)), error));
    return true;
  }
}

function keep(path: string, bytes: Uint8Array, search: Finding): void {
  if (search.exhausted) return;
  if (!search.found.has(path)) search.bytes += bytes.length;
  if (search.bytes <= TOTALS.bytes) return void search.found.set(path, bytes);
  const at = quote(show(path, search.input.cwd));
  const detail = `The files are larger than ${TOTALS.bytes / 2 ** 20} MiB together; reading stopped at ${at}.`;
  search.say(
    complain({code: 'CFG_TOO_LARGE', detail, help: 'name the folder that holds nothing but the configuration'}),
  );
  search.exhausted = true;
}

/** `what` begins the sentence. */
function refuseUnreadable(what: string, error: unknown): Diagnostic {
  const {why, help} = describeUnread(error, `${LIMITS.bytes / 2 ** 20} MiB`);
  const code = codeOf(error);
  const detail = `${what} ${why}.`;
  if (code === 'EFBIG') {
    return complain({code: 'CFG_TOO_LARGE', detail, help: 'split it: a folder with one file for each pool'});
  }
  const pipe = code === 'EINVAL' ? 'a pipe is read with --config -, as in: PROGRAM | cscert validate --config -' : help;
  return complain({code: 'CFG_UNREADABLE', detail, help: pipe});
}

function show(path: string, from: string): string {
  return (relative(from, path) || '.').replaceAll(sep, '/');
}
