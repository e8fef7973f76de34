// Makes a deployment of N servers that are all as declared: eight servers a pool, a file per pool, three certificates
// each, on the embedded default. Keys are shared by a few (making thousands takes minutes and nobody compares them);
// certificates are all different. Signed by the real CA code, so that the plan has everything to check that it checks
// in production.
import {createPrivateKey, generateKeyPairSync} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {register} from 'node:module';
import {join, resolve as resolvePath} from 'node:path';

register('../../.tools/typescript-hooks.mjs', import.meta.url);

const KEYS = 8;
const DAY = 86_400_000;

/** @returns the folder of the configuration */
export async function makeWorld(folder, servers) {
  const load = path => import(new URL(`../../src/${path}`, import.meta.url));
  const [
    {readCertificate},
    {signCertificate},
    {encodePem},
    ext,
    {spkiHash, publicKeyDer},
    {loadConfig},
    {resolve},
    {files},
    {specDigest},
    mark,
    certificateFile,
  ] = await Promise.all(
    [
      'x509/facts.ts',
      'x509/issue.ts',
      'x509/pem.ts',
      'x509/extensions.ts',
      'x509/key.ts',
      'config/load.ts',
      'config/resolve/resolve.ts',
      'host/files.ts',
      'core/digest.ts',
      'core/mark.ts',
      'connections/directory/certificate-file.ts',
    ].map(load),
  );
  const {encodeCertificateFile} = certificateFile;
  writeConfiguration(folder, servers);
  const {loaded, diagnostics} = await loadConfig({paths: [folder], cwd: folder, environment: {}, files});
  if (!loaded) throw new Error(JSON.stringify(diagnostics));
  const {desired} = resolve(loaded);
  const keys = Array.from({length: KEYS}, makeKey).map(key => ({key, spki: spkiHash(key), der: publicKeyDer(key)}));
  const ca = await makeAuthority();
  const stores = join(folder, 'servers');
  mkdirSync(stores, {recursive: true});
  writeFileSync(join(stores, '.cscert-stores'), '{"format":1}\n');
  const assigned = new Map();
  let serial = 1;
  const global = new Map();
  for (const [index, slot] of desired.slots.entries()) {
    // The exportable key of the deployment is nobody else's: a key file says by its name whether it may leave.
    const {key, spki, der} = slot.delivery === 'product' ? keys[0] : keys[1 + (index % (KEYS - 1))];
    const leaf = sign({
      subject: subjectOf(slot.spec),
      issuer: ca.issuing,
      publicKeyDer: der,
      key: ca.issuing.key,
      serial: serial++,
      days: 365,
      extensions: leafExtensions(slot.spec),
    });
    const facts = readCertificate(leaf);
    const friendlyName = mark.formatFriendlyName(
      slot.friendlyName,
      mark.makeMark({spki, specDigest: specDigest(slot.spec)}),
    );
    for (const server of slot.members) {
      const base = place(server);
      writeFileSync(join(base, 'My', `${facts.thumbprint}.pem`), encodeCertificateFile({facts, friendlyName}));
      const keyName = slot.spec.key.exportable ? `${spki}.exportable.key` : `${spki}.key`;
      writeFileSync(join(base, 'Keys', keyName), key.export({type: 'pkcs8', format: 'pem'}), {mode: 0o600});
      const map = slot.delivery === 'product' ? global : assigned;
      const usages = map.get(server) ?? {};
      for (const usage of slot.usages) usages[usage] = {current: facts.thumbprint};
      map.set(server, usages);
    }
  }
  for (const [server, usages] of assigned)
    writeFileSync(join(stores, server, 'assigned.json'), JSON.stringify({format: 1, usages}));
  for (const [server, usages] of global)
    writeFileSync(join(stores, server, 'replicated.json'), JSON.stringify({format: 1, usages}));
  return folder;

  function place(server) {
    const base = join(stores, server);
    for (const name of ['My', 'CA', 'Root', 'Keys', 'Request']) mkdirSync(join(base, name), {recursive: true});
    writeFileSync(join(base, 'Root', `${ca.root.facts.thumbprint}.pem`), encodeCertificateFile({facts: ca.root.facts}));
    writeFileSync(
      join(base, 'CA', `${ca.issuing.facts.thumbprint}.pem`),
      encodeCertificateFile({facts: ca.issuing.facts}),
    );
    return base;
  }

  async function makeAuthority() {
    const rootKey = makeKey();
    const issuingKey = makeKey();
    const root = {subject: [{type: 'CN', value: 'Bench Root'}], key: rootKey};
    const rootDer = sign({
      subject: root.subject,
      issuer: root,
      publicKeyDer: publicKeyDer(rootKey),
      key: rootKey,
      serial: 1,
      days: 7300,
      extensions: caExtensions(rootKey, rootKey),
    });
    const issuing = {subject: [{type: 'CN', value: 'Bench Issuing CA'}], key: issuingKey};
    const issuingDer = sign({
      subject: issuing.subject,
      issuer: root,
      publicKeyDer: publicKeyDer(issuingKey),
      key: rootKey,
      serial: 2,
      days: 3650,
      extensions: caExtensions(issuingKey, rootKey, 0),
    });
    const at = join(folder, 'ca', 'authority');
    mkdirSync(at, {recursive: true});
    writeFileSync(join(at, 'root.pem'), encodePem('CERTIFICATE', rootDer));
    writeFileSync(join(at, 'issuing.pem'), encodePem('CERTIFICATE', issuingDer));
    writeFileSync(join(at, 'issuing.key'), issuingKey.export({type: 'pkcs8', format: 'pem'}), {mode: 0o600});
    return {
      root: {...root, facts: readCertificate(rootDer)},
      issuing: {...issuing, facts: readCertificate(issuingDer)},
    };
  }

  function sign({subject, issuer, publicKeyDer: der, key, serial: number, days, extensions}) {
    const now = Date.now() - 60_000;
    const bytes = Buffer.alloc(17);
    bytes.writeUInt32BE(number, 12);
    bytes[0] = 1;
    return signCertificate({
      serial: bytes.subarray(0, 16),
      subject,
      issuer: issuer.subject,
      publicKeyDer: der,
      key,
      hash: 'sha256',
      extensions,
      notBefore: new Date(now),
      notAfter: new Date(now + days * DAY),
    });
  }

  function caExtensions(key, issuerKey, pathLength) {
    return [
      ext.basicConstraints({ca: true, ...(pathLength === undefined ? {} : {pathLength})}),
      ext.keyUsage(['keyCertSign', 'cRLSign']),
      ext.subjectKeyIdentifier(ext.keyIdentifier(publicKeyDer(key))),
      ext.authorityKeyIdentifier(ext.keyIdentifier(publicKeyDer(issuerKey))),
    ];
  }

  function leafExtensions(spec) {
    const oids = {serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2'};
    return [
      ext.subjectAltName(spec.names.map(({value}) => ({type: 'dns', value}))),
      ext.extKeyUsage(spec.eku.map(name => oids[name])),
      ext.keyUsage(spec.keyUsage),
      ext.templateName(spec.template),
      ext.authorityKeyIdentifier(ext.keyIdentifier(publicKeyDer(ca.issuing.key))),
    ];
  }
}

const makeKey = () =>
  createPrivateKey(
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: {type: 'pkcs8', format: 'pem'},
      publicKeyEncoding: {type: 'spki', format: 'pem'},
    }).privateKey,
  );

const subjectOf = ({subject}) =>
  [
    ['C', 'country'],
    ['ST', 'state'],
    ['L', 'city'],
    ['O', 'organization'],
    ['OU', 'organizationalUnit'],
    ['CN', 'commonName'],
  ].flatMap(([type, field]) => (subject[field] === undefined ? [] : [{type, value: subject[field]}]));

function writeConfiguration(folder, servers) {
  mkdirSync(join(folder, 'pools'), {recursive: true});
  writeFileSync(
    join(folder, 'cscert.yaml'),
    `deployment:
  name: bench
  product: sfbse
  sipDomains: [contoso.com, fabrikam.com]
  simpleUrls: {meet: [https://meet.contoso.com], dialin: https://dialin.contoso.com, admin: https://admin.contoso.com}
  certificates: {oauth: {usages: [OAuthTokenIssuer]}}
authorities:
  internal: {type: local, folder: ca}
connections:
  stores: {type: directory, folder: servers}
defaults:
  subject: {organization: Contoso, country: US}
`,
  );
  for (let pool = 0; pool * 8 < servers; pool++) {
    const members = Array.from(
      {length: Math.min(8, servers - pool * 8)},
      (_, i) => `fe${String(pool * 8 + i).padStart(5, '0')}.contoso.com`,
    );
    writeFileSync(
      join(folder, 'pools', `pool${String(pool).padStart(4, '0')}.yaml`),
      `pools:
  fepool${String(pool).padStart(4, '0')}.contoso.com:
    role: frontEnd
    servers: [${members.join(', ')}]
    webServices: {external: web${pool}.contoso.com}
    certificates:
      default: {usages: [Default]}
      internal: {usages: [WebServicesInternal]}
      external: {usages: [WebServicesExternal]}
`,
    );
  }
}

if (process.argv[1]?.endsWith('make-world.mjs')) {
  await makeWorld(resolvePath(process.argv[2]), Number(process.argv[3]));
}
