import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';

const ROOT = join(__dirname, '..', '..');

describe('the code that is made from the schemas', () => {
  test('is what `npm run generate` would write now', () => {
    const text = execFileSync(process.execPath, [join(ROOT, '.tools', 'generate.mjs'), '--print'], {encoding: 'utf8'});
    const files: Record<string, string> = JSON.parse(text);
    expect(Object.keys(files)).toHaveLength(4);
    for (const [path, expected] of Object.entries(files)) {
      expect({path, text: readFileSync(join(ROOT, path), 'utf8')}).toEqual({path, text: expected});
    }
  });

  test('has readonly properties and lists only', () => {
    const types = readFileSync(join(ROOT, 'src', 'config', 'generated', 'document.ts'), 'utf8');
    const members = types.split('\n').filter(line => /^ +(\w|\[|')[^*]*: /.test(line));
    expect(members.length).toBeGreaterThan(40);
    expect(members.filter(line => !line.includes('readonly '))).toEqual([]);
    expect(types.match(/(?<!readonly )\b\w+\[\]/g)).toBeNull();
  });
});
