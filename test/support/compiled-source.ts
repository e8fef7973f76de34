import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {transformSync} from '@swc/core';

const SRC = join(__dirname, '..', '..', 'src');

/**
 * Compiles one folder of `src` (its own files, not what lies below) into `to`, for tests that must watch a process of
 * its own from outside and may not depend on a build. Gives the new folder, whose files are CommonJS and keep their names.
 */
export function compileFolder(name: string, to: string): string {
  const target = join(to, basename(name));
  mkdirSync(target, {recursive: true});
  writeFileSync(join(target, 'package.json'), '{"type": "commonjs"}');
  for (const file of readdirSync(join(SRC, name)).filter(one => one.endsWith('.ts'))) {
    const {code} = transformSync(readFileSync(join(SRC, name, file), 'utf8'), {
      filename: file,
      jsc: {target: 'es2022', parser: {syntax: 'typescript'}},
      module: {type: 'commonjs'},
    });
    writeFileSync(join(target, file), code);
  }
  return target;
}
