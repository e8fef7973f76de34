// Compiles src to dist. Nothing outside dist is touched.
import {execFileSync} from 'node:child_process';
import {rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

rmSync(join(root, 'dist'), {recursive: true, force: true});
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.json')], {cwd: root, stdio: 'inherit'});
