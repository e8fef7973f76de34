/**
 * The Contoso example with every role, at three versions of the product: applied, answered by a public CA, and then
 * nothing is left to do. What a version does not have is refused.
 */
import {cpSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Product} from '../../src/core/model/product.ts';
import {ROLE_FACTS, ROLES, type Role} from '../../src/core/model/role.ts';
import {APPLIED_AT, type AssignedFile, edit, readyWorld} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {answerAll, type OutsideCa, openOutsideCa, requestsIn} from '../support/outside-ca.ts';
import {copyExample, cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';

/** The pool of the roles that the example's own product no longer has. */
const PERSISTENT_CHAT = `pools:
  chatpool01.contoso.com:
    role: persistentChat
    servers: [chat01.contoso.com, chat02.contoso.com]
`;
const XMPP = 'av: av.contoso.com, xmpp: [contoso.com, fabrikam.com]}';

/** The example as a deployment of another version would have it, with all that this version has and no more. */
function variant(product: Product, folder: string): string {
  const cwd = copyExample('contoso', join(folder, product), {pools: 'all'});
  if (product !== 'sfbse') edit(join(cwd, 'cscert.yaml'), 'product: sfbse', `product: ${product}`);
  if (ROLE_FACTS.persistentChat.products.includes(product)) addOldThings(cwd);
  edit(join(cwd, 'pools', 'mediation.yaml'), 'size: 4096', 'size: 2048');
  if (!ROLE_FACTS.videoInterop.products.includes(product)) rmSync(join(cwd, 'pools', 'video-interop.yaml'));
  return cwd;
}

function addOldThings(cwd: string): void {
  writeFileSync(join(cwd, 'pools', 'persistent-chat.yaml'), PERSISTENT_CHAT);
  edit(join(cwd, 'pools', 'edge.yaml'), 'av: av.contoso.com}', XMPP);
}

const folder = temporaryFolder();
let publicCa: OutsideCa;
/** The example's own CA is the same at every version: its keys are what takes the longest. */
let ownCa: string;

beforeAll(async () => {
  publicCa = await openOutsideCa(APPLIED_AT);
  ownCa = join(await readyWorld('contoso', join(folder, 'ready')), 'ca');
});

const PRODUCTS: readonly Product[] = ['lync2013', 'sfb2015', 'sfbse'];

describe.each(PRODUCTS)('at %s', product => {
  const options = (cwd: string) => ({cwd, clock: new ManualClock(APPLIED_AT)});

  test('every role of the version is applied, the public CA answers, and nothing is left to do', async () => {
    const cwd = variant(product, folder);
    cpSync(ownCa, join(cwd, 'ca'), {recursive: true});
    await mustRun(['init', '--config', '.'], options(cwd));
    const first = await planOf(cwd, options(cwd));
    expect(first.code).toBe(2);
    expect(new Set(Object.values(first.plan.holders).map(({role}) => role))).toEqual(new Set(rolesOf(product)));
    expect((await cscert(['apply', '--config', '.', '--auto-approve'], options(cwd))).code).toBe(3);

    const requests = requestsIn(cwd);
    expect(requests).toEqual([
      expect.stringMatching(/^edgepool01\.contoso\.com\/edge01\.contoso\.com\/external\.[0-9a-f]{12}\.csr$/),
      expect.stringMatching(/^rp01\.contoso\.com\/rp01\.contoso\.com\/external\.[0-9a-f]{12}\.csr$/),
    ]);
    await answerAll(cwd, publicCa);
    const {stdout} = await mustRun(['apply', '--config', '.', '--auto-approve'], options(cwd));
    expect(stdout).toContain(' 0 waiting, 0 failed, 0 not run.');

    const last = await planOf(cwd, options(cwd));
    expect(last.code).toBe(0);
    expect(last.text).toContain('No changes.');
    expect(last.plan.actions).toEqual([]);
    expectAssignments(cwd, product);
  });
});

/** Every server points the usages of its role to a certificate, whose key it shares with its pool or has for itself. */
function expectAssignments(cwd: string, product: Product): void {
  expect(Object.keys(assignedTo(cwd, 'rp01.contoso.com'))).toEqual(['ReverseProxy']);
  expect(Object.keys(assignedTo(cwd, 'sba01.contoso.com'))).toEqual(['Default']);
  const external = ['AccessEdgeExternal', 'AudioVideoAuthentication', 'DataEdgeExternal', 'Internal'];
  const old = ROLE_FACTS.persistentChat.products.includes(product);
  expect(Object.keys(assignedTo(cwd, 'edge02.contoso.com')).toSorted()).toEqual([
    ...external,
    ...(old ? ['XmppServer'] : []),
  ]);
  const same = (one: string, other: string): boolean =>
    assignedTo(cwd, one)['Default']?.current === assignedTo(cwd, other)['Default']?.current;
  expect(same('app01.contoso.com', 'app02.contoso.com')).toBe(true);
  expect(old && same('chat01.contoso.com', 'chat02.contoso.com')).toBe(false);
}

function assignedTo(cwd: string, server: string): AssignedFile['usages'] {
  const text = readFileSync(join(cwd, 'servers', server, 'assigned.json'), 'utf8');
  return (JSON.parse(text) as AssignedFile).usages;
}

describe('what a version does not have', () => {
  test('Video Interop in Lync Server 2013 is refused, and says when it came', async () => {
    const cwd = variant('sfb2015', join(folder, 'early'));
    edit(join(cwd, 'cscert.yaml'), 'product: sfb2015', 'product: lync2013');
    const {code, stderr} = await cscert(['validate', '--config', '.'], {cwd});
    expect(code).toBe(1);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'Lync Server 2013 has no Video Interop pool: it came with Skype for Business Server 2015.',
    );
    expect(errorsIn(stderr)).toEqual(['CFG_ROLE_NOT_OF_PRODUCT']);
  });

  test.each<Product>(['sfb2019', 'sfbse'])('Persistent Chat and XMPP in %s are refused', async product => {
    const cwd = variant(product, join(folder, 'late'));
    addOldThings(cwd);
    const {code, stderr} = await cscert(['validate', '--config', '.'], {cwd});
    expect(code).toBe(1);
    expect(errorsIn(stderr)).toEqual(['CFG_ROLE_NOT_OF_PRODUCT', 'CFG_XMPP']);
  });
});

const rolesOf = (product: Product): readonly Role[] =>
  ROLES.filter(role => ROLE_FACTS[role].products.includes(product));

const errorsIn = (stderr: string): readonly string[] =>
  [...stderr.matchAll(/ error ([A-Z_]+)/g)].map(([, code = '']) => code).toSorted();
