/**
 * Answers that OpenSSL made for a CA that people ask, each with something wrong with it, put beside the request while a
 * server renews a certificate that works. A wrong answer changes nothing on the server, is told in words, and no second
 * request is made; the right one that lies beside it later is taken.
 */
import {readdirSync, readFileSync, truncateSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {changedFiles, copyWorld, hashes} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {OpensslCas} from '../support/openssl-ca.ts';
import {copyExample, cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';

const folder = temporaryFolder();
const openssl = realPart('OpenSSL', hasOpenssl());
const SERVER = 'se01.contoso.com';
const START = Date.parse('2026-03-02T12:00:00.000Z');
const DAY = 86_400_000;
/** The day on which the certificates are renewed, and on which the answers come. */
const RENEWAL = 300;
const on = (day: number): Date => new Date(START + day * DAY);

openssl.describe('an answer from a hostile CA', () => {
  let shop: Workshop;
  let cas: OpensslCas;
  let base: string;
  /** One key, one request, in every copy of the world. */
  let csr: string;

  const options = (cwd: string, day = RENEWAL) => ({cwd, clock: new ManualClock(on(day).toISOString())});
  const apply = async (cwd: string, day = RENEWAL) => {
    const {code, stdout, stderr} = await cscert(['apply', '--auto-approve'], options(cwd, day));
    return {code, text: `${stdout}${stderr}`.replace(/\s+/g, ' ')};
  };
  const requestsIn = (cwd: string): readonly string[] =>
    readdirSync(join(cwd, 'requests'), {recursive: true, encoding: 'utf8'})
      .filter(name => name.endsWith('.csr'))
      .map(name => join(cwd, 'requests', name))
      .sort();
  const put = (cwd: string, name: string, data: string | Uint8Array): void =>
    writeFileSync(join(csrFolder(cwd), name), data);
  const csrFolder = (cwd: string): string => join(cwd, 'requests', SERVER, SERVER);
  const issuing = (): string => shop.read('issuing.pem').toString('latin1');
  const pem = (name: string): string => shop.read(`${name}.pem`).toString('latin1');

  /** The answer that was asked for, from `day` on for a year. */
  const sign = (request: string, name: string, day = RENEWAL): string =>
    `${cas.sign({name, csr: request, from: on(day - 1), to: on(day + 365)})}${issuing()}`;

  beforeAll(async () => {
    shop = openWorkshop();
    cas = new OpensslCas(shop);
    const years = {from: on(-400), to: on(4000)};
    cas.makeCa('root', years);
    cas.makeCa('issuing', {...years, issuer: 'root'});
    cas.makeCa('stranger', years);
    base = copyExample('lab', folder);
    const path = join(base, 'cscert.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('{type: local, folder: ca}', '{type: offline, folder: requests, roots: [root.pem]}'),
    );
    writeFileSync(join(base, 'root.pem'), pem('root'));
    await mustRun(['init'], options(base, 0));
    await cscert(['apply', '--auto-approve'], options(base, 0));
    for (const [index, request] of requestsIn(base).entries())
      writeFileSync(join(base, 'requests', `first-${index}.cer`), sign(request, `first-${index}`, 0));
    await mustRun(['apply', '--auto-approve'], options(base, 0));
    const before = new Set(requestsIn(base));
    expect(await cscert(['apply', '--auto-approve'], options(base))).toEqual(endedWith(3));
    const made = requestsIn(base).filter(request => !before.has(request));
    for (const request of made.filter(one => !one.includes(`${SERVER}/default.`)))
      writeFileSync(join(base, 'requests', 'oauth.cer'), sign(request, 'oauth'));
    expect(await apply(base)).toEqual(endedWith(3));
    csr = made.find(one => one.includes(`${SERVER}/default.`)) ?? '';
    expect(csr).not.toBe('');
  });
  afterAll(() => shop?.remove());

  /** What a server uses, and what it would need for that. */
  const stores = (cwd: string) =>
    new Map([...hashes(join(cwd, 'servers', SERVER))].filter(([path]) => /^(My|CA|Root|assigned)/.test(path)));

  interface Bad {
    /** Written beside the request, by name. */
    readonly files: () => Readonly<Record<string, string | Uint8Array>>;
    readonly code: 1 | 3;
    readonly says: RegExp;
    /** For what a file cannot be made from. */
    readonly after?: (cwd: string) => void;
  }

  const usual = (): readonly string[] => {
    const text = shop.openssl('req', '-in', csr, '-noout', '-text');
    const names = [...text.matchAll(/DNS:[^,\s]+/g)].map(([one]) => one).join(',');
    return [`subjectAltName=${names}`, 'keyUsage=critical,digitalSignature,keyEncipherment'];
  };
  const SERVER_AUTH = 'extendedKeyUsage=serverAuth';
  const year = {from: on(RENEWAL - 1), to: on(RENEWAL + 365)};
  const leafWith = (name: string, extensions: readonly string[], more: object = {}): string =>
    `${cas.sign({name, csr, ...year, extensions, ...more})}${issuing()}`;

  const REFUSED: Readonly<Record<string, Bad>> = {
    'for another key': {
      files: () => ({'a.cer': cas.sign({name: 'other-key', csr: cas.imitate('imitated', csr), ...year})}),
      code: 3,
      says: /ANSWER_WITHOUT_REQUEST.*its key is that of no request here/,
    },
    'with other names': {
      files: () => ({'a.cer': leafWith('names', ['subjectAltName=DNS:www.contoso.com', SERVER_AUTH])}),
      code: 1,
      says: /ANSWER_REFUSED.*was not stored, because.*names missing: .*www\.contoso\.com/,
    },
    'with a name too many': {
      files: () => ({'a.cer': leafWith('surplus', [`${usual()[0]},DNS:evil.example`, SERVER_AUTH])}),
      code: 1,
      says: /ANSWER_REFUSED.*what came from the authority "internal" \(requests\/se01\.contoso\.com\/se01\.contoso\.com\/a\.cer\).*evil\.example/,
    },
    'that has expired': {
      files: () => ({'a.cer': cas.sign({name: 'expired', csr, from: on(-10), to: on(RENEWAL - 1)})}),
      code: 1,
      says: /ANSWER_REFUSED.*expired/,
    },
    'that may itself issue certificates': {
      files: () => ({'a.cer': leafWith('ca', [...usual(), SERVER_AUTH, 'basicConstraints=critical,CA:TRUE'])}),
      code: 1,
      says: /ANSWER_REFUSED.*it is a CA certificate/,
    },
    'for clients': {
      files: () => ({'a.cer': leafWith('clients', [...usual(), 'extendedKeyUsage=clientAuth'])}),
      code: 1,
      says: /ANSWER_REFUSED.*extended key usage serverAuth is missing/,
    },
    'without extended key usage': {
      files: () => ({'a.cer': leafWith('no-eku', usual())}),
      code: 1,
      says: /ANSWER_REFUSED.*extended key usage serverAuth, clientAuth is missing.*Put the right answer beside this one/,
    },
    'signed with SHA-1': {
      files: () => ({'a.cer': leafWith('sha1', [...usual(), SERVER_AUTH], {digest: 'sha1'})}),
      code: 1,
      says: /ANSWER_REFUSED.*SHA1/,
    },
    'under a root that nobody declared': {
      files: () => ({'a.cer': `${cas.sign({name: 'foreign', csr, ca: 'stranger', ...year})}${pem('stranger')}`}),
      code: 1,
      says: /ANSWER_NOT_TRUSTED.*does not reach a declared root.*add "sha256:[0-9a-f]{64}" to the roots/,
    },
    'without the certificate of its issuer': {
      files: () => {
        cas.makeCa('hidden', {...year, issuer: 'root'});
        return {'a.cer': cas.sign({name: 'lonely', csr, ca: 'hidden', ...year})};
      },
      code: 1,
      says: /ANSWER_NOT_TRUSTED.*Put the certificate of .*hidden.* beside the answer, and run apply again/,
    },
    'from a CA that has expired': {
      files: () => {
        cas.makeCa('old', {from: on(-300), to: on(RENEWAL - 10), issuer: 'root'});
        return {'a.cer': `${cas.sign({name: 'of-old', csr, ca: 'old', ...year})}${pem('old')}`};
      },
      code: 1,
      says: /ANSWER_REFUSED.*its chain does not hold: CN=old, O=Public expired/,
    },
    'from a server that is no CA': {
      files: () => {
        cas.makeCa('www', {...year, issuer: 'issuing', extensions: ['basicConstraints=CA:FALSE']});
        return {'a.cer': `${cas.sign({name: 'of-www', csr, ca: 'www', ...year})}${pem('www')}${issuing()}`};
      },
      code: 1,
      says: /ANSWER_REFUSED.*its chain does not hold: CN=www, O=Public is not a CA/,
    },
    'whose chain leads in a circle': {
      files: () => {
        cas.makeCa('loop-a', year);
        cas.makeCa('loop-b', year);
        cas.makeCa('a-by-b', {...year, issuer: 'loop-b', keyOf: 'loop-a', commonName: 'loop-a'});
        cas.makeCa('b-by-a', {...year, issuer: 'loop-a', keyOf: 'loop-b', commonName: 'loop-b'});
        return {'a.cer': `${cas.sign({name: 'looped', csr, ca: 'loop-a', ...year})}${pem('a-by-b')}${pem('b-by-a')}`};
      },
      code: 1,
      says: /ANSWER_NOT_TRUSTED.*loop-/,
    },
    'whose signature is wrong': {
      files: () => {
        cas.sign({name: 'good', csr, ...year});
        shop.openssl('x509', '-in', 'good.pem', '-outform', 'DER', '-out', 'good.der');
        const der = shop.read('good.der');
        der.writeUInt8((der.at(-1) ?? 0) ^ 1, der.length - 1);
        return {'a.cer': der, 'issuing.cer': issuing()};
      },
      code: 1,
      says: /ANSWER_REFUSED.*its chain does not hold: the signature of CN=se01\.contoso\.com was not made with the key of CN=issuing/,
    },
    'with thousands of names': {
      files: () => ({
        'a.cer': leafWith('thousands', [
          `subjectAltName=${Array.from({length: 2000}, (_, at) => `DNS:n${at}.contoso.com`).join(',')}`,
          SERVER_AUTH,
        ]),
      }),
      code: 1,
      says: /ANSWER_REFUSED/,
    },
    'that is a page of HTML': {
      files: () => ({'a.cer': '<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n'}),
      code: 3,
      says: /ANSWER_UNREADABLE.*a\.cer/,
    },
    'that is nothing': {files: () => ({'a.cer': ''}), code: 3, says: /ANSWER_UNREADABLE.*the file is empty/},
    'that is blank': {files: () => ({'a.cer': ' \r\n\n'}), code: 3, says: /ANSWER_UNREADABLE/},
    'that is its own request': {
      files: () => ({'a.cer': readFileSync(csr)}),
      code: 3,
      says: /ANSWER_UNREADABLE.*a certificate request/,
    },
    'cut off as PEM': {
      files: () => ({'a.cer': cas.sign({name: 'cut', csr, ...year}).slice(0, 700)}),
      code: 3,
      says: /ANSWER_UNREADABLE.*has no end/,
    },
    'cut off as DER': {
      files: () => {
        cas.sign({name: 'cut', csr, ...year});
        shop.openssl('x509', '-in', 'cut.pem', '-outform', 'DER', '-out', 'cut.der');
        return {'a.cer': shop.read('cut.der').subarray(0, 400)};
      },
      code: 3,
      says: /ANSWER_UNREADABLE/,
    },
    'cut off as PKCS#7': {
      files: () => {
        cas.sign({name: 'cut', csr, ...year});
        shop.openssl(
          'crl2pkcs7',
          '-nocrl',
          '-certfile',
          'cut.pem',
          '-certfile',
          'issuing.pem',
          '-outform',
          'DER',
          '-out',
          'cut.p7b',
        );
        return {'a.p7b': shop.read('cut.p7b').subarray(0, 900)};
      },
      code: 3,
      says: /ANSWER_UNREADABLE/,
    },
    'of gigantic size': {
      files: () => ({'a.cer': '', 'b.cer': `${cas.sign({name: 'big', csr, ...year})}${issuing().repeat(3000)}`}),
      after: cwd => truncateSync(join(csrFolder(cwd), 'a.cer'), 2 ** 40),
      code: 3,
      says: /a\.cer: it is larger than 1024 KiB, which no answer is.*b\.cer: it is larger than 1024 KiB/,
    },
    'with very many certificates': {
      files: () => ({'a.cer': `${cas.sign({name: 'many', csr, ...year})}${issuing().repeat(300)}`}),
      code: 3,
      says: /ANSWER_UNREADABLE.*it holds 301 certificates; more than 200 are no answer/,
    },
    'as a PFX with a key of its own': {
      files: () => {
        cas.sign({name: 'pfx', csr: cas.imitate('pfx-key', csr), ...year});
        shop.openssl(
          'pkcs12',
          '-export',
          '-in',
          'pfx.pem',
          '-inkey',
          'pfx-key.key',
          '-passout',
          'pass:x',
          '-out',
          'own.pfx',
        );
        return {'a.pfx': shop.read('own.pfx')};
      },
      code: 3,
      says: /ANSWER_IS_PFX/,
    },
  };

  openssl.test.each(Object.entries(REFUSED))(
    '%s changes nothing, is told, and leads to no second request',
    async (_what, bad) => {
      const cwd = copyWorld(base);
      const before = stores(cwd);
      const keys = hashes(join(cwd, 'servers', SERVER, 'Keys'));
      const requests = requestsIn(cwd).map(path => path.slice(cwd.length));
      for (const [name, data] of Object.entries(bad.files())) put(cwd, name, data);
      bad.after?.(cwd);
      for (let run = 0; run < 2; run++) {
        const {code, text} = await apply(cwd);
        expect(text).toMatch(bad.says);
        expect(text.length).toBeLessThan(8000);
        expect(code).toBe(bad.code);
        expect(changedFiles(before, stores(cwd))).toEqual([]);
        expect(changedFiles(keys, hashes(join(cwd, 'servers', SERVER, 'Keys')))).toEqual([]);
        expect(requestsIn(cwd).map(path => path.slice(cwd.length))).toEqual(requests);
        const {plan} = await planOf(cwd, options(cwd));
        expect(plan.actions.filter(({verb}) => verb === 'request' || verb === 'trust')).toEqual([]);
      }
      put(cwd, 'right.cer', sign(csr, 'right'));
      const {code, text} = await apply(cwd);
      expect({code, text: code === 0 ? '' : text}).toEqual({code: 0, text: ''});
      expect(changedFiles(before, stores(cwd))).toEqual([expect.stringMatching(/^My/), 'assigned.json']);
      expect(requestsIn(cwd).map(path => path.slice(cwd.length))).toEqual(requests);
    },
  );

  /** What is more than was needed, or in another order, does no harm: and nothing of it is stored. */
  const HARMLESS: Readonly<Record<string, () => Readonly<Record<string, string | Uint8Array>>>> = {
    'the chain in the wrong order': () => ({
      'a.cer': `${pem('root')}${issuing()}${cas.sign({name: 'leaf', csr, ...year})}`,
    }),
    'CAs that have nothing to do with it': () => {
      cas.makeCa('unrelated', {...year, issuer: 'stranger'});
      return {'a.cer': `${sign(csr, 'leaf')}${pem('stranger')}${pem('unrelated')}`};
    },
    'the certificate of another server': () => {
      cas.makeCa('www', {...year, issuer: 'issuing', extensions: ['basicConstraints=CA:FALSE']});
      return {'a.cer': `${pem('www')}${sign(csr, 'leaf')}`};
    },
    'a cross-certificate to an undeclared root': () => {
      cas.makeCa('crossed', {...year, issuer: 'stranger', keyOf: 'issuing', commonName: 'issuing'});
      return {'a.cer': `${pem('crossed')}${sign(csr, 'leaf')}${pem('stranger')}`};
    },
    'a circle of CAs around its issuer': () => {
      cas.makeCa('root-by-issuing', {...year, issuer: 'issuing', keyOf: 'root', commonName: 'root'});
      return {'a.cer': `${pem('root-by-issuing')}${sign(csr, 'leaf')}${pem('root')}`};
    },
    'a CA of half a megabyte': () => {
      const ballast = `1.3.6.1.4.1.99999.1=ASN1:UTF8String:${'x'.repeat(500_000)}`;
      const extensions = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign', ballast];
      cas.makeCa('huge', {...year, issuer: 'stranger', extensions});
      return {'a.cer': `${pem('huge')}${sign(csr, 'leaf')}`};
    },
    'every certificate in many files': () => {
      const leaf = sign(csr, 'leaf');
      return Object.fromEntries(Array.from({length: 50}, (_, at) => [`copy-${at}.cer`, leaf]));
    },
  };

  openssl.test.each(Object.entries(HARMLESS))(
    'with %s is taken, and of its chain only what holds it is stored',
    async (_what, files) => {
      const cwd = copyWorld(base);
      const before = stores(cwd);
      for (const [name, data] of Object.entries(files())) put(cwd, name, data);
      const {code, text} = await apply(cwd);
      expect({code, text: code === 0 ? '' : text}).toEqual({code: 0, text: ''});
      expect(changedFiles(before, stores(cwd))).toEqual([expect.stringMatching(/^My/), 'assigned.json']);
      expect(await planOf(cwd, options(cwd))).toEqual(endedWith(0));
    },
  );

  openssl.test('that is valid only from tomorrow on is stored, and what works stays assigned until then', async () => {
    const cwd = copyWorld(base);
    const before = stores(cwd);
    put(cwd, 'a.cer', `${cas.sign({name: 'future', csr, from: on(RENEWAL + 1), to: on(RENEWAL + 300)})}${issuing()}`);
    const first = await apply(cwd);
    expect(first.code).toBe(3);
    expect(first.text).toMatch(/valid only from/);
    expect(changedFiles(before, stores(cwd))).toEqual([expect.stringMatching(/^My/)]);
    const again = await apply(cwd);
    expect(again.code).toBe(3);
    expect(await apply(cwd, RENEWAL + 2)).toEqual(endedWith(0));
    expect(changedFiles(before, stores(cwd))).toEqual([expect.stringMatching(/^My/), 'assigned.json']);
    expect(requestsIn(cwd)).toHaveLength(requestsIn(base).length);
  });
});
