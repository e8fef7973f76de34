/** The rules allow no more than the scripts for servers use. That these hold to the rules is tested beside them. */
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {SCRIPT_RULES} from './check-scripts.ts';

const FOLDER = join(__dirname, '..', '..', '..', 'src', 'connections', 'powershell', 'scripts');
const PATHS = readdirSync(FOLDER)
  .filter(name => name.endsWith('.ps1'))
  .map(name => join(FOLDER, name));
const TEXT = PATHS.map(path => readFileSync(path, 'utf8')).join('\n');

interface Rules {
  readonly commands: readonly {readonly name: string; readonly parameters: readonly string[]}[];
  readonly types: readonly {readonly types: Readonly<Record<string, readonly string[]>>}[];
  readonly globalVariables: readonly string[];
}

describe('the rules for scripts', () => {
  const rules = JSON.parse(readFileSync(SCRIPT_RULES, 'utf8')) as Rules;
  const isUsed = (word: string): boolean =>
    new RegExp(`(?<!\\w)${word.replaceAll('.', '\\.')}(?![\\w-])`, 'i').test(TEXT);

  test('allow no command, parameter or global variable that no script uses', () => {
    const words = [...rules.commands.flatMap(({name, parameters}) => [name, ...parameters]), ...rules.globalVariables];
    // Given by their places.
    expect(words.filter(word => !isUsed(word))).toEqual(['TypeName']);
  });

  test('allow no type and no static member that no script uses', () => {
    const types = rules.types.flatMap(group => Object.entries(group.types));
    const unused = types.flatMap(([type, members]) => [
      ...(isUsed(type.replace(/^System\./, '')) || isUsed(type) ? [] : [type]),
      ...members.filter(member => !new RegExp(`\\]::${member}\\b`).test(TEXT)).map(member => `${type}::${member}`),
    ]);
    expect(unused).toEqual([]);
  });
});
