/** Answers as OpenSSL writes them, on a real disk. */
import {spawnSync} from 'node:child_process';
import {closeSync, ftruncateSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeAll, beforeEach, expect} from '@jest/globals';
import type {Authority, Order} from '../../../src/engine/ports/authority.ts';
import {files} from '../../../src/host/files.ts';
import {verifyChain} from '../../../src/x509/chain.ts';
import {issuedOf, orderFor} from '../../contract/authority-contract.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../../support/openssl.ts';
import {realPart} from '../../support/real-parts.ts';
import {callContext, spec} from '../../support/world.ts';
import {at, FE01, FE02, open, POOL, remarksOf, submit} from './support.ts';

const openssl = realPart('OpenSSL', hasOpenssl());
const ALGORITHMS = {
  rsa: ['-newkey', 'rsa:2048'],
  ec: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
} as const;

type Algorithm = keyof typeof ALGORITHMS;

/** Makes `<name>.key` and `<name>.pem`: a CA, self-signed or below another. */
function makeCa(shop: Workshop, name: string, algorithm: Algorithm, issuer?: string): void {
  const extensions = [
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ];
  const signer = issuer === undefined ? [] : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`];
  const subject = ['-subj', `/O=Public/CN=${name}`, '-days', '3650'];
  const key = ['-noenc', ...ALGORITHMS[algorithm], '-keyout', `${name}.key`];
  shop.openssl('req', '-x509', ...key, ...subject, ...extensions, ...signer, '-out', `${name}.pem`);
}

/** Signs a request that cscert wrote, with its names or with others: `<name>.pem`. */
function signRequest(shop: Workshop, csr: string, {name, ca, days = 365, names}: Signing): void {
  const copy =
    names === undefined
      ? ['-copy_extensions', 'copyall']
      : ['-extfile', shop.write('names.cnf', `subjectAltName=${names.map(host => `DNS:${host}`).join(',')}`)];
  const signer = ['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-CAcreateserial', '-days', String(days)];
  shop.openssl('x509', '-req', '-in', csr, ...signer, ...copy, '-out', `${name}.pem`);
}

interface Signing {
  readonly name: string;
  readonly ca: string;
  readonly days?: number;
  readonly names?: readonly string[];
}

openssl.describe('answers made by OpenSSL', () => {
  let shop: Workshop;
  let authority: Authority;
  let order: Order;
  let older: Order;
  const folder = (...path: readonly string[]): string => shop.path(join('requests', ...path));
  const csrOf = ({spki}: Order, server = FE01): string => folder(POOL, server, `default.${spki.slice(0, 12)}.csr`);
  const put = (name: string, data: string | Uint8Array): void => writeFileSync(folder(POOL, FE01, name), data);

  beforeAll(async () => {
    [order, older] = await Promise.all([orderFor(spec(FE01)), orderFor(spec(FE01))]);
  });
  beforeEach(async () => {
    shop = openWorkshop();
    authority = await open(files, {base: shop.folder, roots: ['root.pem']});
    await submit(authority, order);
  });
  afterEach(() => shop.remove());

  openssl.test('the request that is written is one that OpenSSL accepts', () => {
    const {stderr} = shop.tryOpenssl('req', '-in', csrOf(order), '-noout', '-verify');
    expect(stderr).toContain('verify OK');
  });

  const forms: readonly (readonly [form: string, convert: (shop: Workshop) => readonly string[]])[] = [
    ['PEM', () => ['leaf.pem', 'issuing.pem']],
    ['PEM in one file', shop => joined(shop, 'leaf', 'issuing')],
    ['DER', shop => ['leaf', 'issuing'].map(name => toDer(shop, name))],
    ['PKCS#7 in DER', shop => [toPkcs7(shop, 'DER')]],
    ['PKCS#7 in PEM', shop => [toPkcs7(shop, 'PEM')]],
  ];
  for (const algorithm of ['rsa', 'ec'] as const) {
    openssl.test.each(forms)(`are read from ${algorithm.toUpperCase()} CAs as %s`, async (_form, convert) => {
      makeCa(shop, 'root', algorithm);
      makeCa(shop, 'issuing', algorithm, 'root');
      signRequest(shop, csrOf(order), {name: 'leaf', ca: 'issuing'});
      for (const [index, path] of convert(shop).entries()) put(`answer-${index}`, shop.read(path));
      const {leaf, chain} = issuedOf(await submit(authority, order));
      const own = await authority.chain({create: false}, callContext());
      if ('problem' in own || own.ok === 'made on first use') throw new Error('no chain');
      expect(own.ok).toMatchObject({roots: [expect.any(String)], intermediates: [chain[0]]});
      const verdict = verifyChain({leaf, intermediates: chain, roots: own.ok.roots, at: new Date(Date.now() + 60_000)});
      expect(verdict).toMatchObject({ok: true});
    });
  }

  openssl.test('several: one with all names goes before one that is valid longer', async () => {
    makeCa(shop, 'root', 'ec');
    signRequest(shop, csrOf(order), {name: 'whole', ca: 'root', days: 30});
    signRequest(shop, csrOf(order), {name: 'other', ca: 'root', days: 900, names: ['other.example']});
    put('other.cer', shop.read('other.pem'));
    const wrong = issuedOf(await submit(authority, order));
    put('whole.cer', shop.read('whole.pem'));
    const right = issuedOf(await submit(authority, order));
    // One with other names is an answer too: that it does not fit is said by who verifies it.
    expect(right.leaf).not.toBe(wrong.leaf);
    expect(right.remarks).toMatchObject([
      {code: 'ANSWERS_SEVERAL', detail: expect.stringMatching(/whole\.cer is taken/)},
    ]);
    expect(await authority.find?.(order.spki, callContext())).toEqual(right);
  });

  openssl.test('what is no answer is named, and nothing hangs, grows or is followed', async () => {
    makeCa(shop, 'root', 'ec');
    await submit(authority, older);
    await submit(authority, at(older, FE02));
    signRequest(shop, csrOf(older), {name: 'older', ca: 'root'});
    put('older.cer', shop.read('older.pem'));
    shop.openssl('pkcs12', '-export', '-in', 'root.pem', '-inkey', 'root.key', '-passout', 'pass:x', '-out', 'own.pfx');
    put('own.pfx', shop.read('own.pfx'));
    put('page.cer', '<html><head><title>Sign in</title></head></html>');
    put('empty.cer', '');
    signRequest(shop, csrOf(order), {name: 'outside', ca: 'root'});
    symlinkSync(shop.path('outside.pem'), folder(POOL, FE01, 'link.cer'));
    mkdirSync(shop.path('elsewhere'));
    symlinkSync(shop.path('elsewhere'), folder(POOL, FE01, 'folder-link'));
    const descriptor = openSync(folder(POOL, FE01, 'sparse.cer'), 'w');
    ftruncateSync(descriptor, 1024 ** 3);
    closeSync(descriptor);
    expect(spawnSync('mkfifo', [folder(POOL, FE01, 'pipe.cer')]).status).toBe(0);

    const remarks = new Map(remarksOf(await submit(authority, order)).map(([code, detail]) => [nameIn(detail), code]));
    expect(Object.fromEntries(remarks)).toEqual({
      'older.cer': 'ANSWER_TO_OLDER_REQUEST',
      'own.pfx': 'ANSWER_IS_PFX',
      'page.cer': 'ANSWER_UNREADABLE',
      'empty.cer': 'ANSWER_UNREADABLE',
      'link.cer': 'ANSWER_UNREADABLE',
      'folder-link': 'ANSWER_UNREADABLE',
      'sparse.cer': 'ANSWER_UNREADABLE',
      'pipe.cer': 'ANSWER_UNREADABLE',
    });
    signRequest(shop, csrOf(order), {name: 'good', ca: 'root'});
    put('good.cer', shop.read('good.pem'));
    expect(await submit(authority, order)).toMatchObject({state: 'issued'});
  });

  openssl.test('a checkout that was lost is whole again after the next apply', async () => {
    const before = shop.openssl('req', '-in', csrOf(order), '-noout', '-text');
    rmSync(folder(), {recursive: true});
    await submit(await open(files, {base: shop.folder, roots: ['root.pem']}), order);
    expect(shop.openssl('req', '-in', csrOf(order), '-noout', '-text')).toBe(before);
  });
});

/** The name of the file that a remark begins with. */
function nameIn(detail: string): string {
  return /\/([^/ ]+?)(?: |:)/.exec(detail.replace(/^(?:[^/ ]+\/)+/, '/'))?.[1] ?? detail;
}

function toDer(shop: Workshop, name: string): string {
  shop.openssl('x509', '-in', `${name}.pem`, '-outform', 'DER', '-out', `${name}.der`);
  return `${name}.der`;
}

function toPkcs7(shop: Workshop, form: 'DER' | 'PEM'): string {
  const certificates = ['-certfile', 'leaf.pem', '-certfile', 'issuing.pem', '-certfile', 'root.pem'];
  shop.openssl('crl2pkcs7', '-nocrl', ...certificates, '-outform', form, '-out', 'answer.p7b');
  return 'answer.p7b';
}

function joined(shop: Workshop, ...names: readonly string[]): readonly string[] {
  shop.write('all.crt', Buffer.concat(names.map(name => shop.read(`${name}.pem`))));
  return ['all.crt'];
}
