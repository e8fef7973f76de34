// Lets a script import the sources as they are: Node 20 knows no TypeScript, so each file is compiled as it is loaded.
import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {transform} from '@swc/core';

export async function load(url, context, next) {
  if (!url.endsWith('.ts')) return next(url, context);
  const filename = fileURLToPath(url);
  const {code} = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    jsc: {target: 'es2022', parser: {syntax: 'typescript'}},
    module: {type: 'es6'},
  });
  return {format: 'module', source: place(code) + code, shortCircuit: true};
}

/** What runs as CommonJS in tests finds its folder here too; in the first line, so that no number of a line changes. */
const place = code => (/\b__dirname\b/.test(code) ? 'const __dirname = import.meta.dirname; ' : '');
