// Shows the whole way on the lab example: init, plan, apply, plan, status, printing what it does. Works in a temporary
// copy, so that the tree stays clean, and ends with an error when a step does not end as it should.
import {spawnSync} from 'node:child_process';
import {cpSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'cscert-demo-'));
const state = join(folder, 'state');
const lab = join(folder, 'lab');

const STEPS = [
  ['Prepare the folder in which the embedded stores lie.', ['init'], 0],
  ['What would be done, and why?', ['plan'], 0],
  ['Do it.', ['apply', '--auto-approve'], 0],
  ['Is there anything left to do?', ['plan', '--detailed-exitcode'], 0],
  ['What is assigned, and until when?', ['status'], 0],
];

try {
  cpSync(join(root, 'examples', 'lab'), lab, {recursive: true});
  for (const [says, args, expected] of STEPS) {
    process.stdout.write(`\n# ${says}\n$ cscert ${args.join(' ')}\n\n`);
    const {status} = spawnSync(process.execPath, [join(root, 'bin', 'cscert.cjs'), ...args], {
      cwd: lab,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {...process.env, XDG_STATE_HOME: state, LOCALAPPDATA: state},
    });
    if (status !== expected) throw new Error(`cscert ${args.join(' ')} ended with ${status} instead of ${expected}`);
  }
  process.stdout.write('\nThe demo worked in a temporary copy of examples/lab, which is gone now.\n');
} finally {
  rmSync(folder, {recursive: true, force: true});
}
