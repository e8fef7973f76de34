import {createHash} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {type LocalAuthority, type LocalSettings, local} from '../../../src/authorities/local/index.ts';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import {EKU_OIDS} from '../../../src/core/model/certificate.ts';
import type {CertificateSpec} from '../../../src/core/model/desired.ts';
import {Secret} from '../../../src/core/secret.ts';
import type {Answer, Order} from '../../../src/engine/ports/authority.ts';
import type {Files} from '../../../src/engine/ports/host.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {encodePem} from '../../../src/x509/pem.ts';
import {issuedOf, orderFor} from '../../contract/authority-contract.ts';
import {Killed, killedAt, MemoryFiles} from '../../support/memory-files.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../../support/openssl.ts';
import {realPart} from '../../support/real-parts.ts';
import {callContext, DEPLOYMENT, spec, TestClock, testHost} from '../../support/world.ts';

const DAY = 86_400_000;
const FE01 = 'fe01.contoso.com';
const CA = '/base/ca';

interface Options {
  readonly settings?: Partial<LocalSettings>;
  readonly clock?: TestClock;
  readonly passphrase?: string;
}

async function open(files: Files, {settings, clock, passphrase}: Options = {}): Promise<LocalAuthority> {
  const made = await local.create(
    {type: 'local', folder: 'ca', ...settings},
    {
      name: 'corp',
      base: '/base',
      deployment: DEPLOYMENT,
      host: testHost(files, clock),
      secrets: passphrase === undefined ? {} : {passphrase: new Secret(passphrase)},
    },
  );
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

const submit = (authority: LocalAuthority, order: Order, clock = new TestClock()): Promise<Answer> =>
  authority.submit(order, async () => undefined, callContext(clock));
const factsOf = (der: string) => readCertificate(Buffer.from(der, 'base64'));

async function chainOf(authority: LocalAuthority, create = false) {
  return authority.chain({create}, callContext());
}

/** Making a CA takes two keys of 3072 bits: one is made for all tests, and each works on a copy. */
let used: MemoryFiles;
let order: Order;
beforeAll(async () => {
  used = new MemoryFiles();
  await chainOf(await open(used), true);
  order = await orderFor(spec(FE01));
});

describe('the CA', () => {
  test('is made on first use and never by asking for its chain', async () => {
    const files = new MemoryFiles();
    const authority = await open(files);
    expect(await chainOf(authority)).toEqual({ok: 'made on first use'});
    expect(files.nodes.size).toBe(1);
  });

  test('has a root for 20 years and an issuing CA for 10 that may have no CA below it', async () => {
    const chain = await chainOf(await open(used));
    if ('problem' in chain || chain.ok === 'made on first use') throw new Error('no chain');
    const [root, issuing] = [...chain.ok.roots, ...chain.ok.intermediates].map(factsOf);
    expect(root).toMatchObject({subject: [{type: 'CN', value: 'contoso corp CA Root'}], ca: true, key: {size: 3072}});
    expect(issuing).toMatchObject({subject: [{type: 'CN', value: 'contoso corp CA'}], ca: true, pathLength: 0});
    expect(root?.notAfter.slice(0, 4)).toBe('2046');
    expect(issuing?.notAfter.slice(0, 4)).toBe('2036');
  });

  test('keeps its keys to its owner', () => {
    const modes = used.tree(CA).map(name => [name, used.mode(`${CA}/${name}`)]);
    expect(modes).toEqual([
      ['authority/issuing.key', 0o600],
      ['authority/issuing.pem', 0o644],
      ['authority/root.key', 0o600],
      ['authority/root.pem', 0o644],
    ]);
  });

  test('of two that make it at the same time one wins, both use it, and nothing else stays', async () => {
    const files = new MemoryFiles();
    const chains = await Promise.all([chainOf(await open(files), true), chainOf(await open(files), true)]);
    expect(chains[0]).toEqual(chains[1]);
    expect(files.tree(CA)).toEqual(used.tree(CA));
  });

  test('a kill while it is made leaves either no CA or a whole one', async () => {
    let kills = 0;
    for (let n = 1; ; n++) {
      const files = new MemoryFiles();
      const result = await chainOf(await open(killedAt(files, n)), true).catch((error: unknown) => error);
      if (!(result instanceof Killed)) break;
      kills += 1;
      const after = await chainOf(await open(files));
      expect(after).toEqual({ok: 'made on first use'});
    }
    expect(kills).toBeGreaterThanOrEqual(6);
  }, 120_000);

  test.each(['root.pem', 'issuing.pem'])('is never replaced when %s is missing', async name => {
    const files = used.clone();
    await files.remove(`${CA}/authority/${name}`);
    const before = files.tree(CA);
    expect(await chainOf(await open(files), true)).toMatchObject({problem: {code: 'AUTHORITY_DAMAGED'}});
    expect(await submit(await open(files), order)).toMatchObject({problem: {code: 'AUTHORITY_DAMAGED'}});
    expect(files.tree(CA)).toEqual(before);
  });

  test('is never replaced when only its register is left', async () => {
    const files = new MemoryFiles();
    await files.makeFolder(`${CA}/issued`);
    expect(await chainOf(await open(files), true)).toMatchObject({problem: {code: 'AUTHORITY_DAMAGED'}});
  });

  test.each(['authority', 'issued'])('is not made anew when its folder %s came back in capitals', async name => {
    const files = used.clone();
    await files.makeFolder(`${CA}/issued`);
    await files.rename(`${CA}/${name}`, `${CA}/${name.toUpperCase()}`);
    expect(await chainOf(await open(files), true)).toMatchObject({
      problem: {code: 'AUTHORITY_DAMAGED', detail: expect.stringContaining(`should be called ${name}`)},
    });
  });

  test('is damaged when root and issuing CA do not belong together', async () => {
    const files = used.clone();
    const other = new MemoryFiles();
    await chainOf(await open(other), true);
    await files.write(`${CA}/authority/root.pem`, other.text(`${CA}/authority/root.pem`), {mode: 0o644});
    const found = await chainOf(await open(files));
    expect(found).toMatchObject({problem: {code: 'AUTHORITY_DAMAGED'}});
  });

  test('signs nothing with a key that is not its own, also where that came between two certificates', async () => {
    const files = used.clone();
    const authority = await open(files);
    const path = `${CA}/authority/issuing.key`;
    const [own, another] = [files.text(path), files.text(`${CA}/authority/root.key`)];
    const write = (key: string) => files.write(path, key, {mode: 0o600});
    const damaged = {
      state: 'failed',
      problem: {code: 'AUTHORITY_DAMAGED', detail: expect.stringContaining('issuing.key is another key')},
    };
    await write(another);
    expect(await submit(authority, order)).toMatchObject(damaged);
    await write(own);
    expect(await submit(authority, order)).toMatchObject({state: 'issued'});
    await write(another);
    expect(await submit(authority, await orderFor(spec('fe02.contoso.com')))).toMatchObject(damaged);
    expect(files.tree(`${CA}/issued`)).toHaveLength(1);
  });

  test('goes on working when the key of the root was taken away', async () => {
    const files = used.clone();
    await files.remove(`${CA}/authority/root.key`);
    expect(await submit(await open(files), order)).toMatchObject({state: 'issued'});
  });
});

describe('the passphrase', () => {
  const settings = {passphrase: 'env:CA_PASSPHRASE'};
  let files: MemoryFiles;
  beforeAll(async () => {
    files = new MemoryFiles();
    await chainOf(await open(files, {settings, passphrase: 'correct horse'}), true);
  });

  test('encrypts both keys', () => {
    for (const name of ['root.key', 'issuing.key']) {
      expect(files.text(`${CA}/authority/${name}`)).toContain('BEGIN ENCRYPTED PRIVATE KEY');
    }
  });

  test('opens them again', async () => {
    const answer = await submit(await open(files.clone(), {settings, passphrase: 'correct horse'}), order);
    expect(answer).toMatchObject({state: 'issued'});
  });

  test('when it is wrong, missing or not declared, nothing is signed and the reason is said', async () => {
    const copy = () => files.clone();
    const wrong = await submit(await open(copy(), {settings, passphrase: 'battery staple'}), order);
    const missing = await submit(await open(copy(), {settings}), order);
    const undeclared = await submit(await open(copy()), order);
    expect(wrong).toMatchObject({problem: {code: 'AUTHORITY_PASSPHRASE_WRONG'}});
    expect(missing).toMatchObject({
      problem: {code: 'AUTHORITY_PASSPHRASE_MISSING', detail: expect.stringContaining('env:CA_PASSPHRASE')},
    });
    expect(undeclared).toMatchObject({problem: {code: 'AUTHORITY_PASSPHRASE_MISSING'}});
    expect(JSON.stringify([wrong, missing, undeclared])).not.toContain('battery staple');
  });

  const remarksOf = async (authority: LocalAuthority, times = 1): Promise<readonly Diagnostic[]> => {
    const remarks: Diagnostic[] = [];
    const cx = {...callContext(), onRemark: (one: Diagnostic) => remarks.push(one)};
    for (let time = 0; time < times; time++)
      expect(await authority.chain({create: false}, cx)).toMatchObject({ok: {roots: [expect.any(String)]}});
    return remarks;
  };

  test('that is declared for a CA that was made without one encrypts nothing, and that is said once', async () => {
    const [remark, ...more] = await remarksOf(await open(used.clone(), {settings, passphrase: 'correct horse'}), 2);
    expect(more).toEqual([]);
    expect(remark).toMatchObject({severity: 'warning', code: 'AUTHORITY_KEY_IN_CLEAR'});
    expect(remark?.detail).toContain('ca/authority/issuing.key and ca/authority/root.key were made without it');
    expect(await remarksOf(await open(used.clone(), {settings}))).toEqual([remark]);
    const locked = used.clone();
    await locked.remove(`${CA}/authority/root.key`);
    expect((await remarksOf(await open(locked, {settings})))[0]?.help).not.toContain('root.key');
  });

  test('does not keep a key from being told of that every account can read', async () => {
    const loose = used.clone();
    const key = `${CA}/authority/issuing.key`;
    await loose.write(key, loose.text(key), {mode: 0o644});
    const [remark, ...more] = await remarksOf(await open(loose), 2);
    expect(more).toEqual([]);
    expect(remark).toMatchObject({severity: 'warning', code: 'AUTHORITY_KEY_EXPOSED'});
    expect(remark?.detail).toContain('can read ca/authority/issuing.key;');
    expect(remark?.help).toContain('chmod -R go= ca');
  });

  test('is said nothing of where it encrypts, where none is declared, and where the keys are not to be read', async () => {
    expect(await remarksOf(await open(files.clone(), {settings, passphrase: 'correct horse'}))).toEqual([]);
    expect(await remarksOf(await open(used.clone()))).toEqual([]);
    const without = used.clone();
    for (const name of ['root.key', 'issuing.key']) await without.remove(`${CA}/authority/${name}`);
    expect(await remarksOf(await open(without, {settings}))).toEqual([]);
  });

  test('when it is missing, the chain can still be read, but no CA is made', async () => {
    expect(await chainOf(await open(files, {settings}))).toMatchObject({ok: {roots: [expect.any(String)]}});
    const fresh = new MemoryFiles();
    const made = await chainOf(await open(fresh, {settings}), true);
    expect(made).toMatchObject({problem: {code: 'AUTHORITY_PASSPHRASE_MISSING'}});
    expect(fresh.nodes.size).toBe(1);
  });
});

describe('issuing', () => {
  test('begins five minutes ago, lasts as the profile says, and never outlives the CA', async () => {
    const clock = new TestClock();
    const settings = {profiles: {WebServer: {validity: '48 hours'}, Long: {validity: '9000 days'}}};
    const authority = await open(used.clone(), {settings, clock});
    clock.pass(DAY);
    const short = factsOf(issuedOf(await submit(authority, order, clock)).leaf);
    expect(Date.parse(short.notBefore)).toBe(clock.now().getTime() - 300_000);
    expect(Date.parse(short.notAfter)).toBe(clock.now().getTime() + 2 * DAY);
    const long = issuedOf(await submit(authority, await orderFor(spec(FE01, {template: 'Long'})), clock));
    const [issuer = ''] = long.chain;
    expect(factsOf(long.leaf).notAfter).toBe(factsOf(issuer).notAfter);
  });

  test('does not begin before the CA does', async () => {
    const answer = issuedOf(await submit(await open(used.clone()), order));
    const [issuer = ''] = answer.chain;
    expect(factsOf(answer.leaf).notBefore).toBe(factsOf(issuer).notBefore);
  });

  test('is refused when the CA has expired, with how to begin with a new one', async () => {
    const clock = new TestClock();
    clock.pass(11 * 366 * DAY);
    const answer = await submit(await open(used.clone(), {clock}), order, clock);
    expect(answer).toMatchObject({state: 'failed', problem: {code: 'AUTHORITY_EXPIRED'}});
    const help = answer.state === 'failed' ? answer.problem.help : '';
    expect(help).toContain('move the whole folder away and run cscert ca create');
  });

  test('carries template, key identifiers and the hash that was asked for', async () => {
    const wanted = spec(FE01, {signature: 'sha384'});
    const answer = issuedOf(await submit(await open(used.clone()), await orderFor(wanted)));
    const [issuer = ''] = answer.chain;
    const facts = factsOf(answer.leaf);
    expect(facts).toMatchObject({template: {name: 'WebServer'}, signature: {hash: 'sha384'}, ca: false});
    expect(facts.authorityKeyId).toBe(factsOf(issuer).subjectKeyId);
    expect(facts.subjectKeyId).toMatch(/^[0-9a-f]{40}$/);
    expect(facts.serial).toMatch(/^[4-7][0-9a-f]{31}$/);
  });

  test('the same request gets the same certificate from two that answer at the same time', async () => {
    const files = used.clone();
    const answers = await Promise.all([submit(await open(files), order), submit(await open(files), order)]);
    expect(answers[0]).toEqual(answers[1]);
    expect(files.tree(`${CA}/issued`)).toHaveLength(1);
  });

  test('the same request gets the same certificate after the rules have changed', async () => {
    const files = used.clone();
    const first = await submit(await open(files), order);
    const strict = await open(files, {settings: {profiles: {WebServer: {names: ['other.example']}}}});
    expect(await submit(strict, order)).toEqual(first);
  });

  test('a kill at any point leads to one certificate', async () => {
    for (let n = 1; n <= 4; n++) {
      const files = used.clone();
      await submit(await open(killedAt(files, n)), order).catch(() => undefined);
      const answer = issuedOf(await submit(await open(files), order));
      expect(files.tree(`${CA}/issued`)).toHaveLength(1);
      expect(await (await open(files)).find?.(order.spki, callContext())).toEqual(answer);
    }
  });

  test('a damaged entry of the register is said, never issued over', async () => {
    const files = used.clone();
    await submit(await open(files), order);
    const [name] = files.tree(`${CA}/issued`);
    await files.write(`${CA}/issued/${name}`, 'nothing', {mode: 0o644});
    const answer = await submit(await open(files), order);
    expect(answer).toMatchObject({state: 'failed', problem: {code: 'AUTHORITY_DAMAGED'}});
    expect(files.text(`${CA}/issued/${name}`)).toBe('nothing');
  });

  test('a damaged entry of the register costs nobody else anything', async () => {
    const files = used.clone();
    const authority = await open(files);
    const [lost, kept] = [order, await orderFor(spec('fe02.contoso.com'))];
    const {leaf} = issuedOf(await submit(authority, kept));
    const gone = issuedOf(await submit(authority, lost));
    const hash = createHash('sha256').update(Buffer.from(lost.csr, 'base64')).digest('hex');
    for (const content of ['nothing', 'x'.repeat(2 ** 20 + 1)]) {
      await files.write(`${CA}/issued/${hash}.pem`, content, {mode: 0o644});
      const damaged = {code: 'AUTHORITY_DAMAGED', detail: expect.stringContaining(`ca/issued/${hash}.pem: it is`)};
      expect(await authority.find?.(kept.spki, callContext())).toMatchObject({state: 'issued', leaf});
      expect(await authority.find?.(lost.spki, callContext())).toMatchObject({state: 'failed', problem: damaged});
      expect(await submit(authority, lost)).toMatchObject({state: 'failed', problem: damaged});
      expect(await authority.ledger()).toMatchObject({ok: {issued: [{certificate: {der: leaf}}], damaged: [damaged]}});
      expect(await authority.listIssued?.(factsOf(leaf).thumbprint, callContext())).toEqual({ok: [leaf]});
      expect(await authority.listIssued?.(factsOf(gone.leaf).thumbprint, callContext())).toMatchObject({
        problem: damaged,
      });
    }
    expect(await authority.revoke?.(factsOf(leaf), 'superseded', callContext())).toMatchObject({ok: {outcome: 'done'}});
  });

  test('the ledger lists what was issued', async () => {
    const authority = await open(used.clone());
    const {leaf} = issuedOf(await submit(authority, order));
    const certificate = {der: leaf, names: [{value: FE01}]};
    expect(await authority.ledger()).toMatchObject({
      ok: {issued: [{profile: 'WebServer', issuedAt: '2026-03-01T12:00:00.000Z', certificate}], damaged: []},
    });
  });
});

describe('the rules', () => {
  const profiles = {WebServer: {names: ['contoso.com', '*.contoso.com'], eku: ['serverAuth'] as const}};

  async function reasonFor(wanted: CertificateSpec, change: Partial<Order> = {}): Promise<string> {
    const files = used.clone();
    const answer = await submit(await open(files, {settings: {profiles}}), {...(await orderFor(wanted)), ...change});
    expect(files.tree(`${CA}/issued`)).toEqual([]);
    if (answer.state !== 'denied') throw new Error(`the answer is ${answer.state}`);
    return answer.reason;
  }
  const named = (...names: readonly string[]) => spec(FE01, {names: names.map(value => ({value, reasons: ['test']}))});

  test('what they allow is issued', async () => {
    const authority = await open(used.clone(), {settings: {profiles}});
    const wanted = named(FE01, 'contoso.com', 'a.b.contoso.com', '*.contoso.com');
    const {leaf} = issuedOf(await submit(authority, await orderFor(wanted)));
    expect(factsOf(leaf).names.map(({value}) => value)).toEqual(wanted.names.map(({value}) => value));
  });

  test('a name outside the profile is denied, with where to allow it', async () => {
    const reason = await reasonFor(named(FE01, 'evilcontoso.com'));
    expect(reason).toContain('evilcontoso.com');
    expect(reason).toContain('authorities.corp.profiles.WebServer.names');
  });

  test('a common name that is not among the names is denied', async () => {
    const wanted = {...named('other.contoso.com'), subject: {commonName: FE01}};
    expect(await reasonFor(wanted)).toContain(`"${FE01}" is not among the names`);
  });

  test('an extended key usage outside the profile is denied', async () => {
    expect(await reasonFor(spec(FE01, {eku: ['serverAuth', 'clientAuth']}))).toContain('Add clientAuth to');
  });

  test('a key usage of CAs is denied', async () => {
    expect(await reasonFor(spec(FE01, {keyUsage: ['keyCertSign']}))).toContain('keyCertSign');
  });

  test('an unknown template is denied, with those that are known', async () => {
    const reason = await reasonFor(spec(FE01, {template: 'WebServr'}));
    expect(reason).toContain('"WebServr"');
    expect(reason).toContain('WebServer');
  });

  test('a short key is denied', async () => {
    const wanted = spec(FE01, {key: {algorithm: 'rsa', size: 1024, exportable: false}});
    expect(await reasonFor(wanted)).toContain('RSA of 1024 bits');
  });

  test('a request for no name is denied', async () => {
    expect(await reasonFor({...named(), subject: {commonName: FE01}})).toContain('no DNS name');
  });

  test('a request with a false signature, or that is none at all, is denied', async () => {
    const bytes = Buffer.from(order.csr, 'base64');
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
    expect(await reasonFor(spec(FE01), {csr: bytes.toString('base64'), spki: order.spki})).toContain('not signed');
    expect(await reasonFor(spec(FE01), {csr: 'AAAA'})).toContain('could not be read');
  });

  test('a request for another key than was ordered for is denied', async () => {
    expect(await reasonFor(spec(FE01), {spki: 'ab'.repeat(32)})).toContain('another key');
  });

  test('a request that asks for no extended key usage gets those of the profile', async () => {
    const authority = await open(used.clone(), {settings: {profiles}});
    const {leaf} = issuedOf(await submit(authority, await orderFor(spec(FE01, {eku: [], keyUsage: []}))));
    expect(factsOf(leaf).eku).toEqual([EKU_OIDS.serverAuth]);
    expect(factsOf(leaf).keyUsage).toEqual(['digitalSignature', 'keyEncipherment']);
  });

  test('a lifetime that is none is refused in the settings', async () => {
    const site = {name: 'corp', base: '/', deployment: DEPLOYMENT, host: testHost(used), secrets: {}};
    for (const validity of ['0 days', 'a year', '-1 days']) {
      const made = await local.create({type: 'local', folder: 'ca', profiles: {WebServer: {validity}}}, site);
      expect(made).toMatchObject({problem: {code: 'AUTHORITY_SETTING_INVALID'}});
    }
  });
});

realPart('OpenSSL', hasOpenssl()).describe('OpenSSL', () => {
  let workshop: Workshop;
  beforeAll(() => {
    workshop = openWorkshop();
  });
  afterAll(() => workshop.remove());

  test('encrypts a key that was in clear, as the help line has it, and the CA goes on signing', async () => {
    const files = used.clone();
    const key = `${CA}/authority/issuing.key`;
    workshop.write('issuing.key', files.text(key));
    const encrypting = ['-aes256', '-passout', 'pass:correct horse', '-out', 'issuing.key.new'];
    workshop.openssl('pkey', '-in', 'issuing.key', ...encrypting);
    await files.write(key, workshop.read('issuing.key.new'), {mode: 0o600});
    await files.remove(`${CA}/authority/root.key`);
    const authority = await open(files, {settings: {passphrase: 'env:CA_PASSPHRASE'}, passphrase: 'correct horse'});
    const remarks: Diagnostic[] = [];
    await authority.chain({create: false}, {...callContext(), onRemark: one => remarks.push(one)});
    expect(remarks).toEqual([]);
    expect(await submit(authority, order)).toMatchObject({state: 'issued'});
  });

  test('accepts every certificate in its strict mode, for each of its names', async () => {
    const names = [FE01, 'sip.contoso.com', '*.contoso.com'].map(value => ({value, reasons: ['test']}));
    const authority = await open(used.clone());
    const {leaf, chain} = issuedOf(await submit(authority, await orderFor(spec(FE01, {names}))));
    const found = await chainOf(authority);
    if ('problem' in found || found.ok === 'made on first use') throw new Error('no chain');
    const pem = (ders: readonly string[]) =>
      ders.map(der => encodePem('CERTIFICATE', Buffer.from(der, 'base64'))).join('');
    workshop.write('root.pem', pem(found.ok.roots));
    workshop.write('chain.pem', pem(chain));
    workshop.write('leaf.pem', pem([leaf]));
    const at = String(Date.parse('2026-03-02T00:00:00Z') / 1000);
    for (const host of [FE01, 'sip.contoso.com', 'anything.contoso.com']) {
      const options = ['-x509_strict', '-attime', at, '-purpose', 'sslserver', '-verify_hostname', host];
      workshop.openssl('verify', ...options, '-CAfile', 'root.pem', '-untrusted', 'chain.pem', 'leaf.pem');
    }
  });
});
