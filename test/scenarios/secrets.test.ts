/**
 * Secrets stay where they belong: in a full run that tells all it can, and in runs that fail. Everything that they left
 * outside the stores is searched for canaries, in every encoding that test/support/canary.ts knows. Crashes, kills and
 * the table of processes: test/faults/secrets.test.ts.
 */
import {cpSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {buildProgram} from '../../src/cli/program.ts';
import {makeReadyKeys, useReadyKeys} from '../faults/support/ready-keys.ts';
import {findCanaries, makePassword, passwordCanary} from '../support/canary.ts';
import {edit} from '../support/contoso-world.ts';
import {fakeHost} from '../support/fake-host.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {mishapsWith} from './secret-mishaps.ts';
import {Trial} from './secret-trial.ts';
import {
  keysOf,
  passwordsOf,
  SERVERS,
  type SecretWorld,
  secretWorld,
  USED_ELSEWHERE,
  USED_REFERENCES,
  writtenBy,
} from './secret-world.ts';

const folder = temporaryFolder();
let fresh: SecretWorld;

beforeAll(async () => {
  fresh = await secretWorld(join(folder, 'fresh'));
}, 300_000);

const clock = new ManualClock(new Date().toISOString());
const TRACE = ['--log-level', 'trace'] as const;
const EDGE = `${SERVERS.edge}/external`;

/** How each command is tried besides plan and apply; one that is not named is tried without arguments. */
const COMMANDS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  show: [
    ['show', 'plan.json'],
    ['show', 'plan.json', '--json'],
  ],
  inspect: [
    ['inspect', '--deep', '--out', 'world.json'],
    ['inspect', '--json'],
  ],
  explain: [['explain'], ['explain', EDGE]],
  'show-certificate': [
    ['show-certificate', EDGE],
    ['show-certificate', EDGE, '--json'],
  ],
  request: [['request', EDGE]],
  ca: [['ca', 'list']],
  completion: [['completion', 'bash']],
  schema: [['schema', 'config']],
};

function namesOfCommands(): readonly string[] {
  const program = buildProgram({host: fakeHost(), exit: () => undefined});
  return program.commands.map(command => command.name()).filter(name => name !== 'apply' && name !== 'plan');
}

describe('a full run that tells all it can', () => {
  let trial: Trial;

  beforeAll(async () => {
    const keys = await makeReadyKeys(join(folder, 'keys'), {2048: 6, 3072: 4});
    trial = new Trial(join(folder, 'full'), fresh, keys);
    await trial.run(['plan', '--out', 'plan.json', '--log', 'plan.log', ...TRACE]);
    await trial.run(['apply', '--auto-approve', '--only', SERVERS.edge, ...TRACE]);
    await trial.run(['apply', '--auto-approve', '--json', ...TRACE]);
    const {folder: cwd, environment} = trial.world;
    for (const name of namesOfCommands()) {
      for (const argv of COMMANDS[name] ?? [[name]]) {
        const ended = await cscert([...argv, ...TRACE], {cwd, environment, clock});
        trial.keep(argv, ended);
      }
    }
  }, 300_000);

  test('shows no secret anywhere: output, errors, log, plan, events, files', () => {
    expect(trial.leaks()).toEqual([]);
  });

  test('did what it was to do, so that there was something to show', async () => {
    const {code, stdout} = await trial.run(['plan', '--detailed-exitcode']);
    expect({code, stdout}).toEqual({code: 0, stdout: expect.stringContaining('No changes.')});
    expect(trial.log).toMatch(/ trace edge0\d\.contoso\.com: exportShared thumbprint=/);
    expect(trial.log).toMatch(/ trace edge0\d\.contoso\.com: importShared friendlyName=/);
    expect(trial.log).toMatch(/ trace se01\.contoso\.com: importShared /);
    expect(trial.log).toMatch(/ trace authority public: submit /);
    const names = trial.canaries.map(({name}) => name);
    expect(names.filter(name => name === 'a one-time password').length).toBeGreaterThanOrEqual(4);
    expect(names.filter(name => name.startsWith('the key ca/'))).toHaveLength(2);
    expect(names.filter(name => /^the key servers\/edge02/.test(name)).length).toBeGreaterThanOrEqual(2);
    expect(writtenBy(trial.world).anywhere.map(({name}) => name)).toEqual(
      expect.arrayContaining(['plan.json', 'plan.log', 'world.json', 'ca/authority/issuing.key']),
    );
  });

  test('used a reference to a secret of every kind that a configuration can have', () => {
    expect(secretReferences().toSorted()).toEqual([...USED_REFERENCES, ...USED_ELSEWHERE].toSorted());
  });
});

/** `<schema>#<property>` of all that refers to a secret. What comes new here belongs into secret-world.ts. */
function secretReferences(): readonly string[] {
  const schemas = join(__dirname, '..', '..', 'schemas');
  const files = readdirSync(schemas, {recursive: true, encoding: 'utf8'}).filter(name => name.endsWith('.json'));
  return files.flatMap(file => {
    const found = propertiesThatAreSecrets(JSON.parse(readFileSync(join(schemas, file), 'utf8')));
    return [...new Set(found)].map(name => `${file.replace('.schema.json', '')}#${name}`);
  });
}

function propertiesThatAreSecrets(node: unknown): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, child]: [string, unknown]) => {
    const isSecret =
      typeof child === 'object' && child !== null && '$ref' in child && /\/secret$/.test(String(child.$ref));
    return isSecret ? [key] : propertiesThatAreSecrets(child);
  });
}

describe('a run that fails', () => {
  const stray = makePassword();
  /** Applied, with changes in it that the next apply needs both CAs for. */
  let applied: SecretWorld;
  let backToReal: () => void;

  beforeAll(async () => {
    const back = await useReadyKeys(join(folder, 'more-keys'), {2048: 6, 3072: 4});
    applied = {...fresh, folder: join(folder, 'applied')};
    cpSync(fresh.folder, applied.folder, {recursive: true});
    const {environment} = applied;
    await mustRun(['apply', '--auto-approve'], {cwd: applied.folder, environment, clock});
    back();
    backToReal = await useReadyKeys(join(folder, 'other-keys'), {2048: 4});
    const more =
      'certificates: {external: {names: {add: [more.contoso.com]}}, internal: {names: {add: [more.contoso.com]}}}';
    edit(join(applied.folder, 'cscert.yaml'), 'role: edge\n', `role: edge\n    ${more}\n`);
  }, 300_000);

  afterAll(() => backToReal());

  test.each(Object.entries(mishapsWith(stray)))('because %s shows none', async (title, mishap) => {
    const {prepare, argv = ['apply', '--auto-approve'], environment, says, misplaced} = mishap;
    const world = {...applied, folder: join(folder, 'mishaps', title.replaceAll(/\W+/g, '-'))};
    cpSync(applied.folder, world.folder, {recursive: true});
    const keys = keysOf(world);
    prepare?.(world);
    const options = {cwd: world.folder, environment: {...world.environment, ...environment}, clock};
    const plain = await cscert([...argv, ...TRACE], options);
    expect(plain.stdout + plain.stderr).toMatch(says);
    const json = await cscert([...argv, ...TRACE, '--json'], options);
    const places = [plain, json].flatMap(({stdout, stderr, log}) => [
      {name: 'output', content: stdout},
      {name: 'errors', content: stderr},
      {name: 'log', content: log},
    ]);
    const written = writtenBy(world).anywhere.filter(({name}) => name !== misplaced);
    const canaries = [...passwordsOf(world, '/nowhere'), ...keys, passwordCanary('a stray secret', stray)];
    expect(findCanaries([...places, ...written], canaries)).toEqual([]);
  });
});
