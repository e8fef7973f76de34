import {dirname, join, relative, resolve, sep} from 'node:path';
import type {Diagnostic} from '../core/diagnostic.ts';
import {STORES_MARKER} from '../core/stores-marker.ts';
import {codeOf} from '../core/system-error.ts';
import type {FolderEntry, Host} from '../engine/ports/host.ts';
import {complain, quote} from './problem.ts';
import {LIMITS} from './yaml-tokens.ts';

/** Where the configuration is looked for. */
export interface DiscoverInput {
  /** What `--config` named, in order; `-` is standard input. */
  readonly paths: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly environment: Host['environment'];
  readonly files: Host['files'];
  /** The text of standard input, when `-` is among the paths. */
  readonly stdin?: string;
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
const MOST_FILES = 5000;
const MOST_DEPTH = 8;

/** Finds and reads the files: those that were named, else `$CSCERT_CONFIG`, else `./cscert.yaml`, else `./cscert/`. */
export async function discover(input: DiscoverInput): Promise<Discovery> {
  const variable = input.environment[VARIABLE];
  const named = input.paths.length > 0 ? input.paths : variable ? [variable] : undefined;
  const search = {input, found: new Map<string, Uint8Array>(), diagnostics: [] as Diagnostic[], exhausted: false};
  const base = named ? await readNamed(named, search) : await readUsual(search);
  const found = [...search.found].map(([path, bytes]) => ({
    file: path === STDIN ? STDIN : show(path, input.cwd),
    name: path === STDIN ? STDIN : show(path, base),
    bytes,
  }));
  found.sort((a, b) => (a.file < b.file ? -1 : 1));
  return {found, base, diagnostics: search.diagnostics};
}

interface Search {
  readonly input: DiscoverInput;
  /** By absolute path. */
  readonly found: Map<string, Uint8Array>;
  readonly diagnostics: Diagnostic[];
  /** Whether a limit was reached, which is said once. */
  exhausted: boolean;
}

interface Folder {
  readonly path: string;
  readonly entries: readonly FolderEntry[];
  readonly depth: number;
}

/** Every path has to exist. The base is the first one's folder. */
async function readNamed(named: readonly string[], search: Search): Promise<string> {
  const {cwd, stdin} = search.input;
  let base: string | undefined;
  for (const name of named) {
    if (name === '-') {
      if (stdin === undefined)
        search.diagnostics.push(complain({code: 'CFG_NOT_FOUND', detail: 'Nothing came from standard input.'}));
      else search.found.set(STDIN, new TextEncoder().encode(stdin));
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
        ? 'check the path given to --config'
        : `check the environment variable ${VARIABLE}, which names it`;
    search.diagnostics.push(complain({code: 'CFG_NOT_FOUND', detail, help}));
  }
  return base ?? cwd;
}

async function readUsual(search: Search): Promise<string> {
  const {cwd} = search.input;
  for (const name of ['cscert.yaml', 'cscert']) {
    const path = join(cwd, name);
    const kind = await readPath(path, search);
    if (kind !== undefined) return kind === 'folder' ? path : cwd;
  }
  const detail = `Neither the file cscert.yaml nor the folder cscert exists in ${cwd}, and ${VARIABLE} is not set.`;
  const help = 'name a file or folder with --config, or write a first configuration with: cscert init';
  search.diagnostics.push(complain({code: 'CFG_NOT_FOUND', detail, help}));
  return cwd;
}

async function readPath(path: string, search: Search): Promise<'file' | 'folder' | undefined> {
  const entries = await listFolder(path, search);
  if (entries === 'unreadable') return 'folder';
  if (entries !== undefined) {
    const before = search.found.size + search.diagnostics.length;
    await readFolder({path, entries, depth: 0}, search);
    if (search.found.size + search.diagnostics.length === before) {
      const detail = `The folder ${quote(show(path, search.input.cwd))} holds no *.yaml or *.yml file.`;
      const help = 'hidden files and folders do not count; cscert init writes a first configuration';
      search.diagnostics.push(complain({code: 'CFG_NOT_FOUND', detail, help}));
    }
    return 'folder';
  }
  return (await readFile(path, search)) ? 'file' : undefined;
}

/**
 * All YAML files below a folder, but none among the stores of servers. The limits end a walk in circles, for a symbolic
 * link counts as what it leads to.
 */
async function readFolder(folder: Folder, search: Search): Promise<void> {
  const {path, entries, depth} = folder;
  if (entries.some(({name}) => name === STORES_MARKER)) return;
  for (const {name, kind} of entries) {
    if (name.startsWith('.')) continue;
    const child = join(path, name);
    if (search.found.size >= MOST_FILES || depth > MOST_DEPTH) {
      if (!search.exhausted) search.diagnostics.push(refuseExhausted(child, search));
      search.exhausted = true;
      return;
    }
    if (kind === 'folder') {
      const below = await listFolder(child, search);
      if (below !== undefined && below !== 'unreadable') {
        await readFolder({path: child, entries: below, depth: depth + 1}, search);
      }
    } else if (/\.ya?ml$/i.test(name)) {
      await readFile(child, search);
    }
  }
}

function refuseExhausted(path: string, search: Search): Diagnostic {
  const detail = `The search stopped at ${quote(show(path, search.input.cwd))}: more than ${MOST_FILES} files or ${MOST_DEPTH} levels of folders.`;
  const help = 'does a symbolic link lead back to a folder above it?';
  return complain({code: 'CFG_TOO_LARGE', detail, help});
}

/** Undefined when there is no such folder, also because it is a file. */
async function listFolder(path: string, search: Search): Promise<readonly FolderEntry[] | 'unreadable' | undefined> {
  try {
    return await search.input.files.list(path);
  } catch (error) {
    if (codeOf(error) === 'ENOTDIR') return undefined;
    search.diagnostics.push(refuseUnreadable(path, error, search));
    return 'unreadable';
  }
}

/** False when there is no such file. */
async function readFile(path: string, search: Search): Promise<boolean> {
  try {
    const bytes = await search.input.files.read(path, LIMITS.bytes);
    if (bytes !== undefined) search.found.set(path, bytes);
    return bytes !== undefined;
  } catch (error) {
    search.diagnostics.push(refuseUnreadable(path, error, search));
    return true;
  }
}

function refuseUnreadable(path: string, error: unknown, search: Search): Diagnostic {
  const file = quote(show(path, search.input.cwd));
  const code = codeOf(error);
  if (code === 'EFBIG') {
    const detail = `The file ${file} is larger than ${LIMITS.bytes / 2 ** 20} MiB.`;
    return complain({code: 'CFG_TOO_LARGE', detail, help: 'split it: a folder with one file for each pool'});
  }
  const why = code === 'EINVAL' ? 'it is not a regular file' : `the system answers ${code ?? String(error)}`;
  return complain({code: 'CFG_UNREADABLE', detail: `${file} cannot be read: ${why}.`});
}

function show(path: string, from: string): string {
  return (relative(from, path) || '.').replaceAll(sep, '/');
}
