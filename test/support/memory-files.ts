import {basename, dirname, join} from 'node:path';
import type {Files, FolderEntry, ReadOptions} from '../../src/engine/ports/host.ts';

type Node =
  | {readonly kind: 'file'; readonly data: Buffer; readonly mode: number}
  | {readonly kind: 'folder' | 'link' | 'other'};

/** The `Files` port in memory, with the system's errors. Every call yields first, so that races really interleave. */
export class MemoryFiles implements Files {
  readonly nodes = new Map<string, Node>([['/', {kind: 'folder'}]]);

  async read(path: string, limit: number, {links}: ReadOptions = {}): Promise<Buffer | undefined> {
    await undefined;
    const node = this.nodes.get(path);
    if (node === undefined) return undefined;
    if (node.kind === 'link' && links === 'refuse') throw systemError('ELOOP', path);
    if (node.kind !== 'file') throw systemError('EINVAL', path);
    if (node.data.length > limit) throw systemError('EFBIG', path);
    return Buffer.from(node.data);
  }

  async list(path: string): Promise<readonly FolderEntry[] | undefined> {
    await undefined;
    const node = this.nodes.get(path);
    if (node === undefined) return undefined;
    if (node.kind === 'file' || node.kind === 'other') throw systemError('ENOTDIR', path);
    return [...this.nodes]
      .filter(([name]) => name !== '/' && dirname(name) === path)
      .map(([name, child]) => entryOf(name.slice(join(path, '/').length), child))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Nothing is ever left half written here. */
  async removeLeftovers(_folder: string, _before: Date): Promise<void> {}

  async look(path: string): Promise<FolderEntry | undefined> {
    await undefined;
    const node = this.nodes.get(path);
    return node === undefined ? undefined : entryOf(basename(path), node);
  }

  /** Folders have no modes here: everybody goes through all of them. */
  async isExposed(path: string): Promise<boolean> {
    await undefined;
    const node = this.nodes.get(path);
    return node?.kind === 'file' ? (node.mode & 0o004) !== 0 : node !== undefined;
  }

  async write(path: string, data: string | Uint8Array, {mode}: {readonly mode: number}): Promise<void> {
    await undefined;
    this.#checkParent(path);
    this.nodes.set(path, {kind: 'file', data: Buffer.from(data), mode});
  }

  async create(path: string, data: string | Uint8Array, {mode}: {readonly mode: number}): Promise<boolean> {
    await undefined;
    this.#checkParent(path);
    if (this.nodes.has(path)) return false;
    this.nodes.set(path, {kind: 'file', data: Buffer.from(data), mode});
    return true;
  }

  async makeFolder(path: string): Promise<boolean> {
    await undefined;
    const node = this.nodes.get(path);
    if (node !== undefined && node.kind !== 'folder') throw systemError('ENOTDIR', path);
    if (node !== undefined) return false;
    await this.makeFolder(dirname(path));
    if (this.nodes.has(path)) return false;
    this.nodes.set(path, {kind: 'folder'});
    return true;
  }

  async rename(from: string, to: string): Promise<void> {
    await undefined;
    const node = this.nodes.get(from);
    if (node === undefined) throw systemError('ENOENT', from);
    if (node.kind === 'folder' && this.#below(to).length > 0) throw systemError('ENOTEMPTY', to);
    for (const path of [from, ...this.#below(from)]) {
      const moved = this.nodes.get(path);
      this.nodes.delete(path);
      if (moved !== undefined) this.nodes.set(to + path.slice(from.length), moved);
    }
  }

  async remove(path: string): Promise<boolean> {
    await undefined;
    if (this.#below(path).length > 0) throw systemError('ENOTEMPTY', path);
    return this.nodes.delete(path);
  }

  /** The text of a file that must be there. */
  text(path: string): string {
    const node = this.nodes.get(path);
    if (node?.kind !== 'file') throw systemError('ENOENT', path);
    return node.data.toString('utf8');
  }

  /** Permission bits of a file that must be there. */
  mode(path: string): number {
    const node = this.nodes.get(path);
    if (node?.kind !== 'file') throw systemError('ENOENT', path);
    return node.mode;
  }

  /** Puts something that is no ordinary file or folder there. */
  plant(path: string, kind: 'link' | 'other'): void {
    this.nodes.set(path, {kind});
  }

  /** Files below a folder, as paths relative to it. */
  tree(path: string): readonly string[] {
    return this.#below(path)
      .filter(name => this.nodes.get(name)?.kind === 'file')
      .map(name => name.slice(path.length + 1))
      .sort();
  }

  clone(): MemoryFiles {
    const copy = new MemoryFiles();
    for (const [path, node] of this.nodes) copy.nodes.set(path, node);
    return copy;
  }

  #below(path: string): readonly string[] {
    return [...this.nodes.keys()].filter(name => name.startsWith(`${path}/`));
  }

  #checkParent(path: string): void {
    if (this.nodes.get(dirname(path))?.kind !== 'folder') throw systemError('ENOENT', path);
  }
}

/** A link counts as the folder that it leads to, as the real port has it. */
function entryOf(name: string, node: Node): FolderEntry {
  if (node.kind !== 'link') return {name, kind: node.kind};
  return Object.assign({name, kind: 'folder' as const}, {link: true as const});
}

export function systemError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: '${path}'`), {code, path});
}

/** What a killed process does: the n-th change (from 1) and everything after it never happen. Reading goes on. */
export function killedAt(files: Files, n: number): Files {
  let changes = 0;
  const change = <A extends readonly unknown[], T>(work: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => {
      changes += 1;
      return changes >= n ? Promise.reject(new Killed()) : work(...args);
    };
  };
  return {
    read: (path, limit, options) => files.read(path, limit, options),
    list: path => files.list(path),
    look: path => files.look(path),
    isExposed: path => files.isExposed(path),
    write: change((path, data, options) => files.write(path, data, options)),
    create: change((path, data, options) => files.create(path, data, options)),
    makeFolder: change(path => files.makeFolder(path)),
    rename: change((from, to) => files.rename(from, to)),
    remove: change(path => files.remove(path)),
    removeLeftovers: (folder, before) => files.removeLeftovers(folder, before),
  };
}

export class Killed extends Error {
  override readonly name = 'Killed';
}
