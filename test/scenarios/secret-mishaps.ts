/** Runs that fail because of a secret, or because one stands in a wrong place. */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {edit} from '../support/contoso-world.ts';
import {SERVERS, type SecretWorld} from './secret-world.ts';

export interface Mishap {
  readonly prepare?: (world: SecretWorld) => void;
  /** An apply where nothing is said. */
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** What the run complains of. */
  readonly says: RegExp;
  /** The file into which the secret was written by mistake. */
  readonly misplaced?: string;
}

const REFERENCE = '"env:CANARY_CA"';
const STRAY_CERTIFICATE = `servers/${SERVERS.named}/My/${'A'.repeat(40)}.pem`;

const write = ({folder}: SecretWorld, path: string, text: string | Buffer): void =>
  writeFileSync(join(folder, path), text);

function keyFile({folder}: SecretWorld): string {
  const keys = join(folder, 'servers', 'edge01.contoso.com', 'Keys');
  return join(keys, String(readdirSync(keys)[0]));
}

const pemOf = (world: SecretWorld): string => readFileSync(keyFile(world), 'utf8');

/** `declared` instead of the reference to the passphrase of the CA. */
const declaring = (declared: string, says: RegExp): Mishap => ({
  prepare: ({folder}) => edit(join(folder, 'cscert.yaml'), REFERENCE, declared),
  says,
  misplaced: 'cscert.yaml',
});

/** `secret` is one that stands where none should be. */
export function mishapsWith(secret: string): Readonly<Record<string, Mishap>> {
  const quoted = JSON.stringify(secret);
  return {
    'of a wrong passphrase from the environment': {
      environment: {CANARY_CA: secret},
      says: /AUTHORITY_PASSPHRASE_WRONG/,
    },
    'of a wrong passphrase from a file': {
      prepare: world => write(world, 'secrets/public-ca.txt', secret),
      says: /AUTHORITY_PASSPHRASE_WRONG/,
    },
    'of a wrong password of a PFX': {environment: {CANARY_PFX: secret}, says: /password does not open the PFX/},
    'a variable is not set': {environment: {CANARY_CA: ''}, says: /CFG_SECRET_MISSING/},
    'a file with a secret is no text': {
      prepare: world => write(world, 'secrets/se02.txt', Buffer.concat([Buffer.from(secret), Buffer.from([0xff])])),
      says: /is not a UTF-8 text/,
    },
    'a file with a secret is too large': {
      prepare: world => write(world, 'secrets/se02.txt', secret.repeat(4000)),
      says: /is larger than 64 KiB/,
    },
    'a secret stands in the configuration': declaring(quoted, /CFG_SECRET_IN_CLEAR/),
    'a secret stands there as a list': declaring(`[${quoted}]`, /CFG_/),
    'a secret stands there over several lines': declaring(`\n      ${quoted}`, /CFG_SECRET_IN_CLEAR/),
    'the line with a secret is broken': declaring(quoted.slice(0, -1), /CFG_YAML_SYNTAX/),
    'a reference is misspelt': declaring(`"environ:${secret.slice(1, -3)}"`, /CFG_SECRET_IN_CLEAR/),
    'a secret is given twice': declaring(`${REFERENCE}, passphrase: ${quoted}`, /CFG_DUPLICATE_KEY/),
    'a secret is given by an anchor': declaring(`&it ${quoted}`, /CFG_/),
    'a secret stands under a misspelt key': declaring(`${REFERENCE}, pasphrase: ${quoted}`, /CFG_UNKNOWN_KEY/),
    'a secret stands beside a mistake': declaring(`${quoted}, naem: x`, /CFG_UNKNOWN_KEY/),
    'a private key stands in the configuration': {
      prepare: world => edit(join(world.folder, 'cscert.yaml'), REFERENCE, JSON.stringify(pemOf(world))),
      says: /CFG_SECRET_IN_CLEAR/,
      misplaced: 'cscert.yaml',
    },
    'a file with a secret was given as the configuration': {
      argv: ['plan', '--config', 'secrets/public-ca.txt'],
      says: /CFG_/,
    },
    'a key was given as the configuration': {
      prepare: world => write(world, 'key.yaml', pemOf(world)),
      argv: ['plan', '--config', 'key.yaml'],
      says: /CFG_/,
      misplaced: 'key.yaml',
    },
    'a file with a secret was given as a plan': {argv: ['apply', 'secrets/public-ca.txt'], says: /error PLAN_/},
    'a key was given as a plan': {
      prepare: world => write(world, 'plan.json', pemOf(world)),
      argv: ['show', 'plan.json'],
      says: /error PLAN_/,
      misplaced: 'plan.json',
    },
    'a file with a secret was given as a certificate': {
      argv: ['show-certificate', 'secrets/public-ca.txt'],
      says: /error /,
    },
    'a PFX was given as a certificate': {argv: ['show-certificate', 'bought/se01.pfx'], says: /error /},
    'a key was given as a certificate': {
      prepare: world => write(world, 'some.pem', pemOf(world)),
      argv: ['show-certificate', 'some.pem'],
      says: /error /,
      misplaced: 'some.pem',
    },
    'a key lies among the certificates': {
      prepare: world => write(world, STRAY_CERTIFICATE, pemOf(world)),
      argv: ['status'],
      says: /STORE_FILE_BROKEN|is not what it should be/,
      misplaced: STRAY_CERTIFICATE,
    },
    'a key is damaged': {
      prepare: world => edit(keyFile(world), 'M', '!'),
      argv: ['inspect', '--deep'],
      says: /is not what it should be/,
    },
  };
}
