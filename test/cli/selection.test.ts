import {beforeAll, describe, expect, test} from '@jest/globals';
import {copyExample, cscert, mustRun, planOf, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
let cwd: string;

beforeAll(async () => {
  cwd = copyExample('contoso', folder);
  await mustRun(['init', '--config', '.'], {cwd});
});

async function addresses(...flags: readonly string[]): Promise<readonly string[]> {
  return (await planOf(cwd, {flags})).plan.slots.map(slot => slot.address);
}

describe('--only and --exclude', () => {
  test('mean pools, servers and addresses', async () => {
    const med = ['medpool01.contoso.com/med01.contoso.com/default', 'medpool01.contoso.com/med02.contoso.com/default'];
    expect(await addresses('--only', 'medpool01.contoso.com')).toEqual(med);
    expect(await addresses('--only', 'medpool01.contoso.com/med02.contoso.com/default')).toEqual(med.slice(1));
    expect(await addresses('--only', 'medpool01.contoso.com', '--exclude', 'med01.contoso.com')).toEqual(med.slice(1));
    expect(await addresses('--only', '**/external')).toEqual(['dirpool01.contoso.com/dir01.contoso.com/external']);
  });

  test('given twice mean either', async () => {
    expect(await addresses('--only', '**/external', '--only', 'global/oauth')).toHaveLength(2);
  });

  test('read only the servers that are meant, and say that the plan is not of everything', async () => {
    const {plan, text} = await planOf(cwd, {flags: ['--only', 'medpool01.contoso.com']});
    expect(Object.keys(plan.holders)).toEqual(['med01.contoso.com', 'med02.contoso.com']);
    expect(text).toContain('--only medpool01.contoso.com');
  });

  test.each([
    [
      ['--only', 'med01.contoso.com', '--exclude', 'medpool01.contoso.com'],
      'Everything that --only med01.contoso.com means',
    ],
    [['--exclude', '**'], 'Everything that the configuration declares'],
  ])('that leave nothing are an error: %j', async (flags, detail) => {
    for (const command of [['plan'], ['apply', '--auto-approve']]) {
      const {code, stdout, stderr} = await cscert([...command, '--config', '.', ...flags], {cwd});
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toContain('error NOTHING_SELECTED');
      expect(stderr.replaceAll(/\s+/g, ' ')).toContain(detail);
    }
  });

  test.each(['plan', 'status', 'inspect'])(
    'with %s, what matches nothing is an error with a suggestion',
    async command => {
      const {code, stdout, stderr} = await cscert([command, '--config', '.', '--only', 'fe1.contoso.com'], {cwd});
      expect({code, stdout}).toEqual({code: 1, stdout: ''});
      expect(stderr).toContain('error UNKNOWN_ADDRESS');
      expect(stderr).toContain('did you mean "fe01.contoso.com"?');
    },
  );

  test('tell every pattern that matches nothing, and nothing is done for the others', async () => {
    const flags = ['--only', 'fe01.contoso.com', '--only', 'nowhere', '--exclude', 'neverwhere'];
    const {code, stderr} = await cscert(['apply', '--config', '.', '--auto-approve', ...flags], {cwd});
    expect(code).toBe(1);
    expect(stderr.match(/UNKNOWN_ADDRESS/g)).toHaveLength(2);
  });
});

describe('explain', () => {
  test('without an address lists them', async () => {
    const {stdout} = await mustRun(['explain', '--config', '.'], {cwd});
    expect(stdout.split('\n').map(line => line.split(' ')[0])).toContain('global/oauth');
  });

  test('of an unknown address suggests a known one', async () => {
    const {code, stderr} = await cscert(['explain', '--config', '.', 'global/oath'], {cwd});
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean "global/oauth"?');
  });

  test('reaches no server', async () => {
    const {code, stdout} = await cscert(['explain', '--config', '.', 'global/oauth'], {cwd});
    expect(code).toBe(0);
    expect(stdout).toContain('contoso.com');
  });
});
