// Notes what V8 compiles while the program does what is done most often, for all later runs of the same Node
// (bin/parts.cjs): a plan that finds nothing to do, and what is quicker. `npm run build` does this for the Node that
// builds; another Node adds its own when it runs this.
//
// The plan is made in this very process, which is what V8 can tell of. The deployment that it is about is applied by
// another one: what only an apply needs would have to be loaded by every plan.
'use strict';
const {spawnSync} = require('node:child_process');
const {cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} = require('node:fs');
const {tmpdir} = require('node:os');
const {join} = require('node:path');
const {compiledFolder, loadPart, MADE_BY, thisNode} = require('../bin/parts.cjs');

const PREPARED = [['init'], ['apply', '--auto-approve']];
const NOTED = [['--help'], ['validate'], ['plan']];

/** All is well, or some certificates wait for somebody. */
const WELL = [0, 3];

/** In the folder of a deployment; gives what was compiled, by the file of the part. */
async function note() {
  for (const argv of PREPARED) {
    const {status} = spawnSync(process.execPath, [join(__dirname, '..', 'bin', 'cscert.cjs'), ...argv], {
      stdio: 'inherit',
    });
    expectWell(argv, status);
  }
  // Under another flag than those that a run starts with V8 would compile for such runs only.
  process.getBuiltinModule('node:v8').setFlagsFromString = () => undefined;
  const scripts = new Map();
  const program = loadPart('main.cjs', {compiled: undefined, tell: (file, script) => scripts.set(file, script)});
  for (const argv of NOTED) {
    process.argv.splice(2, Infinity, ...argv);
    await program.start();
    expectWell(argv, process.exitCode);
  }
  process.exitCode = 0;
  return new Map([...scripts].map(([file, script]) => [file, script.createCachedData()]));
}

function expectWell(argv, code) {
  if (!WELL.includes(code)) throw new Error(`cscert ${argv.join(' ')} ended with ${code}`);
}

function write(folder, compiled) {
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  for (const [file, data] of compiled) writeFileSync(join(folder, file), data);
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
