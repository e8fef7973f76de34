/** The topology of a forest, asked of one server through PowerShell by every transport, becomes its configuration. */
import {mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {parse} from 'yaml';
import type {Document} from '../../src/config/generated/document.ts';
import {endedWith} from '../support/ended-with.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import {
  type PowerShellExample,
  powershellExample,
  powershellExampleBy,
} from '../support/powershell/powershell-example.ts';
import {reachByRemoting, reachBySsh} from '../support/powershell/reach.ts';
import {sshdPart} from '../support/powershell/sshd.ts';
import {temporaryFolder} from '../support/program.ts';

const FE01 = 'fe01.contoso.com';
const root = temporaryFolder();
/** Each test has copies of its own: whatever lies in a folder belongs to the configuration. */
const folder = (): string => mkdtempSync(join(root, 'copy-'));
const open: PowerShellExample[] = [];
afterEach(async () => {
  for (const example of open.splice(0)) await example.close();
});

const WAYS = [
  [powershellPart, 'local', async () => powershellExample('contoso', folder())],
  [sshdPart, 'ssh', () => powershellExampleBy(reachBySsh, 'contoso', folder())],
  [sshdPart, 'remoting', () => powershellExampleBy(reachByRemoting, 'contoso', folder())],
] as const;

/** The files of a configuration as one document. */
function documentIn(cwd: string): Document {
  const files = readdirSync(cwd, {recursive: true, encoding: 'utf8'})
    .map(name => join(cwd, name))
    .filter(path => path.endsWith('.yaml') && statSync(path).isFile());
  const parts = files.map(file => parse(readFileSync(file, 'utf8')) as Document);
  const merged = (key: 'pools' | 'authorities' | 'defaults'): object =>
    Object.assign({}, ...parts.map(part => part[key] ?? {}));
  const whole = {pools: merged('pools'), authorities: merged('authorities'), defaults: merged('defaults')};
  return Object.assign({}, ...parts, whole) as Document;
}

/** A file that says nothing but how servers are reached, in one way or in several. */
function onlyConnections(cwd: string, ...names: readonly string[]): string {
  const {stores} = documentIn(cwd).connections ?? {};
  const connections = Object.fromEntries(['stores', ...names].map(name => [name, stores]));
  writeFileSync(join(cwd, 'start.yml'), JSON.stringify({connections}));
  return 'start.yml';
}

for (const [part, transport, lay] of WAYS) {
  part.describe(`a server that is asked for the topology by ${transport}`, () => {
    part.test('tells the configuration that the forest was made of', async () => {
      const example = await lay();
      open.push(example);
      const ended = await example.run('adopt', '--from-topology', FE01, '--config', '.');
      expect(ended).toMatchObject({code: 0, stderr: ''});
      expect(parse(ended.stdout)).toEqual(documentIn(example.cwd));
    });
  });
}

powershellPart.describe('a server that is asked for the topology', () => {
  powershellPart.test('needs nothing declared but a connection, and brings the simple URLs', async () => {
    const example = powershellExample('contoso', folder());
    open.push(example);
    example.forest.setFaults(FE01, {product: {adminUrl: 'Cscp'}});
    const config = onlyConnections(example.cwd, 'other');
    const unsaid = await example.run('adopt', '--from-topology', FE01, '--config', config);
    expect({code: unsaid.code, said: unsaid.stderr.includes('TOPOLOGY_CONNECTION')}).toEqual({code: 1, said: true});
    const ended = await example.run(
      'adopt',
      '--from-topology',
      'FE01.contoso.com',
      '--config',
      config,
      '--connection',
      'stores',
      '--out',
      'new.yaml',
    );
    expect(ended).toEqual(endedWith(0));
    const made = parse(readFileSync(join(example.cwd, 'new.yaml'), 'utf8')) as Document;
    const {deployment, pools} = documentIn(example.cwd);
    // One server and one session: who it is, and what it knows.
    expect(example.started.frames).toHaveLength(2);
    expect(made.deployment).toMatchObject({
      sipDomains: deployment?.sipDomains,
      simpleUrls: deployment?.simpleUrls,
      sites: deployment?.sites,
      product: 'sfbse',
    });
    expect(Object.keys(made.pools ?? {}).toSorted()).toEqual(Object.keys(pools ?? {}).toSorted());
    const validated = await example.run('validate', '--config', 'new.yaml');
    expect(validated.code).toBe(0);
  });

  powershellPart.test('of Lync Server 2013 is found without anybody having said so', async () => {
    const example = powershellExample('wizard', folder());
    open.push(example);
    const {deployment, pools = {}} = documentIn(example.cwd);
    expect(deployment?.product).toBe('lync2013');
    const [first] = Object.values(pools);
    const server = Array.isArray(first?.servers) ? first.servers[0] : Object.keys(pools)[0];
    const ended = await example.run('adopt', '--from-topology', server, '--config', onlyConnections(example.cwd));
    expect(ended).toEqual(endedWith(0));
    expect((parse(ended.stdout) as Document).deployment?.product).toBe('lync2013');
  });

  powershellPart.test.each([
    ['that stands outside of the domain', 'edge01.contoso.com', false],
    ['whose management store is away', FE01, true],
  ])('%s tells what its own copy of the topology says, and that it is a copy', async (_, server, away) => {
    const example = powershellExample('contoso', folder());
    open.push(example);
    if (away) example.forest.setFaults(server, {cms: {unreachable: true}});
    const ended = await example.run('adopt', '--from-topology', server, '--config', '.');
    expect({code: ended.code, said: ended.stderr.includes('TOPOLOGY_FROM_REPLICA')}).toEqual({code: 0, said: true});
    expect(parse(ended.stdout)).toEqual(documentIn(example.cwd));
  });

  powershellPart.test('without the product is told so', async () => {
    const example = powershellExample('contoso', folder());
    open.push(example);
    example.forest.setFaults(FE01, {module: 'missing'});
    const ended = await example.run('adopt', '--from-topology', FE01, '--config', onlyConnections(example.cwd));
    expect({code: ended.code, out: ended.stdout, said: ended.stderr.includes('MODULE_MISSING')}).toEqual({
      code: 1,
      out: '',
      said: true,
    });
  });
});
