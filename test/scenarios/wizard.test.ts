/**
 * The 21 steps of "Configure certificates for servers", each with the choice that it offers, made in examples/wizard and
 * seen where it has its effect: in the request, in the certificate, in the store, in the assignments.
 */
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {verifyChain} from '../../src/x509/chain.ts';
import {APPLIED_AT, copyWorld, edit, hashes, keyOf} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';
import {
  addressOf,
  assigned,
  attributes,
  delayedRequest,
  dnsNames,
  FRIENDLY,
  issuedCount,
  keyFileOf,
  makeStations,
  options,
  readCsr,
  SERVER,
  type Stations,
  stored,
  storedIn,
  thumbprintOf,
} from './wizard-world.ts';

const folder = temporaryFolder();
let at: Stations;

beforeAll(async () => {
  at = await makeStations(folder);
});

const run = (cwd: string, ...argv: readonly string[]) => cscert(argv, options(cwd));

/** A copy in which one thing is declared otherwise. */
function declaring(world: string, from: string | RegExp, to: string): string {
  const cwd = copyWorld(world);
  edit(join(cwd, 'cscert.yaml'), from, to);
  return cwd;
}

const verbs = async (cwd: string, ...flags: readonly string[]): Promise<readonly string[]> =>
  (await planOf(cwd, {...options(cwd), flags})).plan.actions.map(({id}) => id);

test('before the steps: what is declared is valid, and the end of the product’s support is said', async () => {
  const {code, stdout, stderr} = await run(at.fresh, 'validate');
  expect(code).toBe(0);
  expect(stdout).toContain('The configuration is valid: 1 pool, 1 server, 4 certificates');
  expect(stderr.match(/(?:warning|error) [A-Z_]+/g)).toEqual(['warning CFG_PRODUCT_UNSUPPORTED']);
});

test('step 1: the wizard runs on a server; the servers that are declared are those that are reached', async () => {
  const {plan} = await planOf(at.fresh, options(at.fresh));
  expect(Object.keys(plan.holders)).toEqual([SERVER]);
  const folders = [...hashes(join(at.applied, 'servers')).keys()].map(path => path.split('/')[0]);
  expect(new Set(folders)).toEqual(new Set(['.cscert-stores', 'global', SERVER]));
});

test('step 2: usages that are requested together get one certificate, others their own', async () => {
  const own = assigned(at.answered);
  expect(new Set([own.Default, own.WebServicesExternal]).size).toBe(2);
  const together = copyWorld(at.applied);
  const path = join(together, 'cscert.yaml');
  edit(path, 'usages: [Default]', 'usages: [Default, WebServicesInternal, WebServicesExternal]');
  edit(path, /^ {6}web-internal:\n(?: {8}.*\n)+ {6}web-external:\n(?: {8}.*\n)+/m, '');
  edit(path, 'size: 4096', 'size: 2048');
  await mustRun(['apply', '--auto-approve'], options(together));
  const {Default, WebServicesInternal, WebServicesExternal} = assigned(together);
  expect(Default).not.toBe(own.Default);
  expect([WebServicesInternal, WebServicesExternal]).toEqual([Default, Default]);
});

test('step 3: the plan names every certificate that is to be requested', async () => {
  expect((await verbs(at.fresh)).filter(id => id.startsWith('request:'))).toEqual([
    `request:global/oauth@${SERVER}`,
    `request:${addressOf('default')}`,
    `request:${addressOf('web-external')}`,
    `request:${addressOf('web-internal')}`,
  ]);
});

test('step 4: an immediate request is answered at once, a delayed one is a file, and its key stays on the server', () => {
  expect(issuedCount(at.applied)).toBe(3);
  const request = readCsr(delayedRequest(at.applied));
  expect(request.signatureValid).toBe(true);
  expect(keyFileOf(at.applied, request.spki)).toBe(`${request.spki}.key`);
  const files = [...hashes(join(at.applied, 'requests')).keys()];
  expect(files.map(name => name.split('.').at(-1))).toEqual(['csr', 'txt']);
  expect(storedIn(at.applied, 'My').map(({facts}) => facts.spki)).not.toContain(request.spki);
});

test('step 5: the CA that was chosen is the issuer', async () => {
  expect(stored(at.applied, FRIENDLY.default).facts.issuer).toEqual([{type: 'CN', value: 'Contoso Issuing CA'}]);
  expect(stored(at.answered, FRIENDLY.webExternal).facts.issuer).toEqual([{type: 'CN', value: 'Public TLS CA'}]);
  const other = declaring(at.fresh, 'authority: public', 'authority: internal');
  const {plan} = await planOf(other, options(other));
  expect(plan.actions.find(({id}) => id === `request:${addressOf('web-external')}`)).toMatchObject({
    args: {authority: 'internal'},
  });
});

test('step 6: the password of an account, as every secret, is given by reference alone', async () => {
  const account = (password: string): string => `
  by-account:
    type: adcs
    via: server
    ca: ca01.contoso.com\\CA
    requestWith: Request-CsCertificate
    enrollAs: account
    account: {user: 'CONTOSO\\enroll', password: ${password}}
    roots: [root.pem]
`;
  const authorities = (more: string) => declaring(at.fresh, 'authorities:\n', `authorities:${more}`);
  for (const clear of [
    declaring(at.fresh, 'folder: ca\n', 'folder: ca\n    passphrase: hunter2 and more\n'),
    authorities(account('hunter2')),
  ]) {
    const {code, stderr} = await run(clear, 'validate');
    expect(code).toBe(1);
    expect(stderr).toContain('CFG_SECRET');
    expect(stderr).not.toContain('hunter2');
  }
  expect(await run(authorities(account('env:ENROLL_PASSWORD')), 'validate')).toEqual(endedWith(0));
});

test('step 7: the template is in the certificate and its rules are followed; left out, it is WebServer', () => {
  const {facts} = stored(at.applied, FRIENDLY.default);
  expect(facts.template?.name).toBe('LyncServer');
  expect((Date.parse(facts.notAfter) - Date.parse(APPLIED_AT)) / 86_400_000).toBeCloseTo(730, 0);
  expect(stored(at.applied, FRIENDLY.webInternal).facts.template?.name).toBe('WebServer');
  expect(readCsr(delayedRequest(at.applied)).template).toBe('WebServer');
});

test('step 8: friendly name, bit length and exportable key are as chosen; left out, as in the wizard', () => {
  const chosen = stored(at.applied, FRIENDLY.default);
  expect(chosen.facts.key).toMatchObject({algorithm: 'rsa', size: 4096});
  expect(keyFileOf(at.applied, chosen.facts.spki)).toBe(`${chosen.facts.spki}.exportable.key`);
  const blank = stored(at.applied, FRIENDLY.webInternal);
  expect(blank.facts.key).toMatchObject({algorithm: 'rsa', size: 2048});
  expect(keyFileOf(at.applied, blank.facts.spki)).toBe(`${blank.facts.spki}.key`);
});

test('step 9: organization and unit are in the certificate and in the request', () => {
  const wanted = expect.arrayContaining(['O=Contoso', 'OU=Unified Communications']);
  expect(attributes(stored(at.applied, FRIENDLY.default).facts)).toEqual(wanted);
  expect(attributes(readCsr(delayedRequest(at.applied)))).toEqual(wanted);
});

test('step 10: country, state and city are in the certificate and in the request', () => {
  const wanted = expect.arrayContaining(['C=US', 'ST=Washington', 'L=Redmond']);
  expect(attributes(stored(at.applied, FRIENDLY.default).facts)).toEqual(wanted);
  expect(attributes(readCsr(delayedRequest(at.applied)))).toEqual(wanted);
});

test('step 11: what explain lists for review is what is requested, subject first', async () => {
  const {stdout} = await mustRun(['explain', addressOf('web-external')], options(at.fresh));
  const [, listed = ''] = /^Names \(\d+\)\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
  const names = listed.split('\n').flatMap(line => /^ {2}(\S+)/.exec(line)?.[1] ?? []);
  const request = readCsr(delayedRequest(at.applied));
  expect(dnsNames(request.names)).toEqual(names);
  expect(attributes(request)).toContain(`CN=${names[0]}`);
  expect(stdout).toContain('To change the names, write');
});

test('step 12: the certificate has the names of the SIP domains that are ticked, and no others', () => {
  const both = dnsNames(stored(at.applied, FRIENDLY.default).facts.names);
  expect(both).toEqual(expect.arrayContaining(['sip.contoso.com', 'sip.fabrikam.com']));
  const one = dnsNames(readCsr(delayedRequest(at.applied)).names);
  expect(one).toContain('lyncdiscover.contoso.com');
  expect(one).not.toContain('lyncdiscover.fabrikam.com');
});

test('step 13: additional names are in the certificate', () => {
  expect(dnsNames(stored(at.applied, FRIENDLY.default).facts.names)).toContain('sip.wingtip.contoso.com');
  expect(dnsNames(stored(at.applied, FRIENDLY.webInternal).facts.names)).not.toContain('sip.wingtip.contoso.com');
});

test('step 14: the plan is the summary of everything, and changes nothing', async () => {
  const cwd = copyWorld(at.fresh);
  const before = hashes(cwd);
  const {code, stdout} = await run(cwd, 'plan', '--detailed-exitcode');
  expect(code).toBe(2);
  expect(stdout).toContain('Plan: 1 to trust, 4 to request, 4 to import, 0 to copy, 3 to assign,');
  expect(stdout).toMatch(/^Digest sha256:[0-9a-f]{64}$/m);
  expect(hashes(cwd)).toEqual(before);
});

test('step 15: apply does what the plan said; while the answer is outstanding, doing it again does nothing', async () => {
  expect(at.applying.code).toBe(3);
  expect(at.applying.stdout).toContain('Apply complete: 10 done, 0 already done, 2 waiting, 0 failed, 0 not run.');
  const cwd = copyWorld(at.applied);
  expect(await run(cwd, 'apply', '--auto-approve')).toEqual(endedWith(3));
  expect(hashes(cwd)).toEqual(hashes(at.applied));
});

describe('step 16: the certificate', () => {
  test('was issued and installed, is valid on the server, and is assigned where the box is ticked', async () => {
    const {facts} = stored(at.applied, FRIENDLY.default);
    const [intermediates, roots] = (['CA', 'Root'] as const).map(store =>
      storedIn(at.applied, store).map(one => one.facts.der),
    );
    const moment = {at: new Date(APPLIED_AT), intermediates: intermediates ?? [], roots: roots ?? []};
    expect(verifyChain({leaf: facts.der, ...moment})).toMatchObject({ok: true});
    const {stdout} = await mustRun(['show-certificate', addressOf('default')], options(at.applied));
    expect(stdout).toContain(facts.thumbprint);
    expect(stdout).toMatch(/^ {2}chain +valid$/m);
    expect(assigned(at.applied).Default).toBe(facts.thumbprint);
  });

  test('is stored and not assigned where the box is cleared', () => {
    expect(thumbprintOf(stored(at.applied, FRIENDLY.webInternal))).toMatch(/^[0-9A-F]{40}$/);
    expect(assigned(at.applied).WebServicesInternal).toBeUndefined();
  });

  test('of a delayed request is installed and assigned when its answer lies beside it', () => {
    const {facts} = stored(at.answered, FRIENDLY.webExternal);
    expect(facts.spki).toBe(readCsr(delayedRequest(at.applied)).spki);
    expect(assigned(at.answered).WebServicesExternal).toBe(facts.thumbprint);
  });
});

test('step 17: what is not assigned by itself is shown as ready, and no apply assigns it unasked', async () => {
  const {code, text} = await planOf(at.answered, options(at.answered));
  expect(code).toBe(0);
  expect(text).toContain(`to assign it: cscert apply --assign ${addressOf('web-internal')}`);
  const cwd = copyWorld(at.answered);
  await mustRun(['apply', '--auto-approve'], options(cwd));
  expect(assigned(cwd).WebServicesInternal).toBeUndefined();
});

describe('step 18: a certificate of the store', () => {
  const using = (thumbprint: string): string => {
    const cwd = declaring(at.answered, / +assign: manual\n/, '');
    edit(join(cwd, 'cscert.yaml'), /# use: \{thumbprint: [0-9A-F]{40}\}/, `use: {thumbprint: ${thumbprint}}`);
    return cwd;
  };

  test('is assigned as it is, and nothing is requested', async () => {
    const {facts} = stored(at.answered, FRIENDLY.webInternal);
    const cwd = using(facts.thumbprint);
    expect(await verbs(cwd)).toEqual([`assign:${addressOf('web-internal')}:WebServicesInternal`]);
    await mustRun(['apply', '--auto-approve'], options(cwd));
    expect(assigned(cwd).WebServicesInternal).toBe(facts.thumbprint);
    expect(issuedCount(cwd)).toBe(issuedCount(at.answered));
  });

  test.each([
    [
      'a name too few',
      'NAMES_MISSING',
      (cwd: string) => edit(join(cwd, 'cscert.yaml'), 'use: {', 'names: {add: [portal.contoso.com]}\n        use: {'),
    ],
    ['no private key', 'NO_PRIVATE_KEY', (cwd: string) => rmSync(keyOf(stored(cwd, FRIENDLY.webInternal).path))],
    ['a name of nothing that is there', 'USE_MISSING', (cwd: string) => rmSync(stored(cwd, FRIENDLY.webInternal).path)],
  ])('with %s is told before anything is touched', async (_what, finding, happens) => {
    const cwd = using(stored(at.answered, FRIENDLY.webInternal).facts.thumbprint);
    happens(cwd);
    const before = hashes(join(cwd, 'servers'));
    const {code, stdout} = await run(cwd, 'apply', '--auto-approve');
    expect(code).toBe(1);
    expect(stdout).toContain(finding);
    expect(hashes(join(cwd, 'servers'))).toEqual(before);
  });
});

test('step 19: the summary of an assignment names the certificate, and assigns nothing', async () => {
  const {facts} = stored(at.answered, FRIENDLY.webInternal);
  const {stdout} = await mustRun(['plan', '--assign', addressOf('web-internal')], options(at.answered));
  expect(stdout).toContain(`~ assign     WebServicesInternal to ${facts.thumbprint.slice(0, 8)}`);
  expect(stdout).toContain('Plan: 0 to trust, 0 to request, 0 to import, 0 to copy, 1 to assign,');
  expect(assigned(at.answered).WebServicesInternal).toBeUndefined();
});

describe('steps 20 and 21: after the assignment', () => {
  let cwd: string;
  let log: string;

  beforeAll(async () => {
    cwd = copyWorld(at.answered);
    ({log} = await mustRun(['apply', '--auto-approve', '--assign', addressOf('web-internal')], options(cwd)));
  });

  test('step 20: the usage points to the certificate, and the log tells how it came to that', () => {
    expect(assigned(cwd).WebServicesInternal).toBe(stored(cwd, FRIENDLY.webInternal).facts.thumbprint);
    const lines = log.split('\n').filter(line => line.includes(`${addressOf('web-internal')} WebServicesInternal: `));
    expect(lines).toEqual([
      `${APPLIED_AT} info  ${addressOf('web-internal')} WebServicesInternal: assigning`,
      `${APPLIED_AT} info  ${addressOf('web-internal')} WebServicesInternal: assign done after 0.0 s`,
    ]);
  });

  test('step 21: the status of every usage is that it is assigned and fine, and nothing is left to do', async () => {
    const {stdout} = await mustRun(['status'], options(cwd));
    const rows = stdout.split('\n').filter(line => line.startsWith(SERVER));
    expect(rows.map(row => [row.split(/ +/)[1], row.split(/ +/).at(-1)])).toEqual([
      ['OAuthTokenIssuer', 'fine'],
      ['WebServicesExternal', 'fine'],
      ['WebServicesInternal', 'fine'],
      ['Default', 'fine'],
    ]);
    for (const thumbprint of Object.values(assigned(cwd))) expect(stdout).toContain(String(thumbprint).slice(0, 8));
    expect(await run(cwd, 'plan', '--detailed-exitcode')).toEqual(endedWith(0));
  });
});

describe('the notes of the wizard', () => {
  test('a missing root is found and put back, and nothing is requested', async () => {
    const cwd = copyWorld(at.answered);
    const root = storedIn(cwd, 'Root').find(({facts}) => attributes(facts).includes('CN=Contoso Issuing CA Root'));
    const before = hashes(cwd);
    rmSync(String(root?.path));
    const {plan, text} = await planOf(cwd, options(cwd));
    expect(plan.actions.map(({verb}) => verb)).toEqual(['trust']);
    expect(text).toContain('ROOT_MISSING');
    await mustRun(['apply', '--auto-approve'], options(cwd));
    expect(hashes(cwd)).toEqual(before);
  });

  test('a missing private key is found, and a certificate with a new key takes its place', async () => {
    const cwd = copyWorld(at.answered);
    const {path, facts} = stored(cwd, FRIENDLY.webInternal);
    rmSync(keyOf(path));
    const {text} = await planOf(cwd, options(cwd));
    expect(text).toContain('NO_PRIVATE_KEY');
    await mustRun(['apply', '--auto-approve', '--assign', addressOf('web-internal')], options(cwd));
    const now = assigned(cwd).WebServicesInternal;
    expect(now).toMatch(/^[0-9A-F]{40}$/);
    expect(now).not.toBe(facts.thumbprint);
    expect(issuedCount(cwd)).toBe(issuedCount(at.answered) + 1);
  });
});
