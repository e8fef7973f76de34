/**
 * Loaded into a program before it starts: counts what it asks of the file system to change, and kills it at one of these
 * moments, however slow or busy the machine is. Calls of the threads beside are at some point of their own then.
 * CSCERT_CHANGES=FILE writes down how many there were; CSCERT_KILL_AT=N,TURNS kills so many turns of the loop after the
 * N-th was asked for.
 */
const promises = require('node:fs/promises');
const {syncBuiltinESMExports} = require('node:module');
const {writeFileSync} = require('node:fs');

const {CSCERT_CHANGES: report, CSCERT_KILL_AT: moment} = process.env;
const [last, turns] = moment === undefined ? [Number.POSITIVE_INFINITY, 0] : moment.split(',').map(Number);
let changes = 0;

for (const name of ['open', 'rename', 'link', 'unlink', 'mkdir', 'rmdir']) {
  const real = promises[name];
  promises[name] = (...args) => {
    const asked = real(...args);
    changes += 1;
    if (changes === last) killAfter(turns);
    return asked;
  };
}
syncBuiltinESMExports();

function killAfter(left) {
  if (left === 0) process.kill(process.pid, 'SIGKILL');
  else setImmediate(killAfter, left - 1);
}

if (report !== undefined) process.on('exit', () => writeFileSync(report, String(changes)));
