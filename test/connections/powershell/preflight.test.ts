/** What stands in the way of an apply, as the pretended server has it. */
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect} from '@jest/globals';
import {chooseAmong} from '../../../src/authorities/adcs/choose-ca.ts';
import type {CheckAsk, Obstacle} from '../../../src/engine/ports/check.ts';
import {CA_CONFIG, type ContractFaults, type ContractSession} from '../../support/cs-contract/world.ts';
import {powershellPart} from '../../support/powershell/engine.ts';
import {openPowerShell, type PowerShellRig} from '../../support/powershell/powershell-rig.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';

const {describe, test} = powershellPart;
const SECOND = 'ca02.contoso.com\\Second CA';
const FE01 = 'fe01.contoso.com';
const ASK: CheckAsk = {assigns: true, global: true, cas: [{ca: CA_CONFIG, as: 'session', templates: ['LyncServer']}]};

let kept: PowerShellRig | undefined;
afterAll(() => kept?.close());

interface Wish {
  readonly faults?: ContractFaults;
  readonly session?: Partial<ContractSession>;
  readonly ask?: Partial<CheckAsk>;
  /** What another CA of the forest issues. */
  readonly second?: readonly string[];
}

async function obstacles({faults = {}, session = {}, ask = {}, second}: Wish = {}): Promise<readonly Obstacle[]> {
  kept = kept?.renewed() ?? (await openPowerShell());
  const {forest, connection, clock} = kept;
  forest.setFaults(FE01, faults);
  forest.changeServer(FE01, {session: {...forest.server(FE01).session, ...session}});
  forest.setSecondCa(second);
  return (await connection.check?.(FE01, {...ASK, ...ask}, callContext(clock))) ?? [];
}

async function looked(wish: Wish = {}): Promise<readonly string[]> {
  const found = await obstacles(wish);
  return found.map(({problem}) => `${problem.severity} ${problem.code}: ${problem.detail}`);
}

describe('a look at what an apply needs', () => {
  test('finds nothing where all is well', async () => {
    expect(await looked()).toEqual([]);
  });

  test('finds a session that cannot go on to the management store and to the CA, and says so', async () => {
    const found = await looked({session: {secondHop: false}});
    expect(found.map(one => one.split(':')[0])).toEqual(['error MANAGEMENT_STORE_UNREACHABLE', 'error CA_UNREACHABLE']);
  });

  test.each([
    ['computer', 'under the account of the computer'],
    ['account', 'under an account of its own, with its password'],
  ] as const)('takes the refusal of such a session for nothing where the %s asks', async (as, words) => {
    const cas = [{ca: CA_CONFIG, as, templates: ['LyncServer']}];
    const [found = '', ...more] = await looked({session: {secondHop: false}, ask: {global: false, cas}});
    expect(found).toContain('warning CA_UNREACHABLE: Whether fe01.contoso.com gets through');
    expect(found).toContain(words);
    expect(more).toEqual([]);
  });

  test('finds who is no administrator of the product', async () => {
    const [found = ''] = await looked({session: {groups: []}, ask: {global: false}});
    expect(found).toMatch(/^error SERVER_ACCESS_DENIED: .*Get-CsCertificate/);
  });

  test("finds that the product's commands are missing", async () => {
    // In a process that has them loaded already nothing would be missing.
    const rig = await openPowerShell({faults: {module: 'missing'}});
    const found = await rig.connection.check?.(FE01, {...ASK, global: false}, callContext(rig.clock));
    await rig.close();
    expect(found).toMatchObject([{problem: {severity: 'error', code: 'MODULE_MISSING'}}]);
  });

  test('finds a clock that is off by a day, in words', async () => {
    expect(await looked({faults: {clockOffsetSeconds: -86_400}})).toEqual([
      expect.stringMatching(/^error CLOCK_OFF: The clock of fe01.contoso.com is 24 hours behind that of the runner\./),
    ]);
    expect(await looked({faults: {clockOffsetSeconds: 600}})).toEqual([
      expect.stringMatching(/^warning CLOCK_OFF: .* is 10 minutes ahead of/),
    ]);
  });

  test('finds a template that the CA does not issue, by its name and not its display name, in any language', async () => {
    const cas = [{ca: CA_CONFIG, as: 'computer', templates: ['webserver', 'Web Server', 'Nowhere']}] as const;
    const found = await looked({faults: {certreq: {locale: 'de'}}, ask: {cas}});
    expect(found.map(one => /template "[^"]*"/.exec(one)?.[0])).toEqual([
      'template "Web Server"',
      'template "Nowhere"',
    ]);
  });

  test('finds a CA that is not there, whoever asks', async () => {
    const cas = [{ca: 'nowhere.contoso.com\\None', as: 'computer', templates: []}] as const;
    expect(await looked({ask: {cas}})).toEqual([expect.stringMatching(/^error CA_UNREACHABLE: .*0x800706ba/)]);
  });

  describe('at a CA from which nothing comes back', () => {
    // A third of it is the program's; what a test waits for is five seconds.
    const settings = {timeouts: {step: '20 seconds'}};
    const found = async (faults: ContractFaults, cas: CheckAsk['cas'], second?: readonly string[]) => {
      const rig = await openPowerShell({settings, faults});
      rig.forest.setSecondCa(second);
      try {
        return (await rig.connection.check?.(FE01, {...ASK, cas}, callContext(rig.clock))) ?? [];
      } finally {
        await rig.close();
      }
    };

    test('names that CA, in the way of its own requests alone, and looks at the others', async () => {
      const dead = {ca: SECOND, as: 'computer', templates: ['LyncServer']} as const;
      const other = {ca: CA_CONFIG, as: 'computer', templates: ['Nowhere']} as const;
      const all = await found({ca: {silent: SECOND}}, [dead, other], ['LyncServer']);
      expect(all.map(({problem, of}) => [problem.severity, problem.code, of])).toEqual([
        ['error', 'CA_UNREACHABLE', {ca: SECOND}],
        ['error', 'CA_TEMPLATE_UNPUBLISHED', {ca: CA_CONFIG, templates: ['Nowhere']}],
      ]);
      expect(all[0]?.problem.detail).toMatch(
        /^fe01\.contoso\.com does not get through to ca02\.contoso\.com\\Second CA\. .*had not ended after \d+ seconds/,
      );
    });

    test('tells that it does not list its templates, where only that hangs', async () => {
      const all = await found({certutil: {hang: 'catemplates'}}, ASK.cas);
      expect(all.map(({problem, of}) => [problem.severity, problem.code, of])).toEqual([
        ['warning', 'CA_UNREACHABLE', {ca: CA_CONFIG}],
      ]);
      expect(all[0]?.problem.detail).toContain(`${CA_CONFIG} answers fe01.contoso.com, but does not tell`);
    });

    test('chooses among the others, where the forest still lists it (ca: auto)', async () => {
      const auto = {ca: 'auto', as: 'computer', templates: ['LyncServer', 'Nowhere'], choose: chooseAmong} as const;
      const all = await found({ca: {silent: SECOND}}, [auto], ['LyncServer']);
      expect(all.map(({problem, of}) => [problem.detail, of])).toEqual([
        [
          `fe01.contoso.com: no CA of the forest issues the template "Nowhere". There are: ${CA_CONFIG}, ${SECOND} (it does not tell its templates).`,
          {ca: 'auto', templates: ['Nowhere']},
        ],
      ]);
    });

    test('says that the forest does not list its CAs, in the way of the requests that need the list', async () => {
      const auto = {ca: 'auto', as: 'computer', templates: ['LyncServer'], choose: chooseAmong} as const;
      const all = await found({certutil: {hang: 'dump'}}, [auto]);
      expect(all.map(({problem, of}) => [problem.code, of])).toEqual([
        ['CA_NOT_CHOSEN', {ca: 'auto', templates: ['LyncServer']}],
      ]);
      expect(all[0]?.problem.detail).toContain('had not ended after');
    });
  });

  describe('at a CA that is to be found (ca: auto)', () => {
    const auto = (...templates: readonly string[]): Pick<CheckAsk, 'cas'> => ({
      cas: [{ca: 'auto', as: 'computer', templates, choose: chooseAmong}],
    });
    const details = (found: readonly Obstacle[]) => found.map(({problem}) => `${problem.code}: ${problem.detail}`);

    test('finds nothing where one CA of the forest issues each template and is reached', async () => {
      expect(await obstacles({ask: auto('LyncServer', 'WebServer')})).toEqual([]);
    });

    test('finds the templates that several issue or none does, each in the way of its own requests', async () => {
      const ask = auto('WebServer', 'Nowhere', 'LyncServer');
      const found = await obstacles({ask, second: ['LyncServer'], faults: {certreq: {locale: 'de'}}});
      expect(details(found)).toEqual([
        `CA_NOT_CHOSEN: fe01.contoso.com: no CA of the forest issues the template "Nowhere". There are: ${CA_CONFIG}, ${SECOND}.`,
        `CA_NOT_CHOSEN: fe01.contoso.com: 2 CAs of the forest issue the template "LyncServer": ${CA_CONFIG}, ${SECOND}.`,
      ]);
      expect(found.map(({of}) => of)).toEqual([
        {ca: 'auto', templates: ['Nowhere']},
        {ca: 'auto', templates: ['LyncServer']},
      ]);
    });

    test('finds that the forest publishes none, or that this session cannot read the list', async () => {
      const found = await obstacles({session: {secondHop: false}, ask: {...auto('LyncServer'), global: false}});
      expect(details(found)).toEqual([
        expect.stringMatching(
          /^CA_NOT_CHOSEN: fe01\.contoso\.com finds no CA in the forest\. certutil says: .*0x80070103/,
        ),
      ]);
    });

    test('finds once that the chosen one is not reached, in the way of all templates for which it was chosen', async () => {
      const ask = auto('WebServer', 'LyncServer');
      const found = await obstacles({ask, faults: {certutil: {fail: {ping: 0x800706ba | 0}}}});
      expect(details(found)).toEqual([
        expect.stringContaining(`CA_UNREACHABLE: fe01.contoso.com does not get through to ${CA_CONFIG}.`),
      ]);
      expect(found[0]?.of).toEqual({ca: 'auto', templates: ['WebServer', 'LyncServer']});
    });
  });

  test('finds requests that cannot be read, which are in the way of nothing else', async () => {
    await looked();
    const rig = kept;
    if (rig === undefined) throw new Error('no servers');
    const [made] = await rig.connection.perform(FE01, [createRequestStep(spec(FE01))], callContext(rig.clock));
    const {spki = ''} = made !== undefined && 'after' in made ? made.after : {};
    const note = join(rig.forest.folder(FE01), 'ProgramData', 'cscert', 'requests', `${spki}.json`);
    const severities = async () =>
      ((await rig.connection.check?.(FE01, ASK, callContext(rig.clock))) ?? []).map(
        ({problem}) => `${problem.severity} ${problem.code}`,
      );
    writeFileSync(note, '{"format": ');
    expect(await severities()).toEqual(['warning STORE_UNREADABLE']);
    rmSync(note);
    expect(await severities()).toEqual(['warning REQUEST_NOTE_MISSING']);
  });

  test('lists what waits', async () => {
    await looked();
    const rig = kept;
    if (rig === undefined) throw new Error('no servers');
    await rig.connection.perform(FE01, [createRequestStep(spec(FE01))], callContext(rig.clock));
    const found = await rig.connection.check?.(FE01, ASK, callContext(rig.clock));
    expect(found).toEqual([{problem: expect.objectContaining({severity: 'warning', code: 'REQUESTS_PENDING'})}]);
    expect(found?.[0]?.problem.detail).toBe('Waiting on fe01.contoso.com: "Default - fe01.contoso.com" (created).');
  });
});
