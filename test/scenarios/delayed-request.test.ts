/** The wizard's delayed request, whole: a person takes the files to a CA and brings its answers back. */
import {copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {copyWorld} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';

const folder = temporaryFolder();
const openssl = realPart('OpenSSL', hasOpenssl());

openssl.describe('a delayed request', () => {
  let shop: Workshop;
  let fingerprint: string;
  let example: string;
  // OpenSSL dates what it issues by the clock of the machine.
  const clock = () => new ManualClock(new Date(Date.now() + 60_000).toISOString());
  const options = (cwd: string) => ({cwd, clock: clock()});

  beforeAll(() => {
    shop = openWorkshop();
    const extensions = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
    for (const [name, signer] of [
      ['root', []],
      ['issuing', ['-CA', 'root.pem', '-CAkey', 'root.key']],
    ] as const) {
      const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', `${name}.key`];
      const subject = ['-subj', `/CN=Public ${name}`, '-days', '3650'];
      shop.openssl('req', '-x509', ...key, ...subject, ...extensions, ...signer, '-out', `${name}.pem`);
    }
    const [, hex = ''] = shop.openssl('x509', '-in', 'root.pem', '-noout', '-fingerprint', '-sha256').split('=');
    fingerprint = hex.trim().replaceAll(':', '').toLowerCase();
    example = copyExample('lab', folder);
  });
  afterAll(() => shop.remove());

  /** The laboratory whose requests are answered by a person, with stores that are ready. */
  async function prepare(roots: string): Promise<string> {
    const cwd = copyWorld(example);
    const path = join(cwd, 'cscert.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('{type: local, folder: ca}', `{type: offline, folder: requests, roots: ${roots}}`),
    );
    mkdirSync(join(cwd, 'roots'));
    copyFileSync(shop.path('root.pem'), join(cwd, 'roots', 'public.pem'));
    await mustRun(['init'], options(cwd));
    return cwd;
  }

  /** Signs every request and drops the answers, each as PKCS#7 with its chain, under names of no meaning. */
  function answerAll(cwd: string): number {
    const requests = join(cwd, 'requests');
    const found = readdirSync(requests, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.csr'));
    for (const [index, name] of found.entries()) {
      const signer = ['-CA', 'issuing.pem', '-CAkey', 'issuing.key', '-CAcreateserial', '-days', '365'];
      shop.openssl(
        'x509',
        '-req',
        '-in',
        join(requests, name),
        ...signer,
        '-copy_extensions',
        'copyall',
        '-out',
        'leaf.pem',
      );
      const all = ['leaf.pem', 'issuing.pem', 'root.pem'].flatMap(file => ['-certfile', file]);
      shop.openssl('crl2pkcs7', '-nocrl', ...all, '-out', join(requests, `download (${index})`));
    }
    return found.length;
  }

  openssl.test.each([
    ['a file', () => '[roots/public.pem]'],
    ['its fingerprint', () => `[sha256:${fingerprint}]`],
    ['the answer alone', () => 'fromResponse'],
  ])('whose root is declared by %s waits, is collected, and then nothing is left to do', async (_what, roots) => {
    const cwd = await prepare(roots());
    expect(await cscert(['apply', '--auto-approve'], options(cwd))).toEqual(endedWith(3));
    expect(await cscert(['plan', '--detailed-exitcode'], options(cwd))).toEqual(endedWith(3));
    expect(answerAll(cwd)).toBe(2);
    const {stdout} = await mustRun(['apply', '--auto-approve'], options(cwd));
    expect(stdout).toMatch(/Apply complete: \d+ done, 0 already done, 0 waiting, 0 failed, 0 not run\./);
    expect(await cscert(['plan', '--detailed-exitcode'], options(cwd))).toEqual(endedWith(0));
  });

  openssl.test('loses nothing with its checkout: the next one asks the same again', async () => {
    const cwd = await prepare('[roots/public.pem]');
    await cscert(['apply', '--auto-approve'], options(cwd));
    const before = readdirSync(join(cwd, 'requests'), {recursive: true, encoding: 'utf8'}).sort();
    // The first answers came for requests that this checkout no longer has.
    answerAll(cwd);
    renameSync(join(cwd, 'requests'), join(cwd, 'kept'));
    expect(await cscert(['apply', '--auto-approve'], options(cwd))).toEqual(endedWith(3));
    expect(readdirSync(join(cwd, 'requests'), {recursive: true, encoding: 'utf8'}).sort()).toEqual(before);
    rmSync(join(cwd, 'requests'), {recursive: true});
    mkdirSync(join(cwd, 'requests'));
    for (const name of ['download (0)', 'download (1)'])
      copyFileSync(join(cwd, 'kept', name), join(cwd, 'requests', name));
    await mustRun(['apply', '--auto-approve'], options(cwd));
    expect(await cscert(['plan', '--detailed-exitcode'], options(cwd))).toEqual(endedWith(0));
  });

  openssl.test('whose answer ends in an undeclared root is not imported, and the line to add is said', async () => {
    const cwd = await prepare(`[sha256:${'0'.repeat(64)}]`);
    await cscert(['apply', '--auto-approve'], options(cwd));
    answerAll(cwd);
    const {code, stdout, stderr} = await cscert(['apply', '--auto-approve'], options(cwd));
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`.replace(/\s+/g, ' ')).toContain(`"sha256:${fingerprint}"`);
  });

  openssl.test('whose chain somebody put into the wrong stores has it put right, and nothing taken away', async () => {
    const cwd = await prepare(`[sha256:${fingerprint}]`);
    await cscert(['apply', '--auto-approve'], options(cwd));
    answerAll(cwd);
    await mustRun(['apply', '--auto-approve'], options(cwd));
    // What came with the answers is gone, so that only the server has the chain.
    rmSync(join(cwd, 'requests'), {recursive: true});
    const at = (store: string): string => join(cwd, 'servers', 'se01.contoso.com', store);
    const [root = '', issuing = ''] = ['Root', 'CA'].map(store => readdirSync(at(store))[0]);
    renameSync(join(at('Root'), root), join(at('CA'), root));
    renameSync(join(at('CA'), issuing), join(at('Root'), issuing));
    const planned = await mustRun(['plan'], options(cwd));
    expect(planned.stdout).toContain('ROOT_NOT_IN_ROOT');
    expect(planned.stdout).toContain('INTERMEDIATE_NOT_IN_CA');
    expect(planned.stdout).toContain('Plan: 2 to trust, 0 to request, 0 to import,');
    await mustRun(['apply', '--auto-approve'], options(cwd));
    expect([readdirSync(at('Root')).sort(), readdirSync(at('CA')).sort()]).toEqual([
      [root, issuing].sort(),
      [root, issuing].sort(),
    ]);
    const after = await cscert(['plan', '--detailed-exitcode'], options(cwd));
    expect(after).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('CA has it as well, so remove it from Root'),
    });
  });
});
