/**
 * An enterprise CA that the product's own command asks as another account, the wizard's alternate credentials, through the
 * PowerShell engine: issued, approved later, denied, not let in, wrong, and a server that dies in the middle.
 */
import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {ACCOUNTS, CA_CONFIG} from '../support/cs-contract/world.ts';
import {endedWith} from '../support/ended-with.ts';
import {type AdcsWish, adcsLab, applyLab, SE, wantServerAuthAlone} from '../support/powershell/adcs-lab.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import type {PowerShellExample} from '../support/powershell/powershell-example.ts';
import {runPowerShell} from '../support/powershell/run-powershell.ts';
import {temporaryFolder} from '../support/program.ts';

const SLOT = 'se01.contoso.com/se01.contoso.com/default';
const SLOW_MS = 300_000;
const [ACCOUNT = {name: '', password: '', groups: []}] = ACCOUNTS;
/** More changes than the whole way has. */
const MOST_KILLS = 40;
/** Every third of them, or with CSCERT_FAULTS all. */
const [FIRST_KILL, STRIDE] = process.env['CSCERT_FAULTS'] === undefined ? [2, 3] : [1, 1];
const MARKED = / \[cscert [0-9a-f]{8} [0-9a-f]{8}\]$/;

const folder = temporaryFolder();
const open: PowerShellExample[] = [];
afterEach(() => {
  for (const {forest} of open.splice(0)) forest.close();
});

interface Wish extends Pick<AdcsWish, 'template' | 'ca' | 'faults'> {
  readonly password?: string;
  /** Whether the session could ask the CA itself. */
  readonly secondHop?: boolean;
}

/** The lab, whose CA is asked as an account. */
function lab({password = ACCOUNT.password, secondHop = true, ...wish}: Wish = {}): PowerShellExample {
  const account = `{user: '${ACCOUNT.name}', password: 'file:password'}`;
  const settings = `, requestWith: Request-CsCertificate, enrollAs: account, account: ${account}`;
  const example = adcsLab({...wish, settings}, folder);
  open.push(example);
  writeFileSync(join(example.cwd, 'password'), password);
  if (wish.template !== undefined && wish.template !== 'LyncServer') wantServerAuthAlone(example);
  example.forest.changeServer(SE, {session: {...example.forest.server(SE).session, secondHop}});
  return example;
}

/** Of the server's own certificate alone, for which its session need not reach the management store. */
const applyOne = (example: PowerShellExample, ...flags: readonly string[]) =>
  applyLab(example, '--only', SLOT, ...flags);

const planOne = (example: PowerShellExample) =>
  example.run('plan', '--config', '.', '--only', SLOT, '--detailed-exitcode');

const said = ({stdout, stderr}: {readonly stdout: string; readonly stderr: string}): string =>
  `${stdout}${stderr}`.replaceAll(/\s+/g, ' ');

const dispositions = ({forest}: PowerShellExample): readonly string[] =>
  forest.requests().map(({disposition, requester}) => `${disposition} ${requester}`);

const names = ({forest}: PowerShellExample, store: 'My' | 'REQUEST'): readonly (string | null)[] =>
  forest.entries(SE, store).map(({friendlyName}) => friendlyName);

/** One certificate, ours by mark and assigned; nothing is left of what stood for it, and nothing is to be done. */
async function expectSettled(example: PowerShellExample, {orphans = 0} = {}): Promise<void> {
  expect(
    names(example, 'My').filter(name => MARKED.test(name ?? '') || /\[cscert .* \d+\]$/.test(name ?? '')),
  ).toHaveLength(1);
  const left = names(example, 'REQUEST');
  expect(left.every(name => MARKED.test(name ?? ''))).toBe(true);
  expect(left.length).toBeLessThanOrEqual(orphans);
  const keys = readdirSync(join(example.forest.folder(SE), 'Keys')).filter(name => name.endsWith('.json'));
  expect(keys.length).toBeLessThanOrEqual(1 + orphans);
  expect(await planOne(example)).toEqual(endedWith(0));
}

async function expectGoneWithTheNext(example: PowerShellExample): Promise<void> {
  const file = join(example.cwd, 'cscert.yaml');
  const certificate = 'certificates: {default: {names: {add: [more.contoso.com]}}}';
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('role: standardEdition', `role: standardEdition\n    ${certificate}`),
  );
  expect(await applyOne(example)).toEqual(endedWith(0));
  expect(names(example, 'REQUEST')).toEqual([]);
  expect(readdirSync(join(example.forest.folder(SE), 'ProgramData', 'cscert', 'requests'))).toEqual([]);
}

/** Usages that point to anything. */
function assigned({forest}: PowerShellExample): readonly string[] {
  const file = join(forest.folder(SE), 'assigned.json');
  return existsSync(file) ? Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object) : [];
}

/** A person on the server runs a command of the product. */
async function person({forest}: PowerShellExample, command: string): Promise<void> {
  const module = forest.server(SE).product === 'lync2013' ? 'Lync' : 'SkypeForBusiness';
  const {code, stdout, stderr} = await runPowerShell({
    script: `Import-Module ${module}\n${command}`,
    environment: forest.environment(SE),
  });
  if (code !== 0) throw new Error(stdout + stderr);
}

powershellPart.describe('a CA that is asked as an account', () => {
  powershellPart.test(
    'issues at once to that account: each certificate once, ours by mark, and the next plan is empty',
    async () => {
      const example = lab({ca: 'auto'});
      const plan = await example.run('plan', '--config', '.');
      expect(said(plan)).toContain(`The CA is asked as ${ACCOUNT.name} from ${SE}: its password is handed to`);
      expect(await applyLab(example)).toEqual(endedWith(0));
      expect(dispositions(example)).toEqual([`issued ${ACCOUNT.name}`, `issued ${ACCOUNT.name}`]);
      expect(names(example, 'My')).toEqual([expect.stringMatching(MARKED), expect.stringMatching(MARKED)]);
      // What stood for them is gone, with its keys.
      expect(names(example, 'REQUEST')).toEqual([]);
      const next = await example.plan();
      expect({code: next.code, actions: next.plan.actions}).toEqual({code: 0, actions: []});
    },
    SLOW_MS,
  );

  powershellPart.test(
    'lets a request wait, from a session without a second hop; approved, it is collected without the password',
    async () => {
      const example = lab({template: 'WebServerApproval', secondHop: false, faults: {certreq: {locale: 'de'}}});
      for (let run = 0; run < 2; run++) expect(await applyOne(example)).toEqual(endedWith(3));
      expect(dispositions(example)).toEqual([`pending ${ACCOUNT.name}`]);
      const [{id = 0} = {}] = example.forest.requests();
      example.forest.approve(id);
      rmSync(join(example.cwd, 'password'));
      expect(await applyOne(example, '--continue')).toEqual(endedWith(0));
      expect(dispositions(example)).toEqual([`issued ${ACCOUNT.name}`]);
      expect(names(example, 'My')).toEqual([
        expect.stringMatching(new RegExp(` \\[cscert [0-9a-f]{8} [0-9a-f]{8} ${id}\\]$`)),
      ]);
      await expectSettled(example);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'lets a request wait whose number only the list of the product tells; a person who retrieves it has done half of the work',
    async () => {
      const example = lab({template: 'WebServerApproval', faults: {product: {requests: 'documented'}}});
      const waiting = await applyOne(example);
      const [{id = 0} = {}] = example.forest.requests();
      expect(said(waiting)).toContain(`request ${id} waits for a manager of ${CA_CONFIG}`);
      example.forest.approve(id);
      await person(example, `$null = Request-CsCertificate -Retrieve -RequestId ${id}`);
      expect(names(example, 'My')).toEqual([expect.stringMatching(/\[cscert asked [0-9a-f]{8} [0-9a-f]{8}\]$/)]);
      expect(await applyOne(example)).toEqual(endedWith(0));
      expect(dispositions(example)).toEqual([`issued ${ACCOUNT.name}`]);
      await expectSettled(example);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'is approved after somebody has changed who asks, in either direction, and nothing is asked again',
    async () => {
      const byAccount = `enrollAs: account, account: {user: '${ACCOUNT.name}', password: 'file:password'}`;
      for (const [before, after] of [
        [byAccount, 'enrollAs: computer'],
        ['enrollAs: computer', byAccount],
      ] as const) {
        const example = lab({template: 'WebServerApproval'});
        const file = join(example.cwd, 'cscert.yaml');
        const text = readFileSync(file, 'utf8');
        writeFileSync(file, text.replace(byAccount, before));
        expect(await applyOne(example)).toEqual(endedWith(3));
        writeFileSync(file, text.replace(byAccount, after));
        expect(await applyOne(example)).toEqual(endedWith(3));
        for (const {id} of example.forest.requests()) example.forest.approve(id);
        expect(await applyOne(example)).toEqual(endedWith(0));
        expect(example.forest.requests().map(({disposition}) => disposition)).toEqual(['issued']);
        await expectSettled(example);
      }
    },
    SLOW_MS,
  );

  powershellPart.test(
    'denies, by a manager or by itself: told with the reason, and not asked again until somebody says so',
    async () => {
      const example = lab({template: 'WebServerApproval'});
      await applyOne(example);
      const [{id = 0} = {}] = example.forest.requests();
      example.forest.deny(id);
      const denied = await applyOne(example);
      expect({code: denied.code, text: said(denied)}).toEqual({
        code: 1,
        text: expect.stringContaining('Denied by CONTOSO\\caadmin'),
      });
      expect(await applyOne(example)).toEqual(endedWith(1));
      expect(dispositions(example)).toEqual([`denied ${ACCOUNT.name}`]);
      // This one the policy denies at once.
      const file = join(example.cwd, 'cscert.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace('template: WebServerApproval', 'template: MailServer'));
      const policy = await applyOne(example);
      expect(said(policy)).toContain('Denied by Policy Module 0x80094812');
      expect(await applyOne(example)).toEqual(endedWith(1));
      writeFileSync(file, readFileSync(file, 'utf8').replace('template: MailServer', 'template: WebServer'));
      expect(await applyOne(example, '--retry', SLOT)).toEqual(endedWith(0));
      expect(dispositions(example)).toEqual([
        `denied ${ACCOUNT.name}`,
        `denied ${ACCOUNT.name}`,
        `issued ${ACCOUNT.name}`,
      ]);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'is asked once with a wrong password, however many certificates are due, and with the right one afterwards',
    async () => {
      const example = lab({password: 'enrol-4712'});
      example.forest.noteCommands(SE);
      const failed = await applyLab(example);
      expect({code: failed.code, text: said(failed)}).toEqual({
        code: 1,
        text: expect.stringContaining(`asked as ${ACCOUNT.name}, which was not let in`),
      });
      expect(said(failed)).toContain('so it was not tried again');
      expect(said(failed)).not.toContain('enrol-4712');
      const asked = example.forest.commands(SE).filter(line => line.includes('-CaAccount'));
      expect(asked).toHaveLength(1);
      expect(example.forest.requests()).toEqual([]);
      rmSync(join(example.cwd, 'password'));
      expect(said(await applyLab(example))).toContain('could not be read from file:password. Nothing was sent.');
      writeFileSync(join(example.cwd, 'password'), ACCOUNT.password);
      expect(await applyLab(example)).toEqual(endedWith(0));
      expect(dispositions(example)).toEqual([`issued ${ACCOUNT.name}`, `issued ${ACCOUNT.name}`]);
      expect(names(example, 'REQUEST')).toEqual([]);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'is not asked twice where the product does not tell what was wrong, until somebody says so',
    async () => {
      const example = lab({password: 'enrol-4712', faults: {product: {errors: 'bare'}}});
      example.forest.noteCommands(SE);
      const failed = await applyLab(example);
      expect(said(failed)).toContain(
        'with Request-CsCertificate, and it says: The user name or password is incorrect.',
      );
      expect(said(failed)).toContain('so it was not tried again');
      writeFileSync(join(example.cwd, 'password'), ACCOUNT.password);
      // What is not understood may have reached the CA; the other certificate was never asked for.
      expect(await applyLab(example)).toEqual(endedWith(1));
      expect(dispositions(example)).toEqual([`issued ${ACCOUNT.name}`]);
      expect(await applyLab(example, '--retry', 'global/oauth')).toEqual(endedWith(0));
      expect(dispositions(example)).toEqual([`issued ${ACCOUNT.name}`, `issued ${ACCOUNT.name}`]);
      const asked = example.forest.commands(SE).filter(line => line.includes('-CaAccount'));
      expect(asked).toHaveLength(3);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'that issues something else than was declared is told; it is never ours, never assigned, and not asked again',
    async () => {
      // The template takes the names from the directory, where an account is called otherwise.
      const example = lab({template: 'Machine'});
      const refused = await applyOne(example);
      expect({code: refused.code, text: said(refused)}).toEqual({
        code: 1,
        text: expect.stringContaining("The authority's answer does not fit the request"),
      });
      expect(names(example, 'My')).toEqual([expect.stringMatching(/\[cscert asked [0-9a-f]{8} [0-9a-f]{8}\]$/)]);
      expect(assigned(example)).toEqual([]);
      expect(await applyOne(example)).toEqual(endedWith(1));
      expect(example.forest.requests()).toHaveLength(1);
      expect(assigned(example)).toEqual([]);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'under a root that is not declared is told, and what it issued is taken once that is done',
    async () => {
      const example = lab();
      const file = join(example.cwd, 'cscert.yaml');
      const text = readFileSync(file, 'utf8');
      const wrong = `sha256:${'a'.repeat(64)}`;
      writeFileSync(file, text.replace('roots: [root.pem]', `roots: ['${wrong}']`));
      const blocked = await applyOne(example);
      expect({code: blocked.code, text: said(blocked)}).toEqual({
        code: 1,
        text: expect.stringContaining("The authority's answer cannot be trusted yet"),
      });
      expect(assigned(example)).toEqual([]);
      writeFileSync(file, text);
      expect(await applyOne(example)).toEqual(endedWith(0));
      expect(example.forest.requests()).toHaveLength(1);
      await expectSettled(example);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'loses nothing and asks no second time by itself, wherever the server dies; where nobody can know, a person says so',
    async () => {
      const ends: string[] = [];
      for (let at = FIRST_KILL; at < MOST_KILLS; at += STRIDE) {
        const example = lab();
        example.forest.killAt(SE, at);
        const first = await applyOne(example);
        if (first.code === 0) {
          await expectSettled(example);
          break;
        }
        const requestsBefore = example.forest.requests().length;
        const second = await applyOne(example);
        const lost = second.code !== 0;
        if (lost) {
          // It was noted that the CA would be asked, and nothing of an answer is there.
          expect(said(second)).toContain('Nobody knows whether the CA answered');
          expect(example.forest.requests()).toHaveLength(requestsBefore);
          expect(assigned(example)).toEqual([]);
          expect(await applyOne(example, '--retry', SLOT)).toEqual(endedWith(0));
        }
        expect(example.forest.requests()).toHaveLength(lost ? requestsBefore + 1 : 1);
        // A key that was just born has no entry yet, and nobody finds it; what stood for a certificate that was taken
        // over goes with the next request.
        await expectSettled(example, {orphans: 1});
        const left = names(example, 'REQUEST').length;
        if (left > 0) await expectGoneWithTheNext(example);
        ends.push(lost ? `lost with ${requestsBefore}` : `gone on with, left ${left}`);
        example.forest.close();
      }
      // Before the CA was asked, between its answer and the store, and while what stood for it is taken away.
      expect(new Set(ends)).toEqual(
        new Set(['gone on with, left 0', 'lost with 0', 'lost with 1', 'gone on with, left 1']),
      );
      expect(ends.length).toBeLessThan(MOST_KILLS / STRIDE - 1);
    },
    SLOW_MS * 2,
  );

  powershellPart.test(
    'that waits is found by its number where the server died before that was noted',
    async () => {
      const ends: string[] = [];
      for (let at = 8; at <= 12; at++) {
        const example = lab({template: 'WebServerApproval'});
        example.forest.killAt(SE, at);
        const first = await applyOne(example);
        const second = await applyOne(example);
        expect(example.forest.requests().length).toBeLessThanOrEqual(1);
        ends.push(`${first.code} ${second.code === 3 ? 'waits' : 'lost'}`);
        if (second.code !== 3) expect(said(second)).toContain('Nobody knows whether the CA answered');
        example.forest.close();
      }
      expect(ends).toContain('1 waits');
      expect(ends).toContain('1 lost');
    },
    SLOW_MS,
  );
});
