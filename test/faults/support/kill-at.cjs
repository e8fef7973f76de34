/**
 * Loaded into a program before it starts: counts what it asks of the file system to change or to make durable, and kills it
 * at one of these moments, however slow or busy the machine is. What was handed to the threads beside is at some point of
 * its own then. CSCERT_CHANGES=FILE writes down how many there were; CSCERT_KILL_AT=N,TURNS kills so many turns of the loop
 * after the N-th was asked for.
 */
const fs = require('node:fs');
const {syncBuiltinESMExports} = require('node:module');

const {writeFileSync} = fs;
const {CSCERT_CHANGES: report, CSCERT_KILL_AT: moment} = process.env;
const [last, turns] = moment === undefined ? [Number.POSITIVE_INFINITY, 0] : moment.split(',').map(Number);
let changes = 0;

/** To open a file for reading changes nothing. */
const isChange = (name, args) => name !== 'openSync' || args[1] === 'wx';

for (const name of ['openSync', 'renameSync', 'linkSync', 'unlinkSync', 'mkdirSync', 'rmdirSync', 'fsync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const asked = real(...args);
    if (isChange(name, args) && ++changes === last) killAfter(turns);
    return asked;
  };
}
syncBuiltinESMExports();

function killAfter(left) {
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  else setImmediate(killAfter, left - 1);
}

if (report !== undefined) process.on('exit', () => writeFileSync(report, String(changes)));
