// Checks the types of src, then bundles it into dist/bundle. Bundled because most of the time of a short command went
// into finding and reading some 300 modules. What a command loads when it runs stays in parts of its own, so that
// --help reads one file. All parts lie two folders below the package, as the sources do: `../../schemas` is the same.
import {execFileSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';
import {lateModules, wholeParts} from './bundle-parts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

// Libraries that are CommonJS ask for Node's own modules with `require`, and for their folder with `__dirname`: an ES
// module has neither.
const REQUIRE = `import {createRequire as requireFrom} from 'node:module';
const require = requireFrom(import.meta.url);
const __dirname = import.meta.dirname;`;

execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json'), '--noEmit'], {cwd: root, stdio: 'inherit'});
rmSync(join(root, 'dist'), {recursive: true, force: true});
await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist/bundle',
  bundle: true,
  // Names stay, for what an error says of where it came from.
  minifyWhitespace: true,
  minifySyntax: true,
  plugins: [wholeParts(root), lateModules],
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  banner: {js: REQUIRE},
  // Parts that ssh2 does without: compiled helpers, which it asks for and which are not there.
  external: ['cpu-features', '*.node'],
  legalComments: 'eof',
  logLevel: 'warning',
});
