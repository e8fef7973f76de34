/**
 * Loaded into a program before it starts, to make its runs alike and quick:
 * - RSA keys that were made before are given out, each once; a hundred runs need not find primes. Then keys are made.
 * - temporary files and folders are numbered, so that a system call can be chosen by the file that it is about; only
 *   where that is asked for, as two runs in one folder would get in each other's way.
 */
const crypto = require('node:crypto');
const {syncBuiltinESMExports} = require('node:module');
const {readdirSync, readFileSync} = require('node:fs');
const {join} = require('node:path');

const folder = process.env['CSCERT_READY_KEYS'];
const names = folder === undefined ? [] : readdirSync(folder).sort();
const make = crypto.generateKeyPair;

crypto.generateKeyPair = (type, options, callback) => {
  const at = names.findIndex(name => name.startsWith(`${options.modulusLength}-`));
  if (type !== 'rsa' || at < 0) return make(type, options, callback);
  const [name] = names.splice(at, 1);
  const key = crypto.createPrivateKey(readFileSync(join(folder, name)));
  setImmediate(callback, null, crypto.createPublicKey(key), key);
};

/** So many random bytes make the name of a temporary file or folder (src/host/write-file.ts, make-ca.ts). */
const NAME_BYTES = new Set([8, 12]);
const {randomBytes} = crypto;
const numbered = process.env['CSCERT_NUMBERED_FILES'] === '1';
let made = 0;

crypto.randomBytes = (size, ...rest) => {
  const bytes = randomBytes(size, ...rest);
  if (numbered && NAME_BYTES.has(size)) bytes.fill(0).writeUInt32BE(++made, size - 4);
  return bytes;
};
syncBuiltinESMExports();
