/**
 * Adoption of whole deployments on real files: the examples with every role, and stores that an administrator filled
 * with certificates of other CAs, made by OpenSSL.
 */
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readCertificate} from '../../src/x509/facts.ts';
import {decodePem} from '../../src/x509/pem.ts';
import {APPLIED_AT, copyWorld, edit} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {hasOpenssl, openWorkshop} from '../support/openssl.ts';
import {answerAll, type OutsideCa, openOutsideCa} from '../support/outside-ca.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';
import {stripMarks} from '../support/strip-marks.ts';

const folder = temporaryFolder();
const CONFIG = ['--config', '.'] as const;
const NOTHING_BUT_LABELS =
  /Plan: 0 to trust, 0 to request, [1-9]\d* to import, 0 to copy, 0 to assign, 0 to restart, 0 to retire\.\n/;

describe.each(['contoso', 'wizard'] as const)('the whole example %s, as if somebody else had made all of it', name => {
  const options = (cwd: string) => ({cwd, clock: new ManualClock(APPLIED_AT)});
  let cwd: string;
  let publicCa: OutsideCa;

  beforeAll(async () => {
    publicCa = await openOutsideCa(APPLIED_AT);
    cwd = copyExample(name, folder, {pools: 'all'});
    // The fingerprint in the example is that of a real public CA, which this one is not.
    if (name === 'wizard') edit(join(cwd, 'cscert.yaml'), /sha256:[0-9a-f]{64}/, `sha256:${publicCa.fingerprint}`);
    await mustRun(['init', ...CONFIG], options(cwd));
    expect((await cscert(['apply', ...CONFIG, '--auto-approve'], options(cwd))).code).toBe(3);
    await answerAll(cwd, publicCa);
    await mustRun(['apply', ...CONFIG, '--auto-approve'], options(cwd));
    stripMarks(cwd);
    const {stderr} = await mustRun(['adopt', ...CONFIG, '--out', 'adopted.yaml.new'], options(cwd));
    expect(stderr).not.toContain('ADOPT_MISMATCH');
    writeFileSync(join(cwd, 'adopted.yaml'), readFileSync(join(cwd, 'adopted.yaml.new')));
  });

  test('is adopted into a configuration that is valid and plans to nothing but labels', async () => {
    const copy = copyWorld(cwd);
    await mustRun(['validate', '--config', 'adopted.yaml'], options(copy));
    const {stdout} = await mustRun(['plan', '--config', 'adopted.yaml'], options(copy));
    expect(stdout).toMatch(NOTHING_BUT_LABELS);
  });

  test('is marked without anything being issued, and plans to no change', async () => {
    const copy = copyWorld(cwd);
    await mustRun(['adopt', '--mark', '--auto-approve', '--config', 'adopted.yaml'], options(copy));
    const {code, stdout} = await cscert(['plan', '--detailed-exitcode', '--config', 'adopted.yaml'], options(copy));
    expect([code, stdout]).toEqual([0, expect.stringContaining('No changes.')]);
  });
});

const openssl = realPart('OpenSSL 3', hasOpenssl());

openssl.describe('stores that an administrator filled by hand', () => {
  const shop = openWorkshop();
  afterAll(() => shop.remove());
  // OpenSSL dates what it makes by the clock of the machine.
  const options = (cwd: string) => ({cwd, clock: new ManualClock(new Date(Date.now() + 60_000).toISOString())});
  const facts = (name: string) => {
    const [block] = decodePem(shop.read(`${name}.pem`).toString('latin1'));
    if (block === undefined) throw new Error(`no certificate in ${name}.pem`);
    return readCertificate(block.der);
  };

  beforeAll(() => {
    const ca = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
    const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];
    for (const [name, signer] of [
      ['root', []],
      ['issuing', ['-CA', 'root.pem', '-CAkey', 'root.key']],
    ] as const) {
      const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '3650'];
      shop.openssl('req', '-x509', ...ec, '-subj', `/O=Elsewhere/CN=Elsewhere ${name}`, ...files, ...ca, ...signer);
    }
  });

  interface Wish {
    readonly subject: string;
    readonly names: readonly string[];
    readonly more?: readonly string[];
    readonly bits?: number;
    readonly days?: string;
  }

  /** A certificate of the CA that no configuration knows. */
  function make(name: string, {subject, names, more = [], bits = 2048, days = '300'}: Wish): void {
    const san = `subjectAltName=${names.map(one => `DNS:${one}`).join(',')}`;
    const extensions = [
      san,
      'extendedKeyUsage=serverAuth',
      'keyUsage=critical,digitalSignature,keyEncipherment',
      ...more,
    ];
    const key = ['-newkey', `rsa:${bits}`, '-noenc', '-keyout', `${name}.key`, '-out', `${name}.pem`];
    const signer = ['-CA', 'issuing.pem', '-CAkey', 'issuing.key', '-days', days, '-utf8', '-sha384'];
    const added = extensions.flatMap(one => ['-addext', one]);
    shop.openssl('req', '-x509', ...key, '-subj', subject, ...signer, ...added);
  }

  /** Puts it into a server's stores, with its key and chain, and points usages to it. */
  function place(cwd: string, server: string, name: string, usages: readonly string[]): void {
    const at = (store: string): string => {
      const path = join(cwd, 'servers', server, store);
      mkdirSync(path, {recursive: true});
      return path;
    };
    const {thumbprint, spki} = facts(name);
    writeFileSync(join(at('My'), `${thumbprint}.pem`), `friendlyName: ${name}, by hand\n${shop.read(`${name}.pem`)}`);
    writeFileSync(join(at('Keys'), `${spki}.exportable.key`), shop.read(`${name}.key`), {mode: 0o600});
    writeFileSync(join(at('CA'), `${facts('issuing').thumbprint}.pem`), shop.read('issuing.pem'));
    writeFileSync(join(at('Root'), `${facts('root').thumbprint}.pem`), shop.read('root.pem'));
    const path = join(at('.'), 'assigned.json');
    const before = ((): Record<string, unknown> => {
      try {
        return (JSON.parse(readFileSync(path, 'utf8')) as {usages: Record<string, unknown>}).usages;
      } catch {
        return {};
      }
    })();
    const entries = usages.map(usage => [usage, {current: thumbprint}] as const);
    writeFileSync(path, JSON.stringify({format: 1, usages: {...before, ...Object.fromEntries(entries)}}));
  }

  const YAML = `deployment: {name: contoso, product: sfb2015, sipDomains: [contoso.com]}
authorities:
  corp: {type: local, folder: ca}
connections: {stores: {type: directory, folder: servers}}
defaults: {authority: corp, publicAuthority: corp, subject: {organization: Contoso, country: US}}
pools:
  fepool.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
    webServices: {external: webext.contoso.com}
  edgepool.contoso.com:
    role: edge
    servers: [edge01.contoso.com, edge02.contoso.com]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}
`;

  const WEB = ['Default', 'WebServicesInternal', 'WebServicesExternal'];
  const [FE01, FE02] = ['fe01.contoso.com', 'fe02.contoso.com'] as const;

  beforeAll(() => {
    const pool = ['fepool.contoso.com', 'sip.contoso.com', 'webext.contoso.com', 'lyncdiscover.contoso.com'];
    // All that follows from the topology and more, in other words and with a larger key.
    make('web one', {
      subject: '/C=DE/L=München/O=Contoso GmbH/CN=fepool.contoso.com',
      names: [...pool, FE01, 'old-name.contoso.com'],
      bits: 3072,
    });
    make('web two', {
      subject: '/CN=fepool.contoso.com',
      names: [...pool, FE02],
      more: ['1.2.3.4=ASN1:NULL'],
      days: '20',
    });
    // Far less than that.
    make('bare', {subject: `/CN=${FE02}`, names: [FE02]});
    make('public', {
      subject: '/O=Contoso/CN=access.contoso.com',
      names: ['access.contoso.com', 'webcon.contoso.com', 'sip.contoso.com'],
    });
    make('inside', {subject: '/CN=edgepool.contoso.com', names: ['edgepool.contoso.com']});
    make('tokens', {subject: '/O=Contoso/CN=contoso.com', names: ['contoso.com'], bits: 4096});
  });

  /** The deployment with these, and with another one on the second Front End. */
  async function deploymentWith(second: string): Promise<string> {
    const cwd = join(folder, `with ${second}`);
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'cscert.yaml'), YAML);
    await mustRun(['init', ...CONFIG], options(cwd));
    place(cwd, FE01, 'web one', WEB);
    place(cwd, FE02, second, WEB);
    for (const server of ['edge01.contoso.com', 'edge02.contoso.com']) {
      place(cwd, server, 'public', ['AccessEdgeExternal', 'DataEdgeExternal', 'AudioVideoAuthentication']);
      place(cwd, server, 'inside', ['Internal']);
    }
    for (const server of [FE01, FE02]) place(cwd, server, 'tokens', ['OAuthTokenIssuer']);
    return cwd;
  }

  async function adopt(cwd: string): Promise<string> {
    const {stdout, stderr} = await mustRun(['adopt', ...CONFIG, '--out', 'adopted.yaml.new'], options(cwd));
    expect(stdout).toMatch(/^Wrote adopted\.yaml\.new: 5 certificates/m);
    expect(stderr).not.toContain('ADOPT_MISMATCH');
    writeFileSync(join(cwd, 'adopted.yaml'), readFileSync(join(cwd, 'adopted.yaml.new')));
    await mustRun(['validate', '--config', 'adopted.yaml'], options(cwd));
    return stderr;
  }

  openssl.test('are adopted as they are: valid, nothing to do, and nothing after they are marked', async () => {
    const cwd = await deploymentWith('web two');
    expect(await adopt(cwd)).not.toContain('ADOPT_LEFT');
    const planned = await mustRun(['plan', '--config', 'adopted.yaml'], options(cwd));
    // None of them can be had again from the authority that is declared, so that they are pointed to and bear no mark.
    expect(planned.stdout).toContain('No changes.');
    await mustRun(['adopt', '--mark', '--auto-approve', '--config', 'adopted.yaml'], options(cwd));
    const last = await cscert(['plan', '--detailed-exitcode', '--config', 'adopted.yaml'], options(cwd));
    expect([last.code, last.stdout]).toEqual([0, expect.stringContaining('No changes.')]);
    // Nobody was asked for anything: the CA of the configuration was not even made.
    expect(existsSync(join(cwd, 'ca'))).toBe(false);
  });

  openssl.test(
    'with a certificate that cannot serve are adopted all the same; that one is left to a person',
    async () => {
      const cwd = await deploymentWith('bare');
      const said = await adopt(cwd);
      expect(said.replaceAll(/\s+/g, ' ')).toContain('5 of 6 names missing: fepool.contoso.com,');
      expect(said).toContain('warning ADOPT_LEFT');
      const {code, stdout} = await cscert(['plan', '--detailed-exitcode', '--config', 'adopted.yaml'], options(cwd));
      expect([code, stdout]).toEqual([2, expect.stringContaining('0 to request')]);
      expect(stdout).toContain('1 needs a person.');
    },
  );
});
