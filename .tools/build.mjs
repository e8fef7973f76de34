// Checks the types of src, then bundles it into dist/bundle. Bundled because most of the time of a short command went
// into finding and reading some 300 modules. What a command loads when it runs stays in parts of its own, so that
// --help reads one file. All parts lie two folders below the package, as the sources do: `../../schemas` is the same.
// What esbuild makes are ES modules; what is written is CommonJS (common-js.mjs).
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, dirname, join} from 'node:path';
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
for (const [file, text] of Object.entries(parts)) writeFileSync(join(bundle, file), text);
execFileSync(process.execPath, [join(root, '.tools', 'compile-ahead.cjs')], {stdio: 'pipe'});
