import {win32} from 'node:path';
import type {Files, FolderEntry, ReadOptions} from '../../src/engine/ports/host.ts';
import {MemoryFiles, systemError} from './memory-files.ts';

/** "Naming Files, Paths, and Namespaces": characters, endings and names that no file can have. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are among what is forbidden
const FORBIDDEN = /[<>:"|?*\u0000-\u001f]|[. ]$|^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;
const LONGEST_NAME = 255;

/**
 * A volume of Windows in memory: drive letters and backslashes, names that are kept as they were written and found in
 * any letter case, and names that are refused. What it was asked for besides is kept, as no program of ours should.
 */
export class WindowsFiles implements Files {
  readonly memory = new MemoryFiles();
  /** What was asked for in a way that happens to work or fails only here. */
  readonly complaints: string[] = [];
  readonly #names = new Map<string, string>();

  async read(path: string, limit: number, options?: ReadOptions): Promise<Buffer | undefined> {
    return this.memory.read(this.#key(path), limit, options);
  }

  async list(path: string): Promise<readonly FolderEntry[] | undefined> {
    const key = this.#key(path);
    const entries = await this.memory.list(key);
    return entries
      ?.map(entry => ({...entry, name: this.#names.get(`${key}/${entry.name}`) ?? entry.name}))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async removeLeftovers(): Promise<void> {}

  async isExposed(): Promise<boolean> {
    return false;
  }

  async look(path: string): Promise<FolderEntry | undefined> {
    const key = this.#key(path);
    const entry = await this.memory.look(key);
    return entry && {...entry, name: this.#names.get(key) ?? entry.name};
  }

  async write(path: string, data: string | Uint8Array, options: {readonly mode: number}): Promise<void> {
    await this.memory.write(this.#named(path), data, options);
  }

  async create(path: string, data: string | Uint8Array, options: {readonly mode: number}): Promise<boolean> {
    return this.memory.create(this.#named(path), data, options);
  }

  async makeFolder(path: string): Promise<boolean> {
    for (let one = path; win32.dirname(one) !== one; one = win32.dirname(one)) this.#named(one);
    return this.memory.makeFolder(this.#named(path));
  }

  async rename(from: string, to: string): Promise<void> {
    const [source, target] = [this.#key(from), this.#key(to)];
    // MoveFileEx replaces a file, never a folder.
    if ((await this.memory.look(target))?.kind === 'folder') throw systemError('EPERM', to);
    await this.memory.rename(source, target);
    for (const [key, name] of [...this.#names]) {
      if (key.startsWith(`${source}/`)) this.#names.set(target + key.slice(source.length), name);
    }
    this.#names.delete(target);
    this.#named(to);
  }

  async remove(path: string): Promise<boolean> {
    const key = this.#key(path);
    this.#names.delete(key);
    return this.memory.remove(key);
  }

  /** Paths of all files below a folder, as they were written. */
  paths(folder: string): readonly string[] {
    const key = this.#key(folder);
    return this.memory.tree(key).map(path => {
      const parts = path.split('/');
      return parts.map((part, at) => this.#names.get([key, ...parts.slice(0, at + 1)].join('/')) ?? part).join('\\');
    });
  }

  text(path: string): string {
    return this.memory.text(this.#key(path));
  }

  /** The first spelling of a name stays. */
  #named(path: string): string {
    const key = this.#key(path);
    if (!this.#names.has(key)) this.#names.set(key, win32.basename(path));
    return key;
  }

  #key(path: string): string {
    const {root} = win32.parse(path);
    const [, ...names] = path.slice(root.length - 1).split('\\');
    if (!/^(?:[A-Z]:|\\\\[^\\]+\\[^\\]+)\\$/.test(root)) this.#complain(path, 'is not absolute');
    if (path.includes('/')) this.#complain(path, 'has a slash');
    if (path !== win32.normalize(path)) this.#complain(path, 'is not tidy');
    const wrong = names.find(name => FORBIDDEN.test(name) || name.length > LONGEST_NAME);
    if (wrong !== undefined) {
      this.#complain(path, `cannot be: ${JSON.stringify(wrong)}`);
      throw systemError('ENOENT', path);
    }
    const plain = path.replaceAll('\\', '/').toLowerCase();
    return (plain.startsWith('//') ? `/unc${plain.slice(1)}` : `/${plain}`).replace(/\/$/, '');
  }

  #complain(path: string, why: string): void {
    this.complaints.push(`${path} ${why}`);
  }
}
