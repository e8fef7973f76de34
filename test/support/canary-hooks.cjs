/**
 * Loaded into a program before it starts, to know its secrets and to let it crash where it knows most:
 * - CSCERT_TELL_RANDOM names a file to which the random bytes are appended that passwords are made from.
 * - CSCERT_CRASH lets the program fail when it signs: `call` in the call itself, `event` and `rejection` where nobody
 *   waits for it; `open` when it opens a PFX. The error carries every secret that Node was given so far, as errors of
 *   libraries carry what they were called with.
 */
const crypto = require('node:crypto');
const {appendFileSync} = require('node:fs');
const {syncBuiltinESMExports} = require('node:module');

/** So many random bytes make a one-time password (src/engine/apply/copy.ts). */
const PASSWORD_BYTES = 24;
const {CSCERT_TELL_RANDOM: told, CSCERT_CRASH: crash} = process.env;
const seen = Object.entries(process.env).filter(([name]) => name.startsWith('CANARY_'));

const {randomBytes, createPrivateKey, sign, createDecipheriv} = crypto;

crypto.randomBytes = (size, ...rest) => {
  const bytes = randomBytes(size, ...rest);
  if (told !== undefined && size === PASSWORD_BYTES) appendFileSync(told, `${bytes.toString('hex')}\n`);
  return bytes;
};

crypto.createPrivateKey = input => {
  seen.push(input);
  return createPrivateKey(input);
};

crypto.sign = (...args) => {
  if (crash === 'call') throw awful();
  if (crash === 'rejection') Promise.reject(awful());
  if (crash === 'event')
    setImmediate(() => {
      throw awful();
    });
  return sign(...args);
};

crypto.createDecipheriv = (...args) => {
  seen.push(args);
  if (crash === 'open') throw awful();
  return createDecipheriv(...args);
};

function awful() {
  const text = JSON.stringify(seen);
  const error = new TypeError('the machine is on fire', {cause: new Error(text, {cause: seen})});
  return Object.assign(error, {seen, input: text, spawnargs: seen, errors: [new Error(text)]});
}

syncBuiltinESMExports();
