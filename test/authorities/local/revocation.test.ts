/** What a local CA takes back, with OpenSSL as the judge of the list that it signs. */
import {afterAll, describe as always, beforeAll, expect, test as plain} from '@jest/globals';
import {type LocalAuthority, type LocalSettings, local} from '../../../src/authorities/local/index.ts';
import type {CertificateFacts} from '../../../src/core/model/certificate.ts';
import {REVOCATION_REASONS, type RevocationReason, type Revoked} from '../../../src/core/model/revocation.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {Files} from '../../../src/engine/ports/host.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {encodePem} from '../../../src/x509/pem.ts';
import {issuedOf, orderFor} from '../../contract/authority-contract.ts';
import {Killed, killedAt, MemoryFiles} from '../../support/memory-files.ts';
import {hasOpenssl, openWorkshop} from '../../support/openssl.ts';
import {realPart} from '../../support/real-parts.ts';
import {callContext, DEPLOYMENT, spec, TestClock, testHost} from '../../support/world.ts';

const SERVERS = ['fe01', 'fe02', 'fe03', 'fe04', 'fe05', 'fe06'].map(name => `${name}.contoso.com`);

/** A CA that has issued to a few servers; every test works on a copy. */
let used: MemoryFiles;
let leaves: readonly CertificateFacts[];

const PASSPHRASE = 'open sesame';

async function open(files: Files, passphrase: string | null = PASSPHRASE): Promise<LocalAuthority> {
  const settings: LocalSettings = {type: 'local', folder: 'ca', passphrase: 'env:CA'};
  const made = await local.create(settings, {
    name: 'corp',
    base: '/base',
    deployment: DEPLOYMENT,
    host: testHost(files, new TestClock()),
    secrets: passphrase === null ? {} : {passphrase: new Secret(passphrase)},
  });
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

beforeAll(async () => {
  used = new MemoryFiles();
  const authority = await open(used);
  const all: CertificateFacts[] = [];
  for (const server of SERVERS) {
    const answer = await authority.submit(await orderFor(spec(server)), async () => undefined, callContext());
    all.push(readCertificate(Buffer.from(issuedOf(answer).leaf, 'base64')));
  }
  leaves = all;
}, 60_000);

const nth = (index: number): CertificateFacts => {
  const leaf = leaves[index];
  if (leaf === undefined) throw new Error('there are not so many');
  return leaf;
};
const say = async (
  authority: LocalAuthority,
  leaf: CertificateFacts,
  reason: RevocationReason = 'keyCompromise',
): Promise<Revoked> => {
  const part = await authority.revoke?.(leaf, reason, callContext());
  if (part === undefined || 'problem' in part) throw new Error(part?.problem.code ?? 'cannot revoke');
  return part.ok;
};
const LIST = '/base/ca/crl.pem';
const revocations = (files: MemoryFiles): readonly string[] => files.tree('/base/ca/revoked');

always('a revocation', () => {
  plain('goes on after a kill anywhere: one entry with the first reason, and a list that has it', async () => {
    for (let n = 1; ; n++) {
      const files = used.clone();
      const end = await say(await open(killedAt(files, n)), nth(0)).catch((error: unknown) => error);
      const wasEntered = revocations(files).length === 1;
      const {outcome, reason} = await say(await open(files), nth(0), 'superseded');
      expect([n, outcome]).toEqual([n, wasEntered ? 'already-done' : 'done']);
      expect([n, reason]).toEqual([n, wasEntered ? 'keyCompromise' : 'superseded']);
      expect(revocations(files)).toEqual([`${nth(0).serial}.json`]);
      expect(files.text(LIST)).toContain('BEGIN X509 CRL');
      if (end instanceof Killed) continue;
      expect(n).toBeGreaterThan(3);
      break;
    }
  });

  plain('of several at once has all of them in the list that is left', async () => {
    const files = used.clone();
    await Promise.all(leaves.map(async leaf => say(await open(files), leaf)));
    const list = files.text(LIST);
    expect(revocations(files)).toHaveLength(leaves.length);
    // Said once more, it writes the list anew from all that was entered: nothing of it is different.
    await say(await open(files), nth(0));
    expect(files.text(LIST)).toBe(list);
  });

  plain('without the passphrase changes nothing', async () => {
    const files = used.clone();
    await expect(say(await open(files, null), nth(0))).rejects.toThrow('AUTHORITY_PASSPHRASE_MISSING');
    expect([revocations(files), files.tree('/base/ca').includes('crl.pem')]).toEqual([[], false]);
  });

  plain('of what is not in the register is refused', async () => {
    const files = used.clone();
    files.nodes.delete(`/base/ca/issued/${files.tree('/base/ca/issued').find(name => isOf(files, name, nth(0)))}`);
    await expect(say(await open(files), nth(0))).rejects.toThrow('CERTIFICATE_NOT_ISSUED_HERE');
  });

  plain('stands still where the file of an earlier one is damaged: a list without it would acquit', async () => {
    const files = used.clone();
    await say(await open(files), nth(0));
    const before = files.text(LIST);
    await files.write(`/base/ca/revoked/${nth(0).serial}.json`, '{}', {mode: 0o644});
    await expect(say(await open(files), nth(1))).rejects.toThrow('REVOCATION_DAMAGED');
    expect([revocations(files), files.text(LIST)]).toEqual([[`${nth(0).serial}.json`], before]);
    // Neither does a plan take it for good.
    expect(await (await open(files)).chain({create: false}, callContext())).toMatchObject({
      problem: {code: 'REVOCATION_DAMAGED'},
    });
  });
});

const isOf = (files: MemoryFiles, name: string, {serial}: CertificateFacts): boolean =>
  files.text(`/base/ca/issued/${name}`).includes(`serial: ${serial}\n`);

const {describe, test} = realPart('OpenSSL 3', hasOpenssl());

describe('the list of revoked certificates, as OpenSSL sees it', () => {
  const shop = openWorkshop();
  afterAll(() => shop.remove());

  /** What OpenSSL says of a certificate when it has to look at the list. */
  function verify(files: MemoryFiles, leaf: CertificateFacts): string {
    shop.write('ca.pem', files.text('/base/ca/authority/root.pem') + files.text('/base/ca/authority/issuing.pem'));
    shop.write('crl.pem', files.text(LIST));
    shop.write('leaf.pem', encodePem('CERTIFICATE', Buffer.from(leaf.der, 'base64')));
    const at = String(Math.floor(new TestClock().now().getTime() / 1000));
    const args = ['-attime', at, '-crl_check', '-CAfile', 'ca.pem', '-CRLfile', 'crl.pem', 'leaf.pem'];
    const {stdout, stderr} = shop.tryOpenssl('verify', ...args);
    return stdout + stderr;
  }

  test('is signed by the issuing CA, and turns away what is on it and nothing else', async () => {
    const files = used.clone();
    await say(await open(files), nth(0));
    expect(verify(files, nth(0))).toContain('certificate revoked');
    expect(verify(files, nth(1))).toBe('leaf.pem: OK\n');
    expect(shop.openssl('crl', '-in', 'crl.pem', '-CAfile', 'ca.pem', '-noout', '-nextupdate')).toContain('2036');
  });

  test('says of each why, and when, with a number that grows', async () => {
    const files = used.clone();
    for (const [index, reason] of REVOCATION_REASONS.entries()) {
      await say(await open(files), nth(index), reason);
      shop.write('crl.pem', files.text(LIST));
      const number = shop.openssl('crl', '-in', 'crl.pem', '-noout', '-crlnumber');
      expect(number).toMatch(new RegExp(`=0x0?${index + 1}\n`, 'i'));
    }
    const shown = shop.openssl('crl', '-in', 'crl.pem', '-noout', '-text');
    const entries = shown.split('Serial Number: ').slice(1);
    const said = entries.map(one => [
      one.slice(0, one.indexOf('\n')).toLowerCase(),
      /Reason Code:\s*\n\s*(.*)\n/.exec(one)?.[1],
      /Revocation Date: (.*)\n/.exec(one)?.[1],
    ]);
    const words = [
      'Key Compromise',
      'Affiliation Changed',
      'Superseded',
      'Cessation Of Operation',
      'Privilege Withdrawn',
      // RFC 5280 section 5.3.1: rather absent than unspecified.
      undefined,
    ];
    const expected = words.map((word, index) => [nth(index).serial, word, expect.stringContaining('2026')]);
    expect(said).toEqual(expect.arrayContaining(expected));
    expect(said).toHaveLength(words.length);
  });
});
