import {spawnSync} from 'node:child_process';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {Secret} from '../../../src/core/secret.ts';
import {parseDer, toBinary} from '../../../src/x509/der.ts';
import {encodeDer, oid, sequence, tagged} from '../../../src/x509/der-write.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {encodePrivateKey} from '../../../src/x509/key.ts';
import {decodePem, encodePem} from '../../../src/x509/pem.ts';
import {OID} from '../../../src/x509/pkcs12/oids.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../../support/openssl.ts';
import {realPart} from '../../support/real-parts.ts';
import {CA, EC, PASSWORD, pfxInput, pkcs8, plainPart, RSA, sealed} from './material.ts';
import {NSS_FILE} from './nss-file.ts';

/** Files of PKCS#12 between cscert and the programs that write and read them elsewhere. */

const PROFILES = ['windows-legacy', 'modern'] as const;
const PAIRS = {RSA, EC};
/** Letters of one, two and three bytes, and one that UTF-16 needs two halves for. */
const ODD_PASSWORD = 'Grüße, пароль € 😀';
const ENVIRONMENT = {...process.env, LC_ALL: 'C.UTF-8'};

const openssl = realPart('openssl 3', hasOpenssl());
const certtool = realPart('certtool of GnuTLS', runs('certtool', '--version'));
const keytool = realPart('keytool of a JRE', runs('keytool', '-help'));

function runs(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

let shop: Workshop;
beforeAll(() => {
  shop = openWorkshop();
});
afterAll(() => shop?.remove());

/** Runs a program in the workshop; what it says, whichever way, and its exit code. */
function run(command: string, ...args: readonly string[]): {readonly code: number | null; readonly text: string} {
  const {status, stdout, stderr} = spawnSync(command, args, {
    cwd: shop.folder,
    env: ENVIRONMENT,
    encoding: 'utf8',
    timeout: 50_000,
  });
  return {code: status, text: `${stdout}${stderr}`};
}

openssl.describe('OpenSSL reads what we write', () => {
  describe.each(PROFILES)('as %s', profile => {
    test.each([
      ['RSA', PASSWORD.reveal()],
      ['EC', PASSWORD.reveal()],
      ['EC', ODD_PASSWORD],
    ] as const)('with an %s key and the password "%s"', async (kind, password) => {
      const pair = PAIRS[kind];
      const input = pfxInput(pair, {profile, friendlyName: 'Web external', password: new Secret(password)});
      shop.write('ours.pfx', await writePfx(input));
      shop.write('password', `${password}\n`);
      // Without -legacy: the profile for old Windows must not need what OpenSSL 3 has put away.
      const text = shop.openssl('pkcs12', '-in', 'ours.pfx', '-nodes', '-passin', 'file:password');
      const blocks = decodePem(text);
      const certificates = blocks.filter(({label}) => label === 'CERTIFICATE').map(({der}) => der);
      expect(certificates).toEqual([pair.certificate, CA.certificate]);
      const key = blocks.find(({label}) => label === 'PRIVATE KEY');
      expect(key?.der).toEqual(pkcs8(pair.key));
      expect(text.match(/friendlyName: Web external/g)).toHaveLength(2);
      const ids = [...text.matchAll(/localKeyID: ([0-9A-F ]+)/g)].map(([, id]) => id?.replaceAll(' ', ''));
      const {thumbprint} = readCertificate(pair.certificate);
      expect(ids).toEqual([thumbprint, thumbprint]);
    });
  });

  test.each([
    [
      'windows-legacy',
      'MAC: sha1, Iteration 2048',
      'PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC',
      'Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC',
      'Microsoft CSP Name: Microsoft RSA SChannel Cryptographic Provider',
    ],
    [
      'modern',
      'MAC: sha256, Iteration 10000',
      'PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256',
      'Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256',
    ],
  ] as const)('and finds in %s what that Windows reads', async (profile, ...lines) => {
    shop.write('ours.pfx', await writePfx(pfxInput(RSA, {profile})));
    const {stdout, stderr} = shop.tryOpenssl(
      'pkcs12',
      '-in',
      'ours.pfx',
      '-info',
      '-nodes',
      '-passin',
      `pass:${PASSWORD.reveal()}`,
    );
    for (const line of lines) expect(stdout + stderr).toContain(line);
    expect(/Microsoft CSP Name/.test(stdout)).toBe(profile === 'windows-legacy');
  });

  test('and finds the provider that was asked for', async () => {
    const provider = 'Microsoft Software Key Storage Provider';
    shop.write('ours.pfx', await writePfx(pfxInput(EC, {provider})));
    const text = shop.openssl('pkcs12', '-in', 'ours.pfx', '-nodes', '-passin', `pass:${PASSWORD.reveal()}`);
    expect(text).toContain(`Microsoft CSP Name: ${provider}`);
  });
});

certtool.describe('GnuTLS reads what we write', () => {
  test.each(
    PROFILES.flatMap(profile => [PASSWORD.reveal(), ODD_PASSWORD].map(password => [profile, password] as const)),
  )('as %s with the password "%s"', async (profile, password) => {
    shop.write(
      'ours.pfx',
      await writePfx(pfxInput(RSA, {profile, password: new Secret(password), friendlyName: 'Büro'})),
    );
    const show = ['--p12-info', '--inder', '--infile', 'ours.pfx', '--password'];
    const {code, text} = run('certtool', ...show, password);
    expect(code).toBe(0);
    const certificates = decodePem(text).filter(({label}) => label === 'CERTIFICATE');
    expect(certificates.map(({der}) => der)).toEqual([RSA.certificate, CA.certificate]);
    expect(text).toContain('Friendly name: Büro');
    expect(text).toContain(profile === 'modern' ? 'MAC: SHA256' : 'MAC: SHA1');
    // The key is shown as it is encrypted, for the same program to open.
    const key = decodePem(text).find(({label}) => label === 'ENCRYPTED PRIVATE KEY');
    shop.write('key.pem', encodePem('ENCRYPTED PRIVATE KEY', key?.der ?? Buffer.alloc(0)));
    const opened = run('certtool', '--key-info', '--pkcs8', '--infile', 'key.pem', '--password', password);
    expect([opened.code, opened.text]).toEqual([0, expect.stringContaining('RSA')]);
    expect(run('certtool', ...show, 'wrong').text).toMatch(
      /(Authentication Code|MAC) verification failed|Decryption has failed/i,
    );
  });
});

keytool.describe('Java', () => {
  const password = PASSWORD.reveal();
  const store = ['-storetype', 'PKCS12', '-storepass', password];

  test.each(PROFILES)('reads what we write as %s, key and chain', async profile => {
    shop.write('ours.pfx', await writePfx(pfxInput(RSA, {profile, friendlyName: 'web'})));
    const {code, text} = run('keytool', '-list', '-v', '-keystore', 'ours.pfx', ...store);
    expect([code, text]).toEqual([0, expect.stringContaining('Entry type: PrivateKeyEntry')]);
    expect(text).toContain('Alias name: web');
    expect(text).toContain('Certificate chain length: 2');
    // Only who has the private key can make a request with it.
    const request = run('keytool', '-certreq', '-alias', 'web', '-keystore', 'ours.pfx', ...store);
    expect([request.code, request.text]).toEqual([0, expect.stringContaining('BEGIN NEW CERTIFICATE REQUEST')]);
  });

  test.each([
    ['as it does today', []],
    ['as it did before version 16, with RC2', ['-J-Dkeystore.pkcs12.legacy']],
  ])('writes what we read, %s', (_, flags) => {
    const file = `java-${flags.length}.p12`;
    const made = run(
      'keytool',
      '-genkeypair',
      '-alias',
      'web',
      '-keyalg',
      'EC',
      '-dname',
      'CN=java.contoso.com',
      '-keystore',
      file,
      ...flags,
      ...store,
    );
    expect([made.code, made.text]).toEqual([0, expect.anything()]);
    const {key, certificate, others, friendlyName} = readPfx(shop.read(file), PASSWORD);
    expect([key?.asymmetricKeyType, others, friendlyName]).toEqual(['ec', [], 'web']);
    expect(readCertificate(certificate ?? Buffer.alloc(0)).subject).toEqual([{type: 'CN', value: 'java.contoso.com'}]);
  });
});

openssl.describe('we read what OpenSSL writes', () => {
  beforeAll(() => {
    for (const [name, pair] of Object.entries(PAIRS)) {
      shop.write(`${name}.pem`, encodePrivateKey(pair.key) + encodePem('CERTIFICATE', pair.certificate));
    }
    shop.write('ca.pem', encodePem('CERTIFICATE', CA.certificate));
  });

  function exported(kind: keyof typeof PAIRS, password: string, ...flags: readonly string[]): Buffer {
    shop.write('password', `${password}\n`);
    const from = ['-in', `${kind}.pem`, '-certfile', 'ca.pem', '-name', 'Büro'];
    shop.openssl('pkcs12', '-export', ...from, '-out', 'theirs.pfx', '-passout', 'file:password', ...flags);
    return shop.read('theirs.pfx');
  }

  test.each([
    ['its usual way', []],
    ['its old way, with RC2 of 40 bits', ['-legacy']],
    ['RC2 of 128 bits', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-128', '-certpbe', 'PBE-SHA1-RC2-128']],
    ['3DES and SHA-1', ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
    ['3DES of two keys', ['-keypbe', 'PBE-SHA1-2DES', '-certpbe', 'PBE-SHA1-2DES']],
    ['AES of 128 and 192 bits', ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC']],
    ['3DES under PBES2', ['-keypbe', 'DES-EDE3-CBC', '-certpbe', 'DES-EDE3-CBC']],
    ['certificates in clear', ['-certpbe', 'NONE']],
    ['everything in clear', ['-keypbe', 'NONE', '-certpbe', 'NONE']],
    ['a MAC of SHA-224', ['-macalg', 'sha224']],
    ['a MAC of SHA-384', ['-macalg', 'sha384']],
    ['a MAC of SHA-512', ['-macalg', 'sha512']],
    ['50,000 rounds', ['-iter', '50000']],
    ['a single round', ['-noiter', '-nomaciter']],
  ])('with %s', (_, flags) => {
    const contents = readPfx(exported('RSA', PASSWORD.reveal(), ...flags), PASSWORD);
    expect(pkcs8(contents.key)).toEqual(pkcs8(RSA.key));
    expect(contents).toMatchObject({certificate: RSA.certificate, others: [CA.certificate], friendlyName: 'Büro'});
  });

  test.each([
    ['usual', []],
    ['old', ['-legacy']],
  ])('in its %s way with an EC key and passwords of any kind', (_, flags) => {
    for (const password of [ODD_PASSWORD, '', 'a']) {
      const contents = readPfx(exported('EC', password, ...flags), new Secret(password));
      expect(pkcs8(contents.key)).toEqual(pkcs8(EC.key));
      expect(() => readPfx(exported('EC', password, ...flags), new Secret('wrong'))).toThrow(
        'the password does not open the PFX',
      );
    }
  });

  test.each(['hmacWithSHA1', 'hmacWithSHA224', 'hmacWithSHA256', 'hmacWithSHA384', 'hmacWithSHA512'])(
    'with a key that was encrypted under %s',
    prf => {
      // `pkcs12 -export` knows only its own HMAC; `pkcs8` knows them all, and its result is a key bag's value.
      shop.openssl(
        'pkcs8',
        '-topk8',
        '-in',
        'EC.pem',
        '-v2',
        'aes-256-cbc',
        '-v2prf',
        prf,
        '-passout',
        `pass:${PASSWORD.reveal()}`,
        '-out',
        'key.pem',
      );
      const [block] = decodePem(shop.read('key.pem').toString());
      expect(pkcs8(readPfx(fileWithKey(block?.der ?? Buffer.alloc(0)), PASSWORD).key)).toEqual(pkcs8(EC.key));
    },
  );
});

test('we read what NSS writes: BER without lengths, bytes in pieces', () => {
  const {key, certificate, others, friendlyName} = readPfx(NSS_FILE, new Secret('nss-password'));
  expect([key?.asymmetricKeyType, others, friendlyName]).toEqual(['ec', [], 'Web']);
  expect(readCertificate(certificate ?? Buffer.alloc(0)).subject).toEqual([{type: 'CN', value: 'nss.contoso.com'}]);
});

/** A PFX around an EncryptedPrivateKeyInfo. */
function fileWithKey(encrypted: Buffer): Buffer {
  const bag = sequence(oid(OID.shroudedKeyBag), tagged(0, parseDer(toBinary(encrypted), 'the key')));
  return sealed(encodeDer(sequence(plainPart(sequence(bag)))));
}
