import {describe, expect, it} from '@jest/globals';
import type {CertificatePlace, CertificateReport, ReportedCertificate} from '../../src/report/certificate-report.ts';
import {renderCertificates} from '../../src/report/certificate-text.ts';
import {keyText, purposesText, signatureText} from '../../src/report/certificate-words.ts';
import {PLAIN} from '../../src/report/style.ts';
import {expectGolden} from '../support/golden.ts';
import {finding} from './sample-plans.ts';

const NOW = '2026-08-22T10:00:00.000Z';
const HEX = '0123456789abcdef';
const POOL = 'edgepool.contoso.com';

const CERTIFICATE: ReportedCertificate = {
  thumbprint: '9F3A5C1E0B7D2468ACE013579BDF02468ACE1357',
  fingerprint: HEX.repeat(4),
  spki: [...HEX].reverse().join('').repeat(4),
  subject: [
    {type: 'C', value: 'US'},
    {type: 'O', value: 'Contoso'},
    {type: 'CN', value: 'access.contoso.com'},
  ],
  issuer: [{type: 'CN', value: 'Public Issuing CA'}],
  serial: '4e01de195c8716a7',
  notBefore: '2025-09-01T00:00:00Z',
  notAfter: '2026-09-03T00:00:00Z',
  names: [
    {type: 'dns', value: 'access.contoso.com'},
    {type: 'dns', value: 'sip.contoso.com'},
    {type: 'ip', value: '192.0.2.7'},
  ],
  key: {algorithm: 'rsa', size: 2048},
  signature: {scheme: 'pkcs1', hash: 'sha256', oid: '1.2.840.113549.1.1.11'},
  eku: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.4.1.311.20.2.2', '1.2.3.4'],
  keyUsage: ['digitalSignature', 'keyEncipherment'],
  ca: false,
  template: {name: 'WebServer', oid: '1.3.6.1.4.1.311.21.8.1'},
  selfIssued: false,
  places: [],
};

const PLACE: CertificatePlace = {
  server: 'edge01.contoso.com',
  store: 'My',
  hasPrivateKey: true,
  exportable: true,
  provider: 'Microsoft RSA SChannel Cryptographic Provider',
  friendlyName: 'Edge external',
  requested: {address: `${POOL}/external`, asDeclared: true, ticket: '4711'},
  assigned: ['AccessEdgeExternal', 'DataEdgeExternal'],
  staged: [],
  previous: [],
  chain: {verdict: 'valid', path: ['CN=Public Issuing CA', 'CN=Public Root']},
  slots: [{address: `${POOL}/external`, findings: []}],
};

const report = (certificates: readonly ReportedCertificate[], over: Partial<CertificateReport> = {}) =>
  ({format: 1, now: NOW, asked: `${POOL}/external`, certificates, without: [], unread: [], ...over}) as const;

const render = (given: CertificateReport, width = 80): string => renderCertificates(given, {style: PLAIN, width});

const EVERYTHING = report(
  [
    {
      ...CERTIFICATE,
      places: [
        PLACE,
        {...PLACE, server: 'edge02.contoso.com'},
        {
          ...PLACE,
          server: 'edge03.contoso.com',
          requested: {address: `${POOL}/external`, asDeclared: false},
          assigned: [],
          staged: [{usage: 'AudioVideoAuthentication', at: '2026-08-29T10:00:00.000Z'}],
          previous: ['AccessEdgeExternal'],
          chain: {verdict: 'invalid', code: 'ROOT_UNTRUSTED', reason: 'CN=Public Root is not among the trusted roots'},
          slots: [
            {
              address: `${POOL}/external`,
              findings: [
                finding('RENEWAL_CUT', 'renewBefore is more than half of its lifetime', {severity: 'warning'}),
                finding('EXPIRES_SOON', 'expires 2026-09-03, in 11 days; renewBefore is 30 days'),
                finding('NAMES_MISSING', '1 of 4 names missing: sip.fabrikam.com'),
              ],
            },
          ],
        },
      ],
    },
  ],
  {
    without: [{server: 'edge04.contoso.com', findings: [finding('NO_CERTIFICATE', 'there is no certificate')]}],
    unread: [
      {
        severity: 'error',
        code: 'UNREACHABLE',
        summary: 'The server did not answer',
        detail: 'It timed out.',
        address: 'edge05.contoso.com',
      },
    ],
  },
);

const IN_FILE = report(
  [
    {
      ...CERTIFICATE,
      file: {
        path: 'answers/public.p7b',
        kind: 'pkcs7',
        chain: {verdict: 'not-judged', reason: 'a file does not say what is trusted'},
        beside: [
          {subject: 'CN=Public Root', thumbprint: 'AB'.repeat(20), notAfter: '2040-01-01T00:00:00Z', is: 'root'},
          {subject: 'CN=Public Issuing CA', thumbprint: 'CD'.repeat(20), notAfter: '2031-01-01T00:00:00Z', is: 'ca'},
        ],
      },
    },
  ],
  {asked: 'answers/public.p7b'},
);

describe('the certificates of a report', () => {
  it('read like the dialog of Windows, with what only cscert knows', () => {
    expectGolden('certificate/everything.txt', render(EVERYTHING));
  });

  it('of a file say what else the file holds', () => {
    expectGolden('certificate/file.txt', render(IN_FILE));
  });

  it('fit into the width', () => {
    const lines = [EVERYTHING, IN_FILE].flatMap(one => render(one).split('\n'));
    expect(lines.filter(line => line.length > 80)).toEqual([]);
  });

  it('say once what is the same on several servers, and findings of drift before warnings', () => {
    const text = render(EVERYTHING);
    expect(text).toContain('On edge01.contoso.com and edge02.contoso.com, in My');
    expect(text.indexOf('EXPIRES_SOON')).toBeLessThan(text.indexOf('warning RENEWAL_CUT'));
  });

  it('keep what a CA is apart from what a server is', () => {
    const ca = {...CERTIFICATE, ca: true, pathLength: 0, places: [{...PLACE, store: 'Root', slots: []} as const]};
    const text = render(report([ca]));
    expect(text).toMatch(/is a CA +yes, with at most 0 CAs below it\n/);
    expect(text).toContain('in Root (trusted roots)');
    expect(text).not.toMatch(/private key|assigned to|requested/);
  });

  it('say plainly what is not there', () => {
    const {eku: _, keyUsage: __, template: ___, ...bare} = CERTIFICATE;
    const {requested: _____, ...place} = PLACE;
    const text = render(report([{...bare, names: [], places: [{...place, hasPrivateKey: false, assigned: []}]}]));
    expect(text).toMatch(/names \(0\) +\(none\)\n/);
    expect(text).toMatch(/purposes +any \(none is named\)\n/);
    expect(text).toMatch(/private key +none\n/);
    expect(text).toMatch(/assigned to +nothing\n/);
    expect(text).toMatch(/requested +not by cscert/);
    expect(text).not.toContain('template');
  });

  it('show control characters of a name as escapes', () => {
    const evil = [{type: 'CN', value: 'nice\u001b[31m\u202ename'}];
    expect(render(report([{...CERTIFICATE, subject: evil}]))).toContain('CN=nice\\x1b[31m\\u202ename');
  });
});

describe('the words for algorithms', () => {
  it.each([
    [{algorithm: 'ec', size: 256, curve: 'P-256'}, 'EC, P-256, 256 bits'],
    [{algorithm: 'ed25519', size: 256}, 'Ed25519'],
    [{algorithm: 'ed448', size: 448}, 'Ed448'],
    [{algorithm: 'rsa-pss', size: 3072}, 'RSA for RSASSA-PSS only, 3072 bits'],
    [{algorithm: 'other', size: 0}, 'of an algorithm that is not known'],
  ] as const)('of the key %j', (key, words) => {
    expect(keyText(key)).toBe(words);
  });

  it.each([
    [{scheme: 'pss', hash: 'sha384', oid: '1'}, 'RSASSA-PSS with SHA-384'],
    [{scheme: 'ecdsa', hash: 'sha512', oid: '1'}, 'ECDSA with SHA-512'],
    [{scheme: 'pkcs1', hash: 'md5', oid: '1'}, 'RSA (PKCS #1 v1.5) with MD5'],
    [{scheme: 'pkcs1', oid: '1'}, 'RSA (PKCS #1 v1.5) with an unknown hash'],
    [{scheme: 'eddsa', oid: '1'}, 'EdDSA'],
    [{scheme: 'other', oid: '1.2.3'}, '1.2.3, which is not known'],
  ] as const)('of the signature %j', (signature, words) => {
    expect(signatureText(signature)).toBe(words);
  });

  it('of purposes are names where there are any', () => {
    expect(purposesText(['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'])).toBe('clientAuth, any purpose');
    expect(purposesText([])).toBe('none');
  });
});
