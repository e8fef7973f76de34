import {describe, expect, it} from '@jest/globals';
import {loadText} from '../config/load-text.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {MemoryFiles} from '../support/memory-files.ts';
import {cscert} from '../support/program.ts';
import {type Fence, fencesOf, isWholeConfiguration, listPages, readPage} from './markdown.ts';

/**
 * What the documentation shows is run. A block that is a whole configuration becomes cscert.yaml; a block that begins
 * with `$ cscert` is run command by command, and every line below a command must be in what it prints. `...` stands
 * for lines that are left out.
 */
interface Shown {
  readonly args: readonly string[];
  readonly lines: readonly string[];
}

function commandsOf({text}: Fence): readonly Shown[] {
  return text
    .split(/^\$ cscert /m)
    .slice(1)
    .map(part => {
      const [command = '', ...lines] = part.split('\n');
      return {args: command.split(' '), lines: lines.filter(line => line.trim() !== '' && line !== '...')};
    });
}

/** What differs from run to run: thumbprints, digests, the ids of locks, the name of the log. */
function settle(text: string): string {
  return text
    .replace(/sha256:[0-9a-f]+…?/g, 'sha256:#')
    .replace(/\b[0-9A-F]{8}\b/g, '########')
    .replace(/^Log: .*$/gm, 'Log: #');
}

const settled = (text: string): readonly string[] =>
  settle(text)
    .split('\n')
    .map(line => line.trimEnd());

/** A person at a terminal that shows no colours and is as wide as a page. */
async function runShown(args: readonly string[], files: MemoryFiles): Promise<string> {
  const {stdout, stderr} = await cscert(args, {
    cwd: FOLDER,
    files,
    clock: new ManualClock('2026-08-22T10:00:00.000Z'),
    isTTY: true,
    columns: 120,
    answers: ['yes'],
    environment: {NO_COLOR: '1'},
  });
  return `${stdout}\n${stderr}`;
}

const FOLDER = '/repo';

describe('what the documentation shows', () => {
  it.each(['README.md', 'docs/guide.md'])('%s is what the program prints', async page => {
    const files = new MemoryFiles();
    await files.makeFolder(FOLDER);
    let ran = 0;
    for (const fence of fencesOf(readPage(page))) {
      if (isWholeConfiguration(fence)) {
        await files.write(`${FOLDER}/cscert.yaml`, fence.text, {mode: 0o644});
        await runShown(['init'], files);
      }
      for (const {args, lines} of commandsOf(fence)) {
        const printed = settled(await runShown(args, files));
        const missing = lines.filter(line => !printed.includes(settle(line).trimEnd()));
        expect({command: args.join(' '), missing}).toEqual({command: args.join(' '), missing: []});
        ran += 1;
      }
    }
    expect(ran).toBeGreaterThan(2);
  });

  it('holds only valid configurations', async () => {
    const whole = listPages().flatMap(path =>
      fencesOf(readPage(path))
        .filter(isWholeConfiguration)
        .map(({text}) => ({path, text})),
    );
    expect(whole.length).toBeGreaterThan(3);
    for (const {path, text} of whole) {
      const {loaded, diagnostics} = await loadText(text);
      const wrong = diagnostics.filter(one => one.severity === 'error');
      expect({path, valid: loaded !== undefined, wrong}).toEqual({path, valid: true, wrong: []});
    }
  });
});
