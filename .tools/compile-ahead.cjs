// Notes what V8 compiles while the program does what is done most often, for all later runs of the same Node
// (bin/cscert.cjs): a plan that finds nothing to do, and what is quicker. `npm run build` has this done by the Node that
// builds, and by those that it is told of.
//
// The plan is made in this very process, which is what V8 can tell of. The deployment that it is about is applied by
// another one: what only an apply needs would have to be loaded by every plan.
'use strict';
const {spawnSync} = require('node:child_process');
const {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} = require('node:fs');
const {tmpdir} = require('node:os');
const {join} = require('node:path');
globalThis[Symbol.for('cscert.parts')] = 'taken by the build';
const {compiledFolder, loadPart, MADE_BY, record, thisNode} = require('../bin/cscert.cjs');

const PREPARED = [['init'], ['apply', '--auto-approve']];
const NOTED = [['--help'], ['validate'], ['plan']];

/** All is well, or some certificates wait for somebody. */
const WELL = [0, 3];

/** In the folder of a deployment; gives what was compiled, and of what, by the file of the part. */
async function note() {
  for (const argv of PREPARED) {
    const {status} = spawnSync(process.execPath, [join(__dirname, '..', 'bin', 'cscert.cjs'), ...argv], {
      stdio: 'inherit',
    });
    expectWell(argv, status);
  }
  // Under another flag than those that a run starts with V8 would compile for such runs only.
  process.getBuiltinModule('node:v8').setFlagsFromString = () => undefined;
  const told = [];
  const tell = (file, bytes, script) => told.push({file, bytes, script});
  const program = loadPart('main.cjs', {anew: true, tell});
  for (const argv of NOTED) {
    process.argv.splice(2, Infinity, ...argv);
    await program.start();
    expectWell(argv, process.exitCode);
  }
  process.exitCode = 0;
  return told.map(({file, bytes, script}) => ({file, bytes, code: script.createCachedData()}));
}

function expectWell(argv, code) {
  if (!WELL.includes(code)) throw new Error(`cscert ${argv.join(' ')} ended with ${code}`);
}

function write(folder, noted) {
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  for (const {file, bytes, code} of noted) writeFileSync(join(folder, file), record(bytes, code));
  writeFileSync(join(folder, MADE_BY), thisNode());
}

async function main() {
  const temporary = mkdtempSync(join(tmpdir(), 'cscert-compile-'));
  try {
    cpSync(join(__dirname, '..', 'examples', 'contoso'), temporary, {recursive: true});
    process.chdir(temporary);
    process.env.CSCERT_CONFIG = '.';
    process.env.XDG_STATE_HOME = process.env.LOCALAPPDATA = join(temporary, 'state');
    write(compiledFolder(), await note());
  } finally {
    process.chdir(tmpdir());
    rmSync(temporary, {recursive: true, force: true});
  }
}

main();
