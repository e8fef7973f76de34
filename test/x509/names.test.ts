import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import type {CertificateFacts, GeneralName} from '../../src/core/model/certificate.ts';
import {basicConstraints, subjectAltName} from '../../src/x509/extensions.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {signCertificate} from '../../src/x509/issue.ts';
import {publicKeyDer} from '../../src/x509/key.ts';
import {matchesHost} from '../../src/x509/names.ts';

const {privateKey: key} = generateKeyPairSync('ec', {namedCurve: 'P-256'});

function certificateFor(...names: readonly GeneralName[]): CertificateFacts {
  const subject = [{type: 'CN', value: 'common.contoso.com'}];
  const extensions = names.length > 0 ? [subjectAltName(names)] : [basicConstraints({ca: false})];
  const dates = {notBefore: new Date('2026-01-01'), notAfter: new Date('2027-01-01')};
  const keys = {publicKeyDer: publicKeyDer(key), key, hash: 'sha256' as const};
  return readCertificate(
    signCertificate({serial: Buffer.of(1), subject, issuer: subject, extensions, ...dates, ...keys}),
  );
}

describe('matchesHost', () => {
  test.each([
    ['web.contoso.com', 'web.contoso.com'],
    ['Web.Contoso.com', 'wEB.cONTOSO.COM'],
    ['*.contoso.com', 'web.contoso.com'],
    ['*.CONTOSO.com', 'web.contoso.com'],
  ])('%s covers %s', (name, host) => {
    expect(matchesHost(certificateFor({type: 'dns', value: name}), host)).toBe(true);
  });

  test.each([
    ['web.contoso.com', 'web2.contoso.com'],
    ['contoso.com', 'web.contoso.com'],
    ['*.contoso.com', 'contoso.com'],
    ['*.contoso.com', 'a.web.contoso.com'],
    ['*.contoso.com', '.contoso.com'],
    ['w*.contoso.com', 'web.contoso.com'],
    ['web.*.com', 'web.contoso.com'],
    ['*.com', 'contoso.com'],
    ['*', 'contoso'],
    ['10.0.0.1', '10.0.0.1'],
    ['web.contoso.com', ''],
  ])('%s does not cover %s', (name, host) => {
    expect(matchesHost(certificateFor({type: 'dns', value: name}), host)).toBe(false);
  });

  test('the common name and names of other kinds do not count', () => {
    expect(matchesHost(certificateFor(), 'common.contoso.com')).toBe(false);
    const others = certificateFor({type: 'email', value: 'web.contoso.com'}, {type: 'uri', value: 'web.contoso.com'});
    expect(matchesHost(others, 'web.contoso.com')).toBe(false);
  });
});
