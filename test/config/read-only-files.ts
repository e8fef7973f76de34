import type {Files, FolderEntry} from '../../src/engine/ports/host.ts';

const refuse = async (): Promise<never> => {
  throw new Error('a configuration is only read');
};

/** Files by their absolute paths. Reading a folder, or listing a file, rejects as the system does. */
export function readOnlyFiles(contents: Readonly<Record<string, string | Uint8Array>>): Files {
  const below = (folder: string): string[] => Object.keys(contents).filter(path => path.startsWith(`${folder}/`));
  return {
    async read(path, limit) {
      const content = contents[path];
      if (content === undefined && below(path).length > 0) throw systemError('EINVAL');
      if (content === undefined) return undefined;
      const bytes = Buffer.from(content);
      if (bytes.length > limit) throw systemError('EFBIG');
      return bytes;
    },
    async list(path) {
      if (contents[path] !== undefined) throw systemError('ENOTDIR');
      const names = new Map<string, FolderEntry>();
      for (const child of below(path)) {
        const [name = '', ...rest] = child.slice(path.length + 1).split('/');
        names.set(name, {name, kind: rest.length > 0 ? 'folder' : 'file'});
      }
      return names.size > 0 ? [...names.values()] : undefined;
    },
    async look(path) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (contents[path] !== undefined) return {name, kind: 'file'};
      return below(path).length > 0 ? {name, kind: 'folder'} : undefined;
    },
    isExposed: refuse,
    write: refuse,
    create: refuse,
    makeFolder: refuse,
    rename: refuse,
    remove: refuse,
    removeLeftovers: refuse,
  };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), {code});
}
