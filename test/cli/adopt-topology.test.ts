/** The command on files: from an exported topology to a configuration that is validated, planned and adopted further. */
import {existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import type {Document} from '../../src/config/generated/document.ts';
import {APPLIED_AT, appliedWorld, copyWorld} from '../support/contoso-world.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {cscert, mustRun, temporaryFolder} from '../support/program.ts';
import {builderXml, topologyXml} from '../support/topology-xml.ts';

const folder = temporaryFolder();

const DOCUMENT = {
  deployment: {
    name: 'contoso',
    product: 'sfb2019',
    sipDomains: ['contoso.com'],
    simpleUrls: {meet: 'https://meet.contoso.com', dialin: 'https://dialin.contoso.com'},
  },
  pools: {
    'se01.contoso.com': {role: 'standardEdition', webServices: {external: 'webext.contoso.com'}},
    'edge.contoso.com': {
      role: 'edge',
      servers: ['edge01.contoso.com', 'edge02.contoso.com'],
      edge: {access: 'access.contoso.com', webConferencing: 'webcon.contoso.com', av: 'av.contoso.com'},
    },
  },
} as const satisfies Document;

/** A folder with an export in UTF-16, as Windows PowerShell writes it, and one of Topology Builder. */
function empty(): string {
  const cwd = mkdtempSync(join(folder, 'empty-'));
  writeFileSync(join(cwd, 'topology.xml'), Buffer.from(`\ufeff${topologyXml(DOCUMENT)}`, 'utf16le'));
  writeFileSync(join(cwd, 'contoso.tbxml'), builderXml(DOCUMENT));
  return cwd;
}

describe('adopt --from-topology', () => {
  test('of a file writes a configuration that is valid and plans, where there was none', async () => {
    const cwd = empty();
    const {stdout, stderr} = await mustRun(['adopt', '--from-topology', 'topology.xml', '--out', 'cscert.yaml'], {cwd});
    expect(stdout).toContain('Wrote cscert.yaml: 2 pools with 3 servers.');
    expect(stderr).toContain('topology.xml has no simple URLs');
    expect(existsSync(join(cwd, 'cscert.schema.json'))).toBe(true);
    const validated = await mustRun(['validate'], {cwd});
    expect(validated.stdout).toContain('The configuration is valid: 2 pools, 3 servers');
    const {stdout: explained} = await mustRun(['explain', 'edge.contoso.com/external'], {cwd});
    expect(explained).toContain('access.contoso.com');
  });

  test('of a file of Topology Builder lacks nothing', async () => {
    const cwd = empty();
    const {stdout, stderr} = await mustRun(['adopt', '--from-topology', 'contoso.tbxml'], {cwd});
    expect(stderr).toBe('');
    expect((parse(stdout) as Document).deployment?.simpleUrls).toEqual(DOCUMENT.deployment.simpleUrls);
  });

  test('takes over what was declared, and finds nothing to change where nothing has', async () => {
    const cwd = copyWorld(await appliedWorld('lab', folder));
    const before = parse(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')) as Document;
    writeFileSync(join(cwd, 'lab.tbxml'), builderXml(before));
    const clock = new ManualClock(APPLIED_AT);
    await mustRun(['adopt', '--from-topology', 'lab.tbxml', '--out', 'cscert.yaml', '--force'], {cwd, clock});
    expect(parse(readFileSync(join(cwd, 'cscert.yaml'), 'utf8'))).toEqual(before);
    const {stdout} = await mustRun(['plan', '--detailed-exitcode'], {cwd, clock});
    expect(stdout).toContain('No changes.');
    const adopted = await mustRun(['adopt'], {cwd, clock});
    expect((parse(adopted.stdout) as Document).pools?.['se01.contoso.com']?.role).toBe('standardEdition');
  });

  test('and adopt after it, with nobody having said who issues, plan to no change and keep the placeholder', async () => {
    const cwd = copyWorld(await appliedWorld('lab', folder));
    const clock = new ManualClock(APPLIED_AT);
    const lab = parse(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')) as Document;
    writeFileSync(join(cwd, 'lab.tbxml'), builderXml(lab));
    const {connections} = lab;
    writeFileSync(join(cwd, 'cscert.yaml'), JSON.stringify({connections, defaults: {connection: 'stores'}}));
    const force = ['--out', 'cscert.yaml', '--force'];
    await mustRun(['adopt', '--from-topology', 'lab.tbxml', ...force], {cwd, clock});
    const placeholder = '# PLACEHOLDER: who issues for the inside.';
    expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toContain(placeholder);
    await mustRun(['adopt', ...force], {cwd, clock});
    expect(readFileSync(join(cwd, 'cscert.yaml'), 'utf8')).toContain(placeholder);
    const {stdout} = await mustRun(['plan'], {cwd, clock});
    expect(stdout).toContain('No changes.');
  });

  test('reads a part of a configuration, with nothing but connections in it', async () => {
    const cwd = empty();
    const ssh = {type: 'powershell', transport: 'ssh', ssh: {user: 'admin'}};
    writeFileSync(
      join(cwd, 'start.yaml'),
      JSON.stringify({connections: {servers: ssh}, defaults: {connection: 'servers'}}),
    );
    const {stdout} = await mustRun(['adopt', '--from-topology', 'contoso.tbxml', '--config', 'start.yaml'], {cwd});
    expect((parse(stdout) as Document).connections).toEqual({servers: ssh});
  });

  test('with pools that were left out ends with 1, and writes the others', async () => {
    const cwd = empty();
    const text = readFileSync(join(cwd, 'contoso.tbxml'), 'utf8').replaceAll('edge02.contoso.com', 'edge_02');
    writeFileSync(join(cwd, 'contoso.tbxml'), text);
    const {code, stdout, stderr} = await cscert(['adopt', '--from-topology', 'contoso.tbxml'], {cwd});
    expect({code, said: stderr.includes('TOPOLOGY_INCOMPLETE')}).toEqual({code: 1, said: true});
    expect(Object.keys((parse(stdout) as Document).pools ?? {})).toEqual(['se01.contoso.com']);
  });

  test.each([
    ['a file that is not there', ['nowhere.xml'], 'TOPOLOGY_UNREADABLE'],
    ['a name that is neither', ['fe01'], 'TOPOLOGY_UNREADABLE'],
    ['a folder', ['.'], 'TOPOLOGY_UNREADABLE'],
    ['a configuration', ['broken.yaml'], 'TOPOLOGY_UNREADABLE'],
    ['another configuration that is broken', ['contoso.tbxml', '--config', 'broken.yaml'], 'CFG_'],
    ['a configuration that is not there', ['contoso.tbxml', '--config', 'nowhere.yaml'], 'CFG_NOT_FOUND'],
    ['the connection to a file', ['contoso.tbxml', '--connection', 'servers'], 'ADOPT_FLAGS'],
    ['a connection that nobody declared', ['fe01.contoso.com', '--connection', 'servers'], 'TOPOLOGY_CONNECTION'],
    ['a file to write that exists', ['contoso.tbxml', '--out', 'topology.xml'], 'FILE_EXISTS'],
    ['a choice of certificates', ['contoso.tbxml', '--only', 'se01.contoso.com'], 'ADOPT_FLAGS'],
    ['marks', ['contoso.tbxml', '--mark'], 'ADOPT_FLAGS'],
  ])('with %s is refused, and nothing is written', async (_, flags, code) => {
    const cwd = empty();
    writeFileSync(join(cwd, 'broken.yaml'), 'pools: 1\n');
    const ended = await cscert(['adopt', '--from-topology', ...flags], {cwd});
    expect({code: ended.code, out: ended.stdout, said: ended.stderr.includes(code)}).toEqual({
      code: 1,
      out: '',
      said: true,
    });
  });

  test('asks no server over a connection that reaches none of the product', async () => {
    const cwd = empty();
    mkdirSync(join(cwd, 'servers'));
    writeFileSync(
      join(cwd, 'cscert.yaml'),
      'connections: {stores: {type: directory, folder: servers}}\ndefaults: {connection: stores}\n',
    );
    const {code, stderr} = await cscert(['adopt', '--from-topology', 'fe01.contoso.com'], {cwd});
    expect({code, said: stderr.includes('is of type directory')}).toEqual({code: 1, said: true});
  });

  test('--connection without it is refused', async () => {
    const {code, stderr} = await cscert(['adopt', '--connection', 'servers'], {cwd: empty()});
    expect({code, said: stderr.includes('ADOPT_FLAGS')}).toEqual({code: 1, said: true});
  });
});
