/**
 * `use:`: a certificate that exists already is checked as any other and assigned; nothing is ever requested for it, and
 * what is wrong with it is said before anything is touched.
 */
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {CertificateSpec} from '../../src/core/model/desired.ts';
import {asPfx, type Bought, buy, type Placed, place} from '../support/bought.ts';
import {keyMaterial} from '../support/certificate-files.ts';
import {APPLIED_AT, changedFiles, copyWorld, hashes} from '../support/contoso-world.ts';
import {EDGE, EXTERNAL, edgeYaml, inUse, preparedEdge} from '../support/edge-world.ts';
import type {FakeHost} from '../support/fake-host.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, type Ended, mustRun, planOf, temporaryFolder} from '../support/program.ts';
import {certificateBag, fileOf} from '../x509/pkcs12/bags-by-hand.ts';

const DAY = 86_400_000;
const SERVER = 'se01.contoso.com';
const SLOT = `${SERVER}/${SERVER}/default`;
const USAGES = ['Default', 'WebServicesInternal', 'WebServicesExternal'];
const PASSWORD = 'canary-password-4711';
const ONLY = ['--only', SLOT];
const APPLY = ['apply', '--config', '.', '--auto-approve', ...ONLY];

const folder = temporaryFolder();
/** A server with nothing but the OAuth certificate and what CA that needs. */
let world: string;
let spec: CertificateSpec;
let bought: Bought;

const clockAfter = (days = 0): ManualClock => {
  const clock = new ManualClock(APPLIED_AT);
  clock.advance(days * DAY);
  return clock;
};
const options = (cwd: string, days = 0) => ({cwd, clock: clockAfter(days), environment: {PFX: PASSWORD}});
const storesOf = (cwd: string): string => join(cwd, 'servers', SERVER);
const words = (text: string): string => text.replaceAll(/\s+/g, ' ');

const yaml = (use?: string): string => `deployment: {name: lab, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections: {stores: {type: directory, folder: servers}}
pools:
  ${SERVER}:
    role: standardEdition
    webServices: {external: webext.contoso.com}
    certificates:
      default: {usages: [${USAGES.join(', ')}]${use === undefined ? '' : `, use: ${use}`}}
`;

/** A copy of the world in which the slot names a certificate. */
function using(use: string): string {
  const cwd = copyWorld(world);
  writeFileSync(join(cwd, 'cscert.yaml'), yaml(use));
  return cwd;
}

async function planned(cwd: string, days = 0) {
  const {plan, code, text} = await planOf(cwd, {...options(cwd, days), flags: ONLY});
  const slot = plan.slots.find(one => one.address === SLOT);
  return {
    code,
    text: words(text),
    state: slot?.state,
    actions: plan.actions,
    codes: [...new Set(slot?.members.flatMap(member => member.findings.map(finding => finding.code)))],
    why: words(slot?.blocked?.join(' ') ?? ''),
  };
}

function assignedIn(cwd: string): readonly (string | undefined)[] {
  const {usages} = JSON.parse(readFileSync(join(storesOf(cwd), 'assigned.json'), 'utf8'));
  return [...new Set(USAGES.map(usage => usages[usage]?.current))];
}

/** Nothing was asked of the CA. */
const registerOf = (cwd: string): readonly string[] => readdirSync(join(cwd, 'ca', 'issued'));

beforeAll(async () => {
  world = join(folder, 'lab');
  mkdirSync(world);
  writeFileSync(join(world, 'cscert.yaml'), yaml());
  await mustRun(['init', '--config', '.'], options(world));
  await mustRun(['apply', '--config', '.', '--auto-approve', '--only', 'global/oauth'], options(world));
  const {plan} = await planOf(world, options(world));
  const wants = plan.slots.find(one => one.address === SLOT)?.wants;
  if (wants === undefined) throw new Error('the slot wants nothing');
  spec = wants.spec;
  bought = await buy(spec, APPLIED_AT);
});

const WHOLE: readonly Placed[] = ['My', 'key', 'CA', 'Root'];

describe('a certificate of the store', () => {
  const byThumbprint = (one: Bought, parts: readonly Placed[] = WHOLE): string => {
    const cwd = using(`{thumbprint: ${one.facts.thumbprint}}`);
    place(storesOf(cwd), one, parts);
    return cwd;
  };

  test('is assigned as it is: nothing is requested, and its files stay as they are', async () => {
    const cwd = byThumbprint(bought);
    const before = hashes(storesOf(cwd));
    expect((await planned(cwd)).actions.map(({verb}) => verb)).toEqual(['assign', 'assign', 'assign']);
    await mustRun(APPLY, options(cwd));
    expect(assignedIn(cwd)).toEqual([bought.facts.thumbprint]);
    expect(changedFiles(before, hashes(storesOf(cwd)))).toEqual(['assigned.json']);
    expect(registerOf(cwd)).toEqual(registerOf(world));
    expect(await planned(cwd)).toMatchObject({code: 0, state: 'in-sync', actions: []});
  });

  interface Wrong {
    readonly what: string;
    readonly parts?: readonly Placed[];
    readonly days?: number;
    readonly code: string;
    readonly says: string | RegExp;
  }

  const WRONG: readonly Wrong[] = [
    {
      what: 'it has no private key',
      parts: ['My', 'CA', 'Root'],
      code: 'NO_PRIVATE_KEY',
      says: 'private key is missing',
    },
    {
      what: 'its intermediate is missing',
      parts: ['My', 'key', 'Root'],
      code: 'CHAIN_MISSING',
      says: 'Public Issuing CA',
    },
    {what: 'its root is missing', parts: ['My', 'key', 'CA'], code: 'CHAIN_MISSING', says: 'Public Root'},
    {what: 'it has expired', days: 366, code: 'EXPIRED', says: /expired 2027-03-02, \d+ hours? ago|expired 2027-03-02/},
    {what: 'it is not there', parts: ['CA', 'Root'], code: 'USE_MISSING', says: 'is not in the store of this server'},
  ];

  test.each(WRONG)('needs a person when $what, and nothing is touched', async ({parts = WHOLE, days, code, says}) => {
    const cwd = byThumbprint(bought, parts);
    const before = hashes(join(cwd, 'servers'));
    const found = await planned(cwd, days);
    expect(found).toMatchObject({state: 'person', actions: [], code: 2});
    expect(found.codes).toContain(code);
    expect(found.why).toMatch(says);
    expect((await cscert(APPLY, options(cwd, days))).code).toBe(1);
    expect(changedFiles(before, hashes(join(cwd, 'servers')))).toEqual([]);
    expect(registerOf(cwd)).toEqual(registerOf(world));
  });

  test('needs a person when it has too few names, and they are named', async () => {
    const names = spec.names.filter(({value}) => value !== 'webext.contoso.com');
    const cwd = byThumbprint(await buy({...spec, names}, APPLIED_AT));
    const {state, why, codes} = await planned(cwd);
    expect({state, codes}).toEqual({state: 'person', codes: expect.arrayContaining(['NAMES_MISSING'])});
    expect(why).toContain('webext.contoso.com');
  });

  test('with more names than are needed is used; they are a warning', async () => {
    const names = [...spec.names, {value: 'more.contoso.com', reasons: []}];
    const cwd = byThumbprint(await buy({...spec, names}, APPLIED_AT));
    await mustRun(APPLY, options(cwd));
    expect(await planned(cwd)).toMatchObject({code: 0, state: 'in-sync', codes: ['NAMES_SURPLUS']});
  });

  test('that expired while another one is in use leaves that alone', async () => {
    const cwd = using(`{thumbprint: ${bought.facts.thumbprint}}`);
    writeFileSync(join(cwd, 'cscert.yaml'), yaml());
    await mustRun(APPLY, options(cwd));
    const [used] = assignedIn(cwd);
    writeFileSync(join(cwd, 'cscert.yaml'), yaml(`{thumbprint: ${bought.facts.thumbprint}}`));
    place(storesOf(cwd), bought, WHOLE);
    expect(await planned(cwd, 366)).toMatchObject({state: 'person', actions: []});
    expect(assignedIn(cwd)).toEqual([used]);
  });
});

describe('a certificate in a PFX file', () => {
  const USE = '{pfx: bought/web.pfx, password: env:PFX}';
  const said = ({stdout, stderr, log}: Ended): string => stdout + stderr + log;

  function byFile(pfx: Buffer | undefined, parts: readonly Placed[] = ['Root'], use = USE): string {
    const cwd = using(use);
    mkdirSync(join(cwd, 'bought'));
    if (pfx !== undefined) writeFileSync(join(cwd, 'bought', 'web.pfx'), pfx);
    place(storesOf(cwd), bought, parts);
    return cwd;
  }

  test('is imported with its key and its intermediate, and assigned; then there is nothing to do', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    expect((await planned(cwd)).actions.map(({verb}) => verb)).toEqual(['import', 'assign', 'assign', 'assign']);
    await mustRun(APPLY, options(cwd));
    expect(assignedIn(cwd)).toEqual([bought.facts.thumbprint]);
    expect(readdirSync(join(storesOf(cwd), 'CA'))).toContain(`${bought.issuing.thumbprint}.pem`);
    expect(readdirSync(join(storesOf(cwd), 'Keys'))).toContain(`${bought.facts.spki}.key`);
    const stored = readFileSync(join(storesOf(cwd), 'My', `${bought.facts.thumbprint}.pem`), 'utf8');
    // Our mark, and no declaration in it: nobody asked for this certificate.
    const {spki, thumbprint} = bought.facts;
    expect(stored).toContain(`[cscert ${spki.slice(0, 8)} ${thumbprint.slice(0, 8).toLowerCase()}]`);
    expect(registerOf(cwd)).toEqual(registerOf(world));
    expect(await planned(cwd)).toMatchObject({code: 0, state: 'in-sync', actions: []});
  });

  test('is imported beside the one that it renews, also where the key is the same', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    await mustRun(APPLY, options(cwd));
    const renewed = await buy(spec, clockAfter(1).now().toISOString(), bought.key);
    place(storesOf(cwd), renewed, ['Root']);
    writeFileSync(join(cwd, 'bought', 'web.pfx'), await asPfx(renewed, PASSWORD));
    await mustRun(APPLY, options(cwd, 2));
    expect(assignedIn(cwd)).toEqual([renewed.facts.thumbprint]);
    expect(await planned(cwd, 2)).toMatchObject({code: 0, state: 'in-sync', actions: []});
  });

  test('may have its password in a file', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD), ['Root'], '{pfx: bought/web.pfx, password: file:bought/word}');
    writeFileSync(join(cwd, 'bought', 'word'), `${PASSWORD}\n`);
    await mustRun(APPLY, options(cwd));
    expect(assignedIn(cwd)).toEqual([bought.facts.thumbprint]);
  });

  test('lost on the server is imported anew', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    await mustRun(APPLY, options(cwd));
    rmSync(join(storesOf(cwd), 'Keys', `${bought.facts.spki}.key`));
    expect((await planned(cwd)).actions.map(({verb}) => verb)).toEqual(['import']);
    await mustRun(APPLY, options(cwd));
    expect(await planned(cwd)).toMatchObject({code: 0, state: 'in-sync'});
  });

  interface Broken {
    readonly what: string;
    readonly file: () => Promise<Buffer | undefined>;
    readonly parts?: readonly Placed[];
    readonly environment?: Readonly<Record<string, string>>;
    readonly says: string;
  }

  const BROKEN: readonly Broken[] = [
    {what: 'the password is wrong', file: () => asPfx(bought, 'another'), says: 'the password does not open the PFX'},
    {what: 'there is no such file', file: async () => undefined, says: 'there is no such file'},
    {
      what: 'it holds no key',
      file: async () => fileOf([certificateBag(Buffer.from(bought.facts.der, 'base64'))]),
      environment: {PFX: 'correct horse'},
      says: 'it holds no private key together with its certificate',
    },
    {what: 'it is no PFX', file: async () => Buffer.from('not a PFX'), says: 'the PFX'},
    {
      what: 'its password is not set',
      file: () => asPfx(bought, PASSWORD),
      environment: {},
      says: 'The environment variable "PFX" is not set',
    },
    {
      what: 'the root is missing on the server',
      file: () => asPfx(bought, PASSWORD),
      parts: [],
      says: 'Public Root, which issued it or its issuer, is in neither CA nor Root',
    },
    {
      what: 'neither file nor server has the intermediate',
      file: () => asPfx(bought, PASSWORD, {chain: false}),
      says: 'Public Issuing CA, which issued it or its issuer, is in neither CA nor Root',
    },
  ];

  test.each(BROKEN)('needs a person when $what, before anything is touched', async broken => {
    const {file, parts = ['Root'], says, environment = {PFX: PASSWORD}} = broken;
    const cwd = byFile(await file(), parts);
    const before = hashes(join(cwd, 'servers'));
    const {plan, code} = await planOf(cwd, {...options(cwd), environment, flags: ONLY});
    expect({code, actions: plan.actions}).toEqual({code: 2, actions: []});
    expect(words(plan.slots[0]?.blocked?.join(' ') ?? '')).toContain(says);
    expect((await cscert(APPLY, {...options(cwd), environment})).code).toBe(1);
    expect(changedFiles(before, hashes(join(cwd, 'servers')))).toEqual([]);
  });

  test('that cannot be opened is never replaced by another one, however good', async () => {
    const cwd = byFile(undefined);
    writeFileSync(join(cwd, 'cscert.yaml'), yaml());
    await mustRun(APPLY, options(cwd));
    writeFileSync(join(cwd, 'cscert.yaml'), yaml(USE));
    expect(await planned(cwd)).toMatchObject({code: 2, state: 'person', actions: []});
  });

  test('that is another one than the plan was made from is not imported', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    const other = await buy(spec, APPLIED_AT);
    place(storesOf(cwd), other, ['Root']);
    const file = join(cwd, '..', 'approved.json');
    await mustRun(['plan', '--config', '.', '--out', file, ...ONLY], options(cwd));
    writeFileSync(join(cwd, 'bought', 'web.pfx'), await asPfx(other, PASSWORD));
    const before = hashes(join(cwd, 'servers'));
    expect((await cscert(['apply', file, '--config', '.'], options(cwd))).code).toBe(1);
    expect(changedFiles(before, hashes(join(cwd, 'servers')))).toEqual([]);
  });

  test('that is replaced between question and answer is not imported either', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    const other = await asPfx(await buy(spec, APPLIED_AT), PASSWORD);
    const path = join(cwd, 'bought', 'web.pfx');
    const prepare = (host: FakeHost): FakeHost => ({
      ...host,
      async ask() {
        writeFileSync(path, other);
        return 'yes';
      },
    });
    const argv = ['apply', '--config', '.', ...ONLY];
    const {code, stdout, stderr} = await cscert(argv, {...options(cwd), isTTY: true, prepare});
    expect(code).toBe(1);
    expect(words(stdout + stderr)).toContain('The PFX file has changed since the plan');
    expect(readdirSync(join(storesOf(cwd), 'My'))).not.toContain(`${bought.facts.thumbprint}.pem`);
    expect(readdirSync(join(storesOf(cwd), 'My'))).toHaveLength(readdirSync(join(storesOf(world), 'My')).length);
  });

  test('that is no longer named is not taken for one that we asked for', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    await mustRun(APPLY, options(cwd));
    writeFileSync(join(cwd, 'cscert.yaml'), yaml());
    expect((await planned(cwd)).actions.map(({verb}) => verb)).toContain('request');
  });

  test('shows nothing of its password or its key anywhere but in the key file', async () => {
    const cwd = byFile(await asPfx(bought, PASSWORD));
    const plan = await cscert(['plan', '--config', '.', '--json', '--out', join(cwd, 'plan.json')], options(cwd));
    const applied = await cscert([...APPLY, '--json'], options(cwd));
    const inspected = await cscert(['inspect', '--config', '.', '--out', join(cwd, 'actual.json')], options(cwd));
    const wrong = await cscert(['plan', '--config', '.'], {...options(cwd), environment: {PFX: `${PASSWORD}-wrong`}});
    expect([plan.code, applied.code, wrong.code]).toEqual([0, 0, 0]);
    const canaries = [PASSWORD, 'PRIVATE KEY', ...keyMaterial(cwd)];
    const files = [...hashes(cwd).keys()].filter(name => !/\.(key|pfx)$/.test(name));
    const texts = files.map(name => readFileSync(join(cwd, name), 'utf8'));
    const everything = [...[plan, applied, inspected, wrong].map(said), ...texts].join('\n');
    expect(files).toContain('plan.json');
    expect(canaries.filter(canary => everything.includes(canary))).toEqual([]);
  });
});

describe('for a pool that shares', () => {
  const certificates = (use: string) => `      external:
        usages: [AccessEdgeExternal, DataEdgeExternal, AudioVideoAuthentication]
        use: ${use}
      internal: {usages: [Internal]}
`;
  let edge: string;
  let shared: Bought;

  beforeAll(async () => {
    edge = await preparedEdge(folder);
    const {plan} = await planOf(edge, options(edge));
    const wants = plan.slots.find(one => one.address === EXTERNAL)?.wants;
    if (wants === undefined) throw new Error('the slot wants nothing');
    shared = await buy(wants.spec, APPLIED_AT);
    await mustRun(['apply', '--config', '.', '--auto-approve', '--exclude', EXTERNAL], options(edge));
  });

  const having = (use: string, ...parts: readonly (readonly Placed[])[]): string => {
    const cwd = copyWorld(edge);
    writeFileSync(join(cwd, 'cscert.yaml'), edgeYaml({certificates: certificates(use)}));
    for (const [index, placed] of parts.entries()) place(join(cwd, 'servers', EDGE(index + 1)), shared, placed);
    return cwd;
  };
  const runApply = (cwd: string) => mustRun(['apply', '--config', '.', '--auto-approve'], options(cwd));
  const both = (cwd: string) => [inUse(cwd, EDGE(1)), inUse(cwd, EDGE(2))];

  test('a PFX file goes to every member', async () => {
    const cwd = having('{pfx: edge.pfx, password: env:PFX}', ['Root'], ['Root']);
    writeFileSync(join(cwd, 'edge.pfx'), await asPfx(shared, PASSWORD));
    const {plan} = await planOf(cwd, options(cwd));
    expect(plan.summary).toMatchObject({request: 0, import: 2, copy: 0, assign: 6});
    await runApply(cwd);
    expect(both(cwd)).toEqual([[shared.facts.thumbprint], [shared.facts.thumbprint]]);
    expect((await planOf(cwd, options(cwd))).code).toBe(0);
  });

  test('a member that loses its copy of it gets one from the other', async () => {
    const cwd = having('{pfx: edge.pfx, password: env:PFX}', ['Root'], ['Root']);
    writeFileSync(join(cwd, 'edge.pfx'), await asPfx(shared, PASSWORD));
    await runApply(cwd);
    rmSync(join(cwd, 'servers', EDGE(1), 'My', `${shared.facts.thumbprint}.pem`));
    const {plan} = await planOf(cwd, options(cwd));
    expect(plan.actions.map(({verb, on}) => [verb, on])).toEqual([['copy', EDGE(1)]]);
    await runApply(cwd);
    expect((await planOf(cwd, options(cwd))).code).toBe(0);
  });

  test('one of the store of a single member is copied to the others', async () => {
    const cwd = having(`{thumbprint: ${shared.facts.thumbprint}}`, ['My', 'exportable key', 'CA', 'Root'], ['Root']);
    const {plan} = await planOf(cwd, options(cwd));
    expect(plan.summary).toMatchObject({request: 0, import: 0, copy: 1, assign: 6});
    await runApply(cwd);
    expect(both(cwd)).toEqual([[shared.facts.thumbprint], [shared.facts.thumbprint]]);
    expect((await planOf(cwd, options(cwd))).code).toBe(0);
  });

  test('one whose key may not leave is refused in words, before anything is touched', async () => {
    const cwd = having(`{thumbprint: ${shared.facts.thumbprint}}`, WHOLE, ['Root']);
    const {plan} = await planOf(cwd, options(cwd));
    expect(plan.actions).toEqual([]);
    const [why = ''] = plan.slots.find(slot => slot.address === EXTERNAL)?.blocked ?? [];
    expect(why).toBe(
      `The private key of ${shared.facts.thumbprint.slice(0, 8)} on ${EDGE(1)} may not be exported, so it cannot be copied to ${EDGE(2)}.`,
    );
  });

  test('one that all members have by hand needs no copy, though its key may not leave', async () => {
    const cwd = having(`{thumbprint: ${shared.facts.thumbprint}}`, WHOLE, WHOLE);
    await runApply(cwd);
    expect(both(cwd)).toEqual([[shared.facts.thumbprint], [shared.facts.thumbprint]]);
  });
});
