import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {verifyChain} from '../../src/x509/chain.ts';
import {X509Error} from '../../src/x509/error.ts';
import {basicConstraints, type Extension} from '../../src/x509/extensions.ts';
import {signCertificate} from '../../src/x509/issue.ts';
import {publicKeyDer} from '../../src/x509/key.ts';

const AT = new Date('2026-06-01T00:00:00Z');
const CA = [basicConstraints({ca: true})];

interface Authority {
  readonly name: string;
  readonly key: KeyObject;
}

function authority(name: string): Authority {
  return {name, key: generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey};
}

/** Without key identifiers, so that only names and signatures tell issuers apart. */
function issue(subject: Authority, issuer: Authority, extensions: readonly Extension[] = CA): string {
  return signCertificate({
    serial: Buffer.of(1),
    subject: [{type: 'CN', value: subject.name}],
    issuer: [{type: 'CN', value: issuer.name}],
    publicKeyDer: publicKeyDer(subject.key),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2027-01-01T00:00:00Z'),
    extensions,
    key: issuer.key,
    hash: 'sha256',
  }).toString('base64');
}

describe('verifyChain within bounds', () => {
  test('CAs that certify each other lead to an end', () => {
    const [leaf, a, b] = [authority('leaf'), authority('a'), authority('b')];
    const question = {leaf: issue(leaf, a), intermediates: [issue(a, b), issue(b, a)], roots: [], at: AT};
    expect(verifyChain(question)).toMatchObject({ok: false, code: 'ISSUER_MISSING'});
  });

  test('very many CAs of one name are not all tried', () => {
    const [leaf, real] = [authority('leaf'), authority('ca')];
    const namesakes = Array.from({length: 150}, () => {
      const other = authority('ca');
      return issue(other, authority('root'));
    });
    const question = {leaf: issue(leaf, real), intermediates: namesakes, roots: [], at: AT};
    expect(verifyChain(question)).toMatchObject({ok: false, code: 'TOO_COMPLEX'});
    expect(verifyChain({...question, intermediates: namesakes.slice(0, 50)})).toMatchObject({code: 'BAD_SIGNATURE'});
  });

  test('a path of more than ten certificates is not followed', () => {
    const line = Array.from({length: 12}, (_, i) => authority(`ca ${i}`));
    const certificates = line.map((subject, i) => issue(subject, line[Math.min(i + 1, line.length - 1)] ?? subject));
    const ask = (from: number): unknown =>
      verifyChain({leaf: certificates[from] ?? '', intermediates: certificates, roots: certificates.slice(-1), at: AT});
    expect(ask(2)).toMatchObject({ok: true});
    expect(ask(1)).toMatchObject({ok: false, code: 'TOO_COMPLEX'});
  });

  test('a critical extension that is known but cannot be read makes a path malformed', () => {
    const [leaf, root] = [authority('leaf'), authority('root')];
    const constraints: Extension = {oid: '2.5.29.30', critical: true, value: Buffer.from('3003800100', 'hex')};
    const roots = [issue(root, root, [...CA, constraints])];
    expect(verifyChain({leaf: issue(leaf, root), intermediates: [], roots, at: AT})).toMatchObject({code: 'MALFORMED'});
  });

  test('a leaf that cannot be read is an X509Error', () => {
    expect(() => verifyChain({leaf: 'AAAA', intermediates: [], roots: [], at: AT})).toThrow(X509Error);
  });
});
