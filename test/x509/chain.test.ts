import {afterAll, beforeAll, expect} from '@jest/globals';
import {type ChainCode, type ChainVerdict, verifyChain} from '../../src/x509/chain.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {realPart} from '../support/real-parts.ts';
import {issueWithOpenssl} from '../support/test-ca.ts';
import {ORDERS} from './chain-orders.ts';

const {describe, test} = realPart('openssl 3', hasOpenssl());

const AT = new Date('2026-06-01T12:00:00Z');
interface Row {
  readonly what: string;
  readonly leaf: string;
  /** Leaf first, root last; absent when there is none. */
  readonly path?: readonly string[];
  readonly code?: ChainCode;
  /** The certificate that the problem is about. */
  readonly about?: string;
  readonly via?: readonly string[];
  readonly roots?: readonly string[];
}

function good(what: string, leaf: string, ...path: readonly string[]): Row {
  return {what, leaf, via: path, path: [leaf, ...path, 'root']};
}

function bad(what: string, code: ChainCode, ...path: readonly string[]): Row {
  const [leaf = '', ...via] = path;
  return {what, leaf, via, code};
}

const ROWS: readonly Row[] = [
  good('a path over an intermediate', 'leaf', 'ca'),
  good('a leaf without usages', 'wide', 'ca'),
  good('a leaf without a subject', 'anonymous', 'ca'),
  good('a leaf that lasts beyond 2050', 'far', 'ca'),
  good('a leaf one second before its end', 'next-second', 'ca'),
  good('a leaf in its first second', 'first-second', 'ca'),
  good('an unknown extension that is not critical', 'uncritical', 'ca'),
  good('critical policies', 'policy', 'ca'),
  good('a path length that is kept', 'short-leaf', 'short'),
  good('a CA whose own new key does not count for the path length', 'rolled-short-leaf', 'rolled-short', 'short'),
  good('a CA for servers', 'server-ca-leaf', 'server-ca'),
  {what: 'the trusted of two cross-signed paths', leaf: 'leaf', via: ['ca', 'cross'], path: ['leaf', 'ca', 'root']},
  {
    what: 'a path over a cross-signed root',
    leaf: 'leaf',
    via: ['ca', 'cross-root'],
    roots: ['other-root'],
    path: ['leaf', 'ca', 'cross-root', 'other-root'],
  },
  {what: 'a self-signed leaf that is trusted', leaf: 'self', roots: ['self'], path: ['self']},
  good('DNS names that are permitted', 'dns-in', 'dns-ca'),
  good('an address where only DNS names are constrained', 'dns-ip', 'dns-ca'),
  good('a DNS name that is not excluded', 'not-dns-in', 'not-dns-ca'),
  good('a DNS name below a base with a dot', 'dot-in', 'dot-ca'),
  good('an address that is permitted', 'ip-in', 'ip-ca'),
  good('an address that is not excluded', 'not-ip-in', 'not-ip-ca'),
  good('a subject that is permitted', 'dir-in', 'dir-ca'),
  good('a mailbox that is permitted', 'mail-in', 'mail-ca'),
  good('a mailbox that is not excluded', 'not-mail-in', 'not-mail-ca'),
  good('a URI that is permitted', 'uri-in', 'uri-ca'),
  bad('an expired leaf', 'EXPIRED', 'expired', 'ca'),
  bad('a leaf at the second of its end', 'EXPIRED', 'last-second', 'ca'),
  bad('a leaf that is not yet valid', 'NOT_YET_VALID', 'future', 'ca'),
  {...bad('an expired intermediate', 'EXPIRED', 'old-ca-leaf', 'old-ca'), about: 'old-ca'},
  bad('a missing intermediate', 'ISSUER_MISSING', 'leaf'),
  {...bad('a root that is not there', 'ISSUER_MISSING', 'leaf', 'ca'), roots: ['other-root'], about: 'ca'},
  {
    ...bad('a root that came along but is not trusted', 'ROOT_UNTRUSTED', 'leaf', 'ca', 'root'),
    roots: ['other-root'],
    about: 'root',
  },
  {...bad('another root of the same name', 'BAD_SIGNATURE', 'leaf', 'ca'), roots: ['namesake'], about: 'ca'},
  {...bad('no roots but an intermediate that is trusted', 'ISSUER_MISSING', 'leaf'), roots: ['ca']},
  bad('a self-signed leaf that is not trusted', 'ROOT_UNTRUSTED', 'self'),
  {...bad('an intermediate that is no CA', 'NOT_A_CA', 'no-ca-leaf', 'no-ca'), about: 'no-ca'},
  {...bad('an intermediate without basic constraints', 'NOT_A_CA', 'bare-ca-leaf', 'bare-ca'), about: 'bare-ca'},
  {...bad('an intermediate that may not sign', 'NOT_A_CA', 'no-sign-leaf', 'no-sign'), about: 'no-sign'},
  {
    ...bad('a path longer than a CA allows', 'PATH_TOO_LONG', 'below-short-leaf', 'below-short', 'short'),
    about: 'short',
  },
  bad('a leaf for clients', 'WRONG_PURPOSE', 'client', 'ca'),
  bad('a leaf for any purpose', 'WRONG_PURPOSE', 'any', 'ca'),
  bad('a key that may only sign documents', 'WRONG_PURPOSE', 'signer', 'ca'),
  {...bad('a CA for clients', 'WRONG_PURPOSE', 'client-ca-leaf', 'client-ca'), about: 'client-ca'},
  bad('an unknown critical extension', 'UNKNOWN_CRITICAL', 'critical', 'ca'),
  {
    ...bad('an unknown critical extension of a CA', 'UNKNOWN_CRITICAL', 'critical-ca-leaf', 'critical-ca'),
    about: 'critical-ca',
  },
  bad('a DNS name that is not permitted', 'NAME_NOT_PERMITTED', 'dns-out', 'dns-ca'),
  bad('a common name that is a host and not permitted', 'NAME_NOT_PERMITTED', 'dns-common', 'dns-ca'),
  bad('a constraint two CAs above', 'NAME_NOT_PERMITTED', 'dns-sub-out', 'dns-sub', 'dns-ca'),
  bad('a DNS name that is excluded', 'NAME_NOT_PERMITTED', 'not-dns-out', 'not-dns-ca'),
  bad('a domain itself where only names below are permitted', 'NAME_NOT_PERMITTED', 'dot-out', 'dot-ca'),
  bad('an address that is not permitted', 'NAME_NOT_PERMITTED', 'ip-out', 'ip-ca'),
  bad('an IPv6 address where IPv4 is permitted', 'NAME_NOT_PERMITTED', 'ip-six', 'ip-ca'),
  bad('an address that is excluded', 'NAME_NOT_PERMITTED', 'not-ip-out', 'not-ip-ca'),
  bad('a subject that is not permitted', 'NAME_NOT_PERMITTED', 'dir-out', 'dir-ca'),
  bad('a subject that is excluded', 'NAME_NOT_PERMITTED', 'not-dir-out', 'not-dir-ca'),
  bad('a mailbox that is not permitted', 'NAME_NOT_PERMITTED', 'mail-out', 'mail-ca'),
  bad('an e-mail address in the subject', 'NAME_NOT_PERMITTED', 'mail-subject', 'mail-ca'),
  bad('a mailbox that is excluded', 'NAME_NOT_PERMITTED', 'not-mail-out', 'not-mail-ca'),
  bad('a URI that is not permitted', 'NAME_NOT_PERMITTED', 'uri-out', 'uri-ca'),
];

describe('verifyChain and OpenSSL', () => {
  let shop: Workshop;
  const ders = new Map<string, string>();

  beforeAll(() => {
    shop = openWorkshop();
    for (const order of ORDERS) ders.set(order.name, issueWithOpenssl(shop, order).toString('base64'));
  }, 60_000);
  afterAll(() => shop?.remove());

  function base64(name: string): string {
    const der = ders.get(name);
    if (der === undefined) throw new Error(`no certificate is called ${name}`);
    return der;
  }

  function ask(leaf: string, via: readonly string[], roots: readonly string[]): ChainVerdict {
    return verifyChain({leaf: base64(leaf), intermediates: via.map(base64), roots: roots.map(base64), at: AT});
  }

  function askOpenssl(leaf: string, via: readonly string[], roots: readonly string[], mode = ['-x509_strict']): number {
    const pems = (names: readonly string[]): string => names.map(name => shop.read(`${name}.pem`)).join('');
    shop.write('via.pem', pems(via));
    shop.write('roots.pem', pems(roots));
    const stores = [
      '-no-CApath',
      '-no-CAstore',
      '-CAfile',
      'roots.pem',
      ...(via.length > 0 ? ['-untrusted', 'via.pem'] : []),
    ];
    const rules = [...mode, '-purpose', 'sslserver', '-attime', String(AT.getTime() / 1000)];
    return shop.tryOpenssl('verify', ...stores, ...rules, `${leaf}.pem`).code;
  }

  test.each(ROWS.filter(row => row.path !== undefined).map(row => [row.what, row] as const))(
    'both accept %s',
    (_, {leaf, via = [], roots = ['root'], path = []}) => {
      const verdict = ask(leaf, via, roots);
      expect(verdict).toMatchObject({ok: true});
      expect(verdict.ok && verdict.path.map(facts => facts.der)).toEqual(path.map(base64));
      expect(askOpenssl(leaf, via, roots)).toBe(0);
    },
  );

  test.each(ROWS.filter(row => row.code !== undefined).map(row => [row.what, row] as const))(
    'both refuse %s',
    (_, {leaf, via = [], roots = ['root'], code, about = leaf}) => {
      const verdict = ask(leaf, via, roots);
      expect(verdict).toMatchObject({ok: false, code, at: {der: base64(about)}});
      expect(askOpenssl(leaf, via, roots)).not.toBe(0);
    },
  );

  test('both refuse a signature of which one bit was turned', () => {
    const der = Buffer.from(base64('leaf'), 'base64');
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    ders.set('turned', der.toString('base64'));
    shop.write('turned.pem', `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`);
    expect(ask('turned', ['ca'], ['root'])).toMatchObject({ok: false, code: 'BAD_SIGNATURE'});
    expect(askOpenssl('turned', ['ca'], ['root'])).not.toBe(0);
  });

  // OpenSSL takes the first issuer that fits and does not come back; Windows tries them all, and so do we.
  test('a way around an expired or untrusted certificate of the same CA is found, whatever the order', () => {
    for (const via of [
      ['old-cross', 'cross', 'ca'],
      ['ca', 'cross', 'old-cross'],
    ]) {
      const verdict = ask('leaf', via, ['root']);
      expect(verdict.ok && verdict.path.map(({der}) => der)).toEqual(['leaf', 'ca', 'root'].map(base64));
    }
  });

  test('a root that is careless of form is accepted, as by OpenSSL without its strict mode', () => {
    expect(ask('loose-leaf', [], ['loose-root'])).toMatchObject({ok: true});
    expect(askOpenssl('loose-leaf', [], ['loose-root'], [])).toBe(0);
    expect(askOpenssl('loose-leaf', [], ['loose-root'])).not.toBe(0);
  });

  // OpenSSL looks for the purpose itself in every certificate; RFC 5280 and Windows take any purpose for all of them.
  test('a CA that is for any purpose may issue for servers and clients, and OpenSSL alone refuses it', () => {
    const path = ['any-ca-leaf', 'any-ca', 'root'].map(base64);
    const verdict = ask('any-ca-leaf', ['any-ca'], ['root']);
    expect(verdict.ok && verdict.path.map(({der}) => der)).toEqual(path);
    expect(askOpenssl('any-ca-leaf', ['any-ca'], ['root'])).not.toBe(0);
  });

  test('a leaf for clients is good for clients', () => {
    const question = {leaf: base64('client'), intermediates: [base64('ca')], roots: [base64('root')], at: AT};
    expect(verifyChain({...question, purpose: 'clientAuth'})).toMatchObject({ok: true});
  });

  test('certificates that cannot be read are passed over', () => {
    const junk = Buffer.from('junk').toString('base64');
    const question = {leaf: base64('leaf'), intermediates: [junk, base64('ca')], roots: [junk, base64('root')], at: AT};
    expect(verifyChain(question)).toMatchObject({ok: true});
  });
});
