/**
 * The whole Contoso example with its Edge pool, whose external certificate a public CA issues: apply waits for a
 * person, from whatever checkout, and collects the answer under whatever name it is dropped.
 */
import {cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {readCertificate} from '../../src/x509/facts.ts';
import {decodePem} from '../../src/x509/pem.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {hasOpenssl, openWorkshop, type Workshop} from '../support/openssl.ts';
import {copyExample, cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';

const openssl = realPart('OpenSSL', hasOpenssl());
const folder = temporaryFolder();
const EDGES = ['edge01.contoso.com', 'edge02.contoso.com'];

openssl.describe('the Contoso example with its Edge pool', () => {
  let shop: Workshop;
  let checkout: string;
  // OpenSSL dates what it issues by the clock of the machine.
  const options = (cwd: string) => ({cwd, clock: new ManualClock(new Date(Date.now() + 60_000).toISOString())});
  const apply = (cwd: string) => cscert(['apply', '--auto-approve', '--config', '.'], options(cwd));
  const requests = (cwd: string): readonly string[] =>
    readdirSync(join(cwd, 'requests'), {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.csr'));

  /** Another clone of the repository: the configuration alone. The servers and the CA are where they were. */
  function cloneAgain(number: number): string {
    const next = copyExample('contoso', join(folder, `checkout-${number}`), {pools: 'edge'});
    for (const outside of ['servers', 'ca']) renameSync(join(checkout, outside), join(next, outside));
    rmSync(checkout, {recursive: true});
    return next;
  }

  beforeAll(async () => {
    shop = openWorkshop();
    const key = ['-newkey', 'rsa:2048', '-noenc', '-keyout', 'root.key'];
    const extensions = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'];
    shop.openssl(
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=Public Root',
      '-days',
      '3650',
      ...extensions,
      '-out',
      'root.pem',
    );
    checkout = copyExample('contoso', folder, {pools: 'edge'});
    await mustRun(['init', '--config', '.'], options(checkout));
  });
  afterAll(() => shop.remove());

  openssl.test(
    'waits, asks once, refuses a wrong answer, collects the right one, and then has nothing to do',
    async () => {
      await waitsOverTenAppliesFromThreeCheckouts();
      await refusesAnAnswerWithTooFewNames();
      await collectsTheAnswerFromAnotherCheckout();
    },
  );

  async function waitsOverTenAppliesFromThreeCheckouts(): Promise<void> {
    const {plan} = await planOf(checkout, options(checkout));
    expect(plan.risks.map(({code}) => code)).toContain('ROOT_FROM_RESPONSE');
    for (let time = 0; time < 10; time++) {
      const {code, stdout} = await apply(checkout);
      expect({code, failed: / 0 failed, 0 not run\./.test(stdout)}).toEqual({code: 3, failed: true});
      if (time === 3 || time === 6) checkout = cloneAgain(time);
    }
    expect(requests(checkout)).toEqual([
      expect.stringMatching(/^edgepool01\.contoso\.com[/\\]edge01\.contoso\.com[/\\]external\.[0-9a-f]{12}\.csr$/),
    ]);
  }

  async function refusesAnAnswerWithTooFewNames(): Promise<void> {
    const [request = ''] = requests(checkout);
    const csr = join(checkout, 'requests', request);
    const signer = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '90'];
    shop.openssl('x509', '-req', '-in', csr, ...signer, '-out', 'bare.pem');
    const bare = join(checkout, 'requests', 'bare.pem');
    writeFileSync(bare, `${readFileSync(shop.path('bare.pem'), 'utf8')}${readFileSync(shop.path('root.pem'), 'utf8')}`);
    const {code, stdout, stderr} = await apply(checkout);
    expect(code).toBe(1);
    expect(`${stdout}${stderr}`.replaceAll(/\s+/g, ' ')).toContain('names missing: access.contoso.com');
    rmSync(bare);
    expect((await apply(checkout)).code).toBe(3);
  }

  async function collectsTheAnswerFromAnotherCheckout(): Promise<void> {
    const kept = join(folder, 'kept');
    cpSync(join(checkout, 'requests'), kept, {recursive: true});
    checkout = cloneAgain(99);
    const [request = ''] = readdirSync(kept, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.csr'));
    const signer = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-days', '90'];
    shop.openssl(
      'x509',
      '-req',
      '-in',
      join(kept, request),
      ...signer,
      '-copy_extensions',
      'copyall',
      '-out',
      'leaf.pem',
    );
    const bundle = ['-certfile', 'leaf.pem', '-certfile', 'root.pem'];
    mkdirSync(join(checkout, 'requests'));
    shop.openssl('crl2pkcs7', '-nocrl', ...bundle, '-out', join(checkout, 'requests', 'download(1).bin'));
    expect((await cscert(['plan', '--detailed-exitcode', '--config', '.'], options(checkout))).code).toBe(2);
    const {stdout} = await mustRun(['apply', '--continue', '--config', '.'], options(checkout));
    expect(stdout).toContain(' 0 waiting, 0 failed, 0 not run.');
    expect((await cscert(['plan', '--detailed-exitcode', '--config', '.'], options(checkout))).code).toBe(0);
    expect(new Set(EDGES.map(externalKey)).size).toBe(1);
  }

  function externalKey(server: string): string {
    const store = join(checkout, 'servers', server, 'My');
    const certificates = readdirSync(store).flatMap(name => decodePem(readFileSync(join(store, name), 'utf8')));
    const external = certificates
      .map(({der}) => readCertificate(der))
      .find(({names}) => names[0]?.value === 'access.contoso.com');
    if (external === undefined) throw new Error(`${server} has no external certificate`);
    return external.spki;
  }
});
