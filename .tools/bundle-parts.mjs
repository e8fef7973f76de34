// Two plugins of the build, both for commands that are over in a tenth of a second: what is opened, and what is loaded.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

/**
 * The bundle is cut wherever what two commands load differs, and every part costs a millisecond to open. So what a command
 * loads when it runs also names what is loaded by then, whatever it takes of it: that is one part then, not one for each
 * set of commands that share a few lines.
 */
export function wholeParts(root) {
  const main = join(root, 'src', 'main.ts');
  const command = join(root, 'src', 'cli', 'command.ts');
  const planning = join(root, 'src', 'cli', 'make-plan.ts');
  const everywhere = SMALL.map(one => join(root, 'src', `${one}.ts`));
  return {
    name: 'whole-parts',
    setup({onLoad}) {
      const also = (filter, loaded) =>
        onLoad({filter}, async ({path}) => {
          const imports = loaded.map(one => `import ${JSON.stringify(one)};`);
          return {contents: [await readFile(path, 'utf8'), ...imports].join('\n'), loader: 'ts'};
        });
      also(/[\\/]src[\\/]main\.ts$/, everywhere);
      also(/[\\/]src[\\/]cli[\\/](?:init[\\/])?run-[a-z-]+\.ts$/, [main, command]);
      also(/[\\/]src[\\/]cli[\\/]command\.ts$/, [main]);
      also(/[\\/]src[\\/](?:connections|authorities)[\\/][a-z]+[\\/](?:connection|make)\.ts$/, [main, planning]);
    },
  };
}

/** A few lines each, which many commands need: in the part that every command loads. */
const SMALL = [
  'authorities/one-line',
  'cli/files',
  'cli/problem',
  'core/compare',
  'core/extremes',
  'core/few',
  'core/group',
  'core/model/verb',
  'core/roll/tokens',
  'core/suggest',
  'core/unreachable',
  'core/unsafe-text',
  'core/whole-bytes',
  'engine/world',
  'report/clean',
];

const LATE = /^node:(?:child_process|crypto|net|readline|timers\/promises|v8)$/;
const USERS = /[\\/]src[\\/](?:host[\\/]|core[\\/]digest\.ts$)|[\\/]node_modules[\\/]commander[\\/]/;

/**
 * Modules of Node that the host, the digests and commander name at the top and short commands never use are loaded with
 * the first call of one of their functions: `child_process` alone takes as long as all of `--help`.
 */
export const lateModules = {
  name: 'late-modules',
  setup({onResolve, onLoad}) {
    onResolve({filter: LATE}, ({path, importer}) => (USERS.test(importer) ? {path, namespace: 'late'} : undefined));
    onLoad({filter: LATE, namespace: 'late'}, ({path}) => {
      const module = process.getBuiltinModule(path);
      const functions = Object.keys(module).filter(name => typeof module[name] === 'function' && /^[a-z]/.test(name));
      const late = name =>
        `export const ${name} = (...args) => process.getBuiltinModule(${JSON.stringify(path)}).${name}(...args);`;
      return {contents: functions.map(late).join('\n'), loader: 'js'};
    });
  },
};
