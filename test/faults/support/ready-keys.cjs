/**
 * Loaded into a program before it starts: gives out RSA keys that were made before, so that a hundred runs do not spend
 * their time on finding primes. Each file of the folder is given out once; when they are used up, keys are made.
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
syncBuiltinESMExports();
