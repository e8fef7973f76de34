import {readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, it} from '@jest/globals';
import type {CertificateReport} from '../../src/report/certificate-report.ts';
import {encodePem} from '../../src/x509/pem.ts';
import {APPLIED_AT, certificateOf, copyWorld, edit, editAssigned, keyOf, onlyFileIn} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, type Ended, mustRun, planOf, temporaryFolder} from '../support/program.ts';

const CONFIG = `deployment: {name: lab, product: sfbse, sipDomains: [contoso.com]}
authorities: {lab: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
defaults: {authority: lab, connection: lab, subject: {organization: Contoso, country: US}}
pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
    webServices: {external: webext.contoso.com}
`;
const FE01 = 'fe01.contoso.com';
const FE02 = 'fe02.contoso.com';
const ADDRESS = `fepool01.contoso.com/${FE01}/default`;
const WEB = ['Default', 'WebServicesInternal', 'WebServicesExternal'];

const folder = temporaryFolder();
const applied = join(folder, 'world');
const options = (cwd: string) => ({cwd, clock: new ManualClock(APPLIED_AT)});

beforeAll(async () => {
  const {files} = await import('../../src/host/files.ts');
  await files.makeFolder(applied);
  writeFileSync(join(applied, 'cscert.yaml'), CONFIG);
  await mustRun(['init'], options(applied));
  await mustRun(['apply', '--auto-approve'], options(applied));
});

const show = (asked: string, cwd: string = applied): Promise<Ended> =>
  cscert(['show-certificate', asked], options(cwd));

async function reportOf(asked: string, cwd: string = applied): Promise<CertificateReport & {readonly code: number}> {
  const {code, stdout} = await cscert(['show-certificate', asked, '--json'], options(cwd));
  return {...(JSON.parse(stdout) as CertificateReport), code};
}

async function onlyPlace(asked: string, cwd: string = applied) {
  const {certificates} = await reportOf(asked, cwd);
  const [place, ...others] = certificates[0]?.places ?? [];
  if (place === undefined || others.length > 0 || certificates.length !== 1) throw new Error('not one place');
  return place;
}

const webFileOf = (world: string, server: string): string => certificateOf(world, server, 'Default');
const pemIn = (path: string): string => /-----BEGIN[\s\S]*-----\n/.exec(readFileSync(path, 'utf8'))?.[0] ?? '';
const derIn = (path: string): Buffer =>
  Buffer.from(
    pemIn(path)
      .replace(/-----.*-----/g, '')
      .replace(/\s/g, ''),
    'base64',
  );

describe('show-certificate ADDRESS', () => {
  it('shows what the server has assigned, where it is, and that all is well', async () => {
    const {code, stdout, stderr} = await show(ADDRESS);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toContain(`subject      CN=fepool01.contoso.com, O=Contoso, C=US\n`);
    expect(stdout).toMatch(new RegExp(`On ${FE01}, in My \\(personal\\)\n`));
    expect(stdout).toMatch(/judged for {5}fepool01\.contoso\.com\/fe01\.contoso\.com\/default: as declared/);
    expect(await onlyPlace(ADDRESS)).toMatchObject({
      server: FE01,
      store: 'My',
      hasPrivateKey: true,
      exportable: false,
      requested: {address: ADDRESS, asDeclared: true},
      assigned: WEB,
      chain: {verdict: 'valid', path: [expect.stringMatching(/^CN=/), expect.stringMatching(/^CN=.*Root/)]},
      slots: [{address: ADDRESS, findings: []}],
    });
  });

  it('of a replicated certificate shows it once for all servers, or for the one that was named', async () => {
    const {certificates} = await reportOf('global/oauth');
    expect(certificates).toHaveLength(1);
    expect(certificates[0]?.places.map(({server}) => server)).toEqual([FE01, FE02]);
    expect((await show('global/oauth')).stdout).toContain('On fe01.contoso.com and fe02.contoso.com, in My');
    expect(await onlyPlace(`GLOBAL/oauth@${FE02}`)).toMatchObject({server: FE02});
  });

  it('tells what a plan tells when something else is declared since', async () => {
    const world = copyWorld(applied);
    edit(join(world, 'cscert.yaml'), 'sipDomains: [contoso.com]', 'sipDomains: [contoso.com, fabrikam.com]');
    const place = await onlyPlace(ADDRESS, world);
    expect(place.requested).toEqual({address: ADDRESS, asDeclared: false});
    const {plan} = await planOf(world, {clock: new ManualClock(APPLIED_AT)});
    const planned = plan.slots.find(({address}) => address === ADDRESS)?.members[0]?.findings;
    expect(planned?.map(({code}) => code)).toContain('NAMES_MISSING');
    expect(place.slots).toEqual([{address: ADDRESS, findings: planned}]);
  });

  it('says that the key is gone', async () => {
    const world = copyWorld(applied);
    rmSync(keyOf(webFileOf(world, FE01)));
    const {stdout} = await show(ADDRESS, world);
    expect(stdout).toMatch(/private key {4}none\n/);
    expect(stdout).toContain('NO_PRIVATE_KEY');
  });

  it('judges the chain by the stores of that server', async () => {
    const world = copyWorld(applied);
    rmSync(onlyFileIn(join(world, 'servers', FE01, 'Root')));
    expect((await onlyPlace(ADDRESS, world)).chain).toMatchObject({verdict: 'invalid', code: 'ISSUER_MISSING'});
    expect((await onlyPlace(ADDRESS.replace(FE01, FE02), world)).chain.verdict).toBe('valid');
  });

  it('judges the chain at this moment', async () => {
    const clock = new ManualClock('2040-01-01T00:00:00.000Z');
    const {stdout} = await cscert(['show-certificate', ADDRESS], {cwd: applied, clock});
    expect(stdout).toMatch(/chain {10}not valid: EXPIRED/);
    expect(stdout).toMatch(/valid until .* ago\n/);
  });

  it('shows what is ready although it is not assigned', async () => {
    const world = copyWorld(applied);
    editAssigned(world, FE01, usages => {
      for (const usage of WEB) delete usages[usage];
    });
    const place = await onlyPlace(ADDRESS, world);
    expect(place.assigned).toEqual([]);
    expect(place.slots[0]?.findings.map(({code}) => code)).toEqual(['NOT_ASSIGNED', 'NOT_ASSIGNED', 'NOT_ASSIGNED']);
  });

  it('shows both where another one is in use than the one that should be', async () => {
    const world = copyWorld(applied);
    const wrong = (await onlyPlace(`global/oauth@${FE01}`, world)).slots[0]?.address;
    expect(wrong).toBe('global/oauth');
    const {certificates: oauth} = await reportOf('global/oauth', world);
    editAssigned(world, FE01, usages => {
      const web = usages['Default'];
      if (web) usages['Default'] = {...web, current: String(oauth[0]?.thumbprint)};
    });
    const {certificates} = await reportOf(ADDRESS, world);
    expect(certificates.map(({places}) => places[0]?.assigned)).toEqual(
      expect.arrayContaining([
        ['WebServicesInternal', 'WebServicesExternal'],
        ['Default', 'OAuthTokenIssuer'],
      ]),
    );
  });

  it('says on which servers there is none, and why', async () => {
    const world = copyWorld(applied);
    rmSync(certificateOf(world, FE02, 'OAuth'));
    const {code, without, certificates} = await reportOf('global/oauth', world);
    expect(code).toBe(0);
    expect(certificates[0]?.places.map(({server}) => server)).toEqual([FE01]);
    expect(without.map(({server}) => server)).toEqual([FE02]);
    expect((await show('global/oauth', world)).stdout).toMatch(/Without a certificate for global\/oauth\n {2}fe02/);
  });

  it('says what could not be read, and ends with 1', async () => {
    const world = copyWorld(applied);
    writeFileSync(webFileOf(world, FE02), 'broken');
    const {code, certificates, unread} = await reportOf('global/oauth', world);
    expect(code).toBe(1);
    expect(certificates[0]?.places.map(({server}) => server)).toEqual([FE01]);
    expect(unread).toHaveLength(1);
    expect((await show('global/oauth', world)).stdout).toContain(unread[0]?.code ?? 'nothing');
  });

  it('that has nothing yet says where to look', async () => {
    const world = copyWorld(applied);
    rmSync(webFileOf(world, FE01));
    const {code, stdout, stderr} = await show(ADDRESS, world);
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toContain('CERTIFICATE_NOT_THERE');
    expect(stderr).toContain(`cscert plan --only ${ADDRESS}`);
  });

  it.each([
    ['fepool01.contoso.com/fe01.contoso.com/defualt', `did you mean "${ADDRESS}"?`],
    ['fepool01.contoso.com', 'cscert explain lists the addresses.'],
    ['global/oauth@fe09.contoso.com', 'did you mean "global/oauth"?|cscert explain lists the addresses.'],
  ])('%s that is unknown leads to a suggestion', async (asked, words) => {
    const {code, stderr} = await show(asked);
    expect(code).toBe(1);
    expect(stderr).toContain('UNKNOWN_ADDRESS');
    expect(stderr).toMatch(new RegExp(words));
  });
});

describe('show-certificate THUMBPRINT', () => {
  it('finds a certificate by its first digits, with colons, blanks and in any letter case', async () => {
    const {thumbprint = ''} = (await reportOf(ADDRESS)).certificates[0] ?? {};
    const colons = thumbprint
      .slice(0, 12)
      .toLowerCase()
      .replace(/(..)(?=.)/g, '$1:');
    for (const asked of [thumbprint, thumbprint.slice(0, 8), colons, `\u200e${thumbprint.replace(/(..)/g, '$1 ')}`]) {
      expect((await onlyPlace(asked)).server).toBe(FE01);
    }
  });

  it('finds it by its SHA-256 fingerprint too', async () => {
    const {fingerprint = ''} = (await reportOf(ADDRESS)).certificates[0] ?? {};
    expect((await onlyPlace(fingerprint)).server).toBe(FE01);
  });

  it('finds CAs, which are judged as no server', async () => {
    const root = onlyFileIn(join(applied, 'servers', FE01, 'Root'));
    const {certificates} = await reportOf(root.slice(applied.length + 1));
    const {certificates: found} = await reportOf(certificates[0]?.thumbprint ?? '');
    expect(found[0]).toMatchObject({ca: true, selfIssued: true});
    expect(found[0]?.places).toHaveLength(2);
    expect(found[0]?.places[0]).toMatchObject({
      store: 'Root',
      slots: [],
      assigned: [],
      chain: {verdict: 'not-judged', reason: expect.stringContaining("a CA's certificate")},
    });
  });

  it('that nobody has is said, with one that is near', async () => {
    const {thumbprint = ''} = (await reportOf(ADDRESS)).certificates[0] ?? {};
    const near = `${thumbprint.slice(0, 9)}${thumbprint[9] === '0' ? '1' : '0'}`;
    const {code, stderr} = await show(near);
    expect(code).toBe(1);
    expect(stderr).toContain('THUMBPRINT_UNKNOWN');
    expect(stderr).toContain(`did you mean "${thumbprint.slice(0, 10)}"?`);
  });

  it('with too few digits is refused before any server is read', async () => {
    const {code, stderr} = await show('9F3A');
    expect(code).toBe(1);
    expect(stderr).toContain('THUMBPRINT_SHORT');
  });
});

describe('show-certificate FILE', () => {
  const outside = (name: string, contents: string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, contents);
    return path;
  };
  const chainFiles = () => [
    webFileOf(applied, FE01),
    onlyFileIn(join(applied, 'servers', FE01, 'CA')),
    onlyFileIn(join(applied, 'servers', FE01, 'Root')),
  ];

  it('needs no configuration, and says that no chain is judged', async () => {
    const path = outside('one.der', derIn(webFileOf(applied, FE01)));
    const {certificates, code} = await reportOf(path, folder);
    expect(code).toBe(0);
    expect(certificates[0]).toMatchObject({
      places: [],
      file: {path, kind: 'der', beside: [], chain: {verdict: 'not-judged'}},
    });
    expect((await show('one.der', folder)).stdout).toMatch(/chain {2}not judged: .*\n.*not among the known CAs/s);
  });

  it('shows the server certificate of a bundle and lists what stands beside it', async () => {
    const path = outside('bundle.pem', chainFiles().toReversed().map(pemIn).join(''));
    const {certificates} = await reportOf(path, folder);
    expect(certificates).toHaveLength(1);
    expect(certificates[0]?.ca).toBe(false);
    expect(certificates[0]?.file?.beside.map(one => one.is)).toEqual(['root', 'ca']);
    expect(certificates[0]?.file?.chain).toMatchObject({reason: expect.stringMatching(/In the file it leads to CN=/)});
  });

  it('shows the CAs of a file that has nothing else', async () => {
    const path = outside('cas.pem', chainFiles().slice(1).map(pemIn).join(''));
    const {certificates} = await reportOf(path, folder);
    expect(certificates.map(({ca}) => ca)).toEqual([true, true]);
  });

  it.each([
    ['broken.cer', 'this is no certificate', 'it is a text without a certificate'],
    ['key.pem', encodePem('PRIVATE KEY', Buffer.from('3003020100', 'hex')), 'a private key'],
  ])('%s that holds no certificate is said to be what it is', async (name, contents, words) => {
    const {code, stderr} = await show(outside(name, contents), folder);
    expect(code).toBe(1);
    expect(stderr).toContain('CERTIFICATE_NOT_READ');
    expect(stderr).toContain(words);
  });

  it('that is a PFX is sealed, and there is another way', async () => {
    const pfx = Buffer.from(`3081df0201033081d906092a864886f70d010701a081cb0481c8${'00'.repeat(200)}`, 'hex');
    const {code, stderr} = await show(outside('sealed.pfx', pfx), folder);
    expect(code).toBe(1);
    expect(stderr).toMatch(/sealed with\s+a password/);
  });

  it.each(['absent.pem', './absent', 'C:\\certs\\absent'])('%s that is not there is no address', async name => {
    const {code, stderr} = await show(name);
    expect(code).toBe(1);
    expect(stderr).toContain('FILE_NOT_READ');
  });

  it('a folder of the name of a pool is no file', async () => {
    const world = copyWorld(applied);
    const {files} = await import('../../src/host/files.ts');
    await files.makeFolder(join(world, ADDRESS));
    expect((await show(ADDRESS, world)).code).toBe(0);
    expect(readdirSync(join(world, 'fepool01.contoso.com'))).toEqual([FE01]);
  });
});
