/**
 * What the wizard's example has a server do, through PowerShell: the commands that docs/wizard.md shows are those that the
 * double of the product was really given, step by step.
 */
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {encodePem} from '../../src/x509/pem.ts';
import {edit} from '../support/contoso-world.ts';
import {forestAuthority} from '../support/cs-contract/authority.ts';
import {CA_CONFIG} from '../support/cs-contract/world.ts';
import {expectGolden} from '../support/golden.ts';
import {openOutsideCa} from '../support/outside-ca.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import {type PowerShellExample, powershellExample} from '../support/powershell/powershell-example.ts';
import {temporaryFolder} from '../support/program.ts';
import {answer, SERVER} from './wizard-world.ts';

const APPLY = ['apply', '--auto-approve', '--parallelism', '1'] as const;
/** When the commands of these examples run. */
const NOW = '2026-03-02T12:00:00.000Z';

const folder = temporaryFolder();
let example: PowerShellExample | undefined;
afterEach(() => example?.close());

/** Runs a command, and gives what the server was told meanwhile; as on a server, with names for what differs by run. */
async function commandsOf(
  {forest, run}: PowerShellExample,
  {code, argv}: {readonly code: number; readonly argv: readonly string[]},
): Promise<readonly string[]> {
  forest.noteCommands(SERVER);
  const ended = await run(...argv);
  expect(ended).toMatchObject({code});
  const own = join(forest.folder(SERVER), 'ProgramData', 'cscert');
  const thumbprints = forest.entries(SERVER, 'My').map(({thumbprint, friendlyName}) => ({
    thumbprint,
    name: `<${friendlyName?.split(' [cscert')[0]}>`,
  }));
  const readable = (line: string): string =>
    thumbprints
      .reduce((text, {thumbprint, name}) => text.replaceAll(thumbprint, name), line)
      .replaceAll(/\S+\/ProgramData\/cscert\/\S+/g, path =>
        path.replace(own, '%ProgramData%\\cscert').replaceAll('/', '\\'),
      )
      .replaceAll(/\[cscert new [0-9a-f]{8}\]/g, '[cscert new <spec>]')
      .replaceAll(/\b[0-9a-f]{32}(?=\.\w)/g, '<name>')
      .replaceAll(/\b[0-9a-f]{64}(?=\.\w)/g, '<key>');
  return withoutRepeats(forest.commands(SERVER).map(readable));
}

/** Each step looks before and after it acts: of what is only looked at, a line in a row of such lines is told once. */
function withoutRepeats(lines: readonly string[]): readonly string[] {
  const looks = (line: string): boolean => line.startsWith('Get-');
  return lines.filter((line, index) => {
    const start = lines.slice(0, index).findLastIndex(one => !looks(one)) + 1;
    return !looks(line) || !lines.slice(start, index).includes(line);
  });
}

powershellPart.describe('the wizard’s example through PowerShell', () => {
  powershellPart.test(
    'has the server do what docs/wizard.md shows',
    async () => {
      const outside = await openOutsideCa(NOW);
      example = powershellExample('wizard', join(folder, 'files'));
      edit(join(example.cwd, 'cscert.yaml'), /sha256:[0-9a-f]{64}/, `sha256:${outside.fingerprint}`);
      const parts: [string, readonly string[]][] = [];
      const note = async (name: string, code: number, ...argv: readonly string[]): Promise<void> => {
        if (example !== undefined) parts.push([name, await commandsOf(example, {code, argv})]);
      };
      await note('plan', 0, 'plan');
      await note('apply', 3, ...APPLY);
      await answer(example.cwd, outside);
      await note('collect', 0, ...APPLY);
      await note('assign', 0, ...APPLY, '--assign', `${SERVER}/${SERVER}/web-internal`);
      await note('status', 0, 'status');
      await example.close();

      example = powershellExample('wizard', join(folder, 'enterprise'));
      const file = join(example.cwd, 'cscert.yaml');
      writeFileSync(join(example.cwd, 'root.pem'), encodePem('CERTIFICATE', forestAuthority().root));
      const enterprise = `internal: {type: adcs, via: server, ca: '${CA_CONFIG}', roots: [root.pem]}\n  public:`;
      edit(file, /internal:\n[\s\S]*?\n {2}(#[^\n]*\n {2})*public:/, enterprise);
      edit(file, 'defaults:\n', 'defaults:\n  template: LyncServer\n');
      const only = ['--only', `${SERVER}/${SERVER}/default`];
      await note('enterprise CA', 0, ...APPLY, ...only);
      expectGolden(
        'wizard/commands.txt',
        parts.map(([name, lines]) => `## ${name}\n\n${lines.join('\n')}\n`).join('\n'),
      );
    },
    300_000,
  );
});
