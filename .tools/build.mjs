// Checks the types of src, then bundles it into dist/bundle. Bundled because most of the time of a short command went
// into finding and reading some 300 modules. What a command loads when it runs stays in parts of its own, so that
// --help reads one file. All parts lie two folders below the package, as the sources do: `../../schemas` is the same.
// What esbuild makes are ES modules; what is written is CommonJS (common-js.mjs).
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, delimiter, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {lateModules, wholeParts} from './bundle-parts.mjs';
import {asCommonJs} from './common-js.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--noEmit'], {cwd: root, stdio: 'inherit'});
const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const {outputFiles} = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist/bundle',
  write: false,
  bundle: true,
  // Names stay, for what an error says of where it came from.
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [wholeParts(root), lateModules],
  // The same as ES modules, of which only what is used is taken; Node itself is given CommonJS.
  alias: {yaml: './node_modules/yaml/browser/dist/index.js'},
  define: {CSCERT_VERSION: JSON.stringify(version)},
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Parts that ssh2 does without: compiled helpers, which it asks for and which are not there.
  external: ['cpu-features', '*.node'],
  legalComments: 'eof',
  logLevel: 'warning',
});

const bundle = join(root, 'dist', 'bundle');
const parts = asCommonJs(Object.fromEntries(outputFiles.map(({path, text}) => [basename(path), text])));
rmSync(join(root, 'dist'), {recursive: true, force: true});
mkdirSync(bundle, {recursive: true});
for (const [file, text] of Object.entries(parts)) writeFileSync(join(bundle, file), asAscii(file, text), 'ascii');

// Programs of other versions of Node for which it is compiled ahead, as in PATH.
const others = (process.env['CSCERT_BUILD_NODES'] ?? '').split(delimiter).filter(path => path !== '');
for (const node of [process.execPath, ...others]) {
  // Whoever runs it later has not the flags of this build, and V8 takes no code that was made under others.
  const env = {...process.env, NODE_OPTIONS: ''};
  execFileSync(node, [join(root, '.tools', 'compile-ahead.cjs')], {stdio: 'pipe', env});
}

/** The launcher reads a byte for a character. esbuild escapes what is not ASCII, save in regular expressions. */
function asAscii(file, text) {
  const other = /.{0,40}[^\0-\x7f].{0,40}/.exec(text)?.[0];
  if (other === undefined) return text;
  throw new Error(`${file} has a character that is not ASCII; write it as \\u…: ${other}`);
}
