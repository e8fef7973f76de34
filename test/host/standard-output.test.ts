/** Standard output as the process may have it: a file, a pipe that is read slowly or not any more, a terminal. */
import {execFileSync, spawnSync} from 'node:child_process';
import {closeSync, constants, openSync, readFileSync, readSync} from 'node:fs';
import {devNull} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {describe, expect, it} from '@jest/globals';
import {standardOutput} from '../../src/host/standard-output.ts';
import {compileFolder} from '../support/compiled-source.ts';
import {temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
const onPosix = process.platform === 'win32' ? it.skip : it;

/** An output to that descriptor, and a terminal that takes the place of Node's stream for it. */
function outputOf(descriptor: number, platform: NodeJS.Platform = 'linux') {
  const stream = Object.assign(new PassThrough(), {isTTY: true, columns: 100});
  let opened = false;
  const open = (): typeof stream => {
    opened = true;
    return stream;
  };
  return {
    output: standardOutput({platform, descriptor, open}),
    /** What was written to the stream; undefined when nobody asked for it. */
    streamed: () => (opened ? String(stream.read() ?? '') : undefined),
  };
}

describe('standard output', () => {
  it('is written to a file at once and without a stream, which takes long to load', () => {
    const path = join(folder, 'file');
    const descriptor = openSync(path, 'w');
    const {output, streamed} = outputOf(descriptor);
    const text = 'é'.repeat(100_000);
    output.write(text);
    output.write('b\n');
    expect(readFileSync(path, 'utf8')).toBe(`${text}b\n`);
    expect([output.isTTY, output.columns, streamed()]).toEqual([false, undefined, undefined]);
    closeSync(descriptor);
  });

  onPosix('needs no stream either where all that is written is forgotten', async () => {
    const descriptor = openSync(devNull, 'w');
    const {output, streamed} = outputOf(descriptor);
    output.write('a');
    await output.flush();
    expect([output.isTTY, streamed()]).toEqual([false, undefined]);
    closeSync(descriptor);
  });

  it('has its stream on Windows, where only that knows whether it is a terminal', async () => {
    const descriptor = openSync(join(folder, 'windows'), 'w');
    const {output, streamed} = outputOf(descriptor, 'win32');
    output.write('a');
    await output.flush();
    expect([output.isTTY, output.columns, streamed()]).toEqual([true, 100, 'a']);
    closeSync(descriptor);
  });

  it('says when something was lost, and writes nothing after it', async () => {
    const descriptor = openSync(join(folder, 'lost'), 'w');
    const {output, streamed} = outputOf(descriptor);
    closeSync(descriptor);
    output.write('a');
    output.write('b');
    await expect(output.flush()).rejects.toMatchObject({code: 'EBADF'});
    expect(streamed()).toBeUndefined();
  });

  onPosix('leaves to its stream what does not go into a pipe that nobody waits for', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const {output, streamed} = outputOf(descriptor);
    const lines = Array.from({length: 50_000}, (_, line) => `line ${line}\n`);
    const [head, tail] = [lines.slice(0, -1).join(''), lines.slice(-1).join('')];
    output.write(head);
    output.write(tail);
    const held = Buffer.alloc(head.length);
    const inPipe = held.toString('utf8', 0, readSync(descriptor, held));
    expect(inPipe.length).toBeGreaterThan(1000);
    expect(inPipe.length).toBeLessThan(head.length);
    expect(`${inPipe}${streamed()}`).toBe(head + tail);
    await output.flush();
    closeSync(descriptor);
  });

  onPosix('survives a real pipe whose reader stops after one line', () => {
    compileFolder('core', folder);
    const program = `
      const {standardOutput} = require(${JSON.stringify(join(compileFolder('host', folder), 'standard-output.ts'))});
      const open = () => { throw new Error('no stream is needed'); };
      const output = standardOutput({platform: process.platform, descriptor: 1, open});
      for (let line = 0; line < 100_000; line++) output.write('line ' + line + '\\n');
      output.flush();`;
    const command = `"${process.execPath}" --eval "$PROGRAM" | head -1; echo "\${PIPESTATUS[0]}"`;
    const env = {...process.env, PROGRAM: program};
    const {stdout, stderr} = spawnSync('bash', ['-c', command], {encoding: 'utf8', env});
    expect({stdout, stderr}).toEqual({stdout: 'line 0\n0\n', stderr: ''});
  });
});
