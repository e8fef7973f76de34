import type {CertificateOrder} from '../support/test-ca.ts';

const KEY_IDS = ['subjectKeyIdentifier = hash', 'authorityKeyIdentifier = keyid'];
const CA = ['basicConstraints = critical,CA:TRUE', 'keyUsage = critical,keyCertSign,cRLSign', ...KEY_IDS];
const LEAF = [
  'basicConstraints = CA:FALSE',
  'keyUsage = critical,digitalSignature',
  'extendedKeyUsage = serverAuth',
  'subjectAltName = DNS:web.contoso.com',
  ...KEY_IDS,
];

function without(lines: readonly string[], ...keys: readonly string[]): readonly string[] {
  return lines.filter(line => !keys.some(key => line.startsWith(`${key} `)));
}

function constrained(value: string): readonly string[] {
  return [...CA, `nameConstraints = critical,${value}`];
}

function leafNamed(names: string): readonly string[] {
  return [...without(LEAF, 'subjectAltName'), `subjectAltName = ${names}`];
}

/** The certificates of the chain tests, issuers before what they issue. `in` keeps to a name constraint, `out` does not. */
export const ORDERS: readonly CertificateOrder[] = [
  {name: 'root', subject: '/O=Contoso/CN=Root', extensions: CA},
  {name: 'other-root', subject: '/O=Fabrikam/CN=Root', extensions: CA},
  {
    name: 'namesake',
    subject: '/O=Contoso/CN=Root',
    extensions: [
      ...without(CA, 'subjectKeyIdentifier', 'authorityKeyIdentifier'),
      'subjectKeyIdentifier = none',
      'authorityKeyIdentifier = none',
    ],
  },
  {name: 'ca', subject: '/O=Contoso/CN=Issuing CA', issuer: 'root', extensions: CA},
  {name: 'leaf', subject: '/CN=web.contoso.com', issuer: 'ca', extensions: LEAF},
  {name: 'wide', subject: '/CN=no usages', issuer: 'ca', extensions: without(LEAF, 'keyUsage', 'extendedKeyUsage')},
  {name: 'anonymous', subject: '/', issuer: 'ca', extensions: leafNamed('critical,DNS:web.contoso.com')},
  {name: 'expired', subject: '/CN=old', issuer: 'ca', extensions: LEAF, notAfter: '260531000000Z'},
  {name: 'last-second', subject: '/CN=last', issuer: 'ca', extensions: LEAF, notAfter: '260601120000Z'},
  {name: 'next-second', subject: '/CN=next', issuer: 'ca', extensions: LEAF, notAfter: '260601120001Z'},
  {name: 'first-second', subject: '/CN=first', issuer: 'ca', extensions: LEAF, notBefore: '260601120000Z'},
  {name: 'future', subject: '/CN=new', issuer: 'ca', extensions: LEAF, notBefore: '260602000000Z'},
  {name: 'far', subject: '/CN=far', issuer: 'ca', extensions: LEAF, notAfter: '20991231235959Z'},
  {name: 'old-ca', subject: '/CN=Old CA', issuer: 'root', extensions: CA, notAfter: '260531000000Z'},
  {name: 'old-ca-leaf', subject: '/CN=a', issuer: 'old-ca', extensions: LEAF},
  {name: 'no-ca', subject: '/CN=Not a CA', issuer: 'root', extensions: [...LEAF]},
  {name: 'no-ca-leaf', subject: '/CN=a', issuer: 'no-ca', extensions: LEAF},
  {name: 'bare-ca', subject: '/CN=Bare', issuer: 'root', extensions: without(CA, 'basicConstraints')},
  {name: 'bare-ca-leaf', subject: '/CN=a', issuer: 'bare-ca', extensions: LEAF},
  {
    name: 'no-sign',
    subject: '/CN=No keyCertSign',
    issuer: 'root',
    extensions: [...without(CA, 'keyUsage'), 'keyUsage = critical,cRLSign'],
  },
  {name: 'no-sign-leaf', subject: '/CN=a', issuer: 'no-sign', extensions: LEAF},
  {
    name: 'short',
    subject: '/CN=Short',
    issuer: 'root',
    extensions: [...without(CA, 'basicConstraints'), 'basicConstraints = critical,CA:TRUE,pathlen:0'],
  },
  {name: 'short-leaf', subject: '/CN=a', issuer: 'short', extensions: LEAF},
  {name: 'below-short', subject: '/CN=Below', issuer: 'short', extensions: CA},
  {name: 'below-short-leaf', subject: '/CN=a', issuer: 'below-short', extensions: LEAF},
  {name: 'rolled-short', subject: '/CN=Short', issuer: 'short', extensions: CA},
  {name: 'rolled-short-leaf', subject: '/CN=a', issuer: 'rolled-short', extensions: LEAF},
  {
    name: 'client',
    subject: '/CN=c',
    issuer: 'ca',
    extensions: [...without(LEAF, 'extendedKeyUsage'), 'extendedKeyUsage = clientAuth'],
  },
  {
    name: 'any',
    subject: '/CN=c',
    issuer: 'ca',
    extensions: [...without(LEAF, 'extendedKeyUsage'), 'extendedKeyUsage = anyExtendedKeyUsage'],
  },
  {
    name: 'signer',
    subject: '/CN=c',
    issuer: 'ca',
    extensions: [...without(LEAF, 'keyUsage'), 'keyUsage = critical,nonRepudiation'],
  },
  {name: 'client-ca', subject: '/CN=Client CA', issuer: 'root', extensions: [...CA, 'extendedKeyUsage = clientAuth']},
  {name: 'client-ca-leaf', subject: '/CN=a', issuer: 'client-ca', extensions: LEAF},
  {name: 'server-ca', subject: '/CN=Server CA', issuer: 'root', extensions: [...CA, 'extendedKeyUsage = serverAuth']},
  {name: 'server-ca-leaf', subject: '/CN=a', issuer: 'server-ca', extensions: LEAF},
  {
    name: 'any-ca',
    subject: '/CN=Any CA',
    issuer: 'root',
    extensions: [...CA, 'extendedKeyUsage = anyExtendedKeyUsage'],
  },
  {name: 'any-ca-leaf', subject: '/CN=a', issuer: 'any-ca', extensions: LEAF},
  {name: 'critical', subject: '/CN=c', issuer: 'ca', extensions: [...LEAF, '1.2.3.4.5 = critical,DER:0500']},
  {name: 'uncritical', subject: '/CN=c', issuer: 'ca', extensions: [...LEAF, '1.2.3.4.5 = DER:0500']},
  {
    name: 'critical-ca',
    subject: '/CN=Critical CA',
    issuer: 'root',
    extensions: [...CA, '1.2.3.4.5 = critical,DER:0500'],
  },
  {name: 'critical-ca-leaf', subject: '/CN=a', issuer: 'critical-ca', extensions: LEAF},
  {name: 'policy', subject: '/CN=p', issuer: 'ca', extensions: [...LEAF, 'certificatePolicies = critical,1.2.3.4']},
  {name: 'self', subject: '/CN=self', extensions: without(LEAF, 'authorityKeyIdentifier')},
  {name: 'loose-root', subject: '/CN=Loose Root', extensions: ['basicConstraints = CA:TRUE']},
  {name: 'loose-leaf', subject: '/CN=a', issuer: 'loose-root', extensions: LEAF},
  // The same CA, key and name, certified by two roots.
  {name: 'cross', subject: '/O=Contoso/CN=Issuing CA', issuer: 'other-root', extensions: CA, keyOf: 'ca'},
  {
    name: 'old-cross',
    subject: '/O=Contoso/CN=Issuing CA',
    issuer: 'root',
    extensions: CA,
    keyOf: 'ca',
    notAfter: '260531000000Z',
  },
  {name: 'cross-root', subject: '/O=Contoso/CN=Root', issuer: 'other-root', extensions: CA, keyOf: 'root'},
  {name: 'dns-ca', subject: '/CN=dns', issuer: 'root', extensions: constrained('permitted;DNS:contoso.com')},
  {name: 'dns-in', subject: '/CN=a', issuer: 'dns-ca', extensions: leafNamed('DNS:WEB.contoso.com,DNS:contoso.com')},
  {
    name: 'dns-out',
    subject: '/CN=a',
    issuer: 'dns-ca',
    extensions: leafNamed('DNS:web.contoso.com,DNS:notcontoso.com'),
  },
  {name: 'dns-common', subject: '/CN=web.fabrikam.com', issuer: 'dns-ca', extensions: without(LEAF, 'subjectAltName')},
  {name: 'dns-ip', subject: '/CN=a', issuer: 'dns-ca', extensions: leafNamed('DNS:web.contoso.com,IP:10.0.0.1')},
  {name: 'dns-sub', subject: '/CN=sub', issuer: 'dns-ca', extensions: CA},
  {name: 'dns-sub-out', subject: '/CN=a', issuer: 'dns-sub', extensions: leafNamed('DNS:web.fabrikam.com')},
  {
    name: 'not-dns-ca',
    subject: '/CN=not dns',
    issuer: 'root',
    extensions: constrained('excluded;DNS:secret.contoso.com'),
  },
  {name: 'not-dns-in', subject: '/CN=a', issuer: 'not-dns-ca', extensions: leafNamed('DNS:web.contoso.com')},
  {name: 'not-dns-out', subject: '/CN=a', issuer: 'not-dns-ca', extensions: leafNamed('DNS:a.secret.contoso.com')},
  {name: 'dot-ca', subject: '/CN=dot', issuer: 'root', extensions: constrained('permitted;DNS:.contoso.com')},
  {name: 'dot-in', subject: '/CN=a', issuer: 'dot-ca', extensions: leafNamed('DNS:web.contoso.com')},
  {name: 'dot-out', subject: '/CN=a', issuer: 'dot-ca', extensions: leafNamed('DNS:contoso.com')},
  {name: 'ip-ca', subject: '/CN=ip', issuer: 'root', extensions: constrained('permitted;IP:10.1.0.0/255.255.0.0')},
  {name: 'ip-in', subject: '/CN=a', issuer: 'ip-ca', extensions: leafNamed('IP:10.1.2.3')},
  {name: 'ip-out', subject: '/CN=a', issuer: 'ip-ca', extensions: leafNamed('IP:10.2.2.3')},
  {name: 'ip-six', subject: '/CN=a', issuer: 'ip-ca', extensions: leafNamed('IP:2001:db8::1')},
  {
    name: 'not-ip-ca',
    subject: '/CN=not ip',
    issuer: 'root',
    extensions: constrained('excluded;IP:2001:db8::/ffff:ffff::'),
  },
  {name: 'not-ip-in', subject: '/CN=a', issuer: 'not-ip-ca', extensions: leafNamed('IP:2001:db9::1')},
  {name: 'not-ip-out', subject: '/CN=a', issuer: 'not-ip-ca', extensions: leafNamed('IP:2001:db8::1')},
  {
    name: 'dir-ca',
    subject: '/CN=dir',
    issuer: 'root',
    extensions: [...constrained('permitted;dirName:place'), '[place]', 'O = Contoso'],
  },
  {name: 'dir-in', subject: '/O=CONTOSO/CN=a', issuer: 'dir-ca', extensions: LEAF},
  {name: 'dir-out', subject: '/O=Fabrikam/CN=a', issuer: 'dir-ca', extensions: LEAF},
  {
    name: 'not-dir-ca',
    subject: '/CN=not dir',
    issuer: 'root',
    extensions: [...constrained('excluded;dirName:place'), '[place]', 'O = Contoso'],
  },
  {name: 'not-dir-out', subject: '/O=Contoso/CN=a', issuer: 'not-dir-ca', extensions: LEAF},
  {name: 'mail-ca', subject: '/CN=mail', issuer: 'root', extensions: constrained('permitted;email:contoso.com')},
  {name: 'mail-in', subject: '/CN=a', issuer: 'mail-ca', extensions: leafNamed('email:anna@Contoso.com')},
  {name: 'mail-out', subject: '/CN=a', issuer: 'mail-ca', extensions: leafNamed('email:anna@sub.contoso.com')},
  {name: 'mail-subject', subject: '/CN=a/emailAddress=anna@fabrikam.com', issuer: 'mail-ca', extensions: LEAF},
  {
    name: 'not-mail-ca',
    subject: '/CN=not mail',
    issuer: 'root',
    extensions: constrained('excluded;email:.contoso.com'),
  },
  {name: 'not-mail-in', subject: '/CN=a', issuer: 'not-mail-ca', extensions: leafNamed('email:anna@contoso.com')},
  {name: 'not-mail-out', subject: '/CN=a', issuer: 'not-mail-ca', extensions: leafNamed('email:anna@sub.contoso.com')},
  {name: 'uri-ca', subject: '/CN=uri', issuer: 'root', extensions: constrained('permitted;URI:.contoso.com')},
  {name: 'uri-in', subject: '/CN=a', issuer: 'uri-ca', extensions: leafNamed('URI:https://web.contoso.com:443/x')},
  {name: 'uri-out', subject: '/CN=a', issuer: 'uri-ca', extensions: leafNamed('URI:https://contoso.com/x')},
];
