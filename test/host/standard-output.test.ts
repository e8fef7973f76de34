/** Standard output as the process may have it: a file, what forgets everything, a pipe, and a terminal. */
import {execFileSync} from 'node:child_process';
import {appendFileSync, closeSync, constants, openSync, readFileSync, writeFileSync} from 'node:fs';
import {devNull} from 'node:os';
import {join} from 'node:path';
import {PassThrough} from 'node:stream';
import {describe, expect, it} from '@jest/globals';
import {standardOutput} from '../../src/host/standard-output.ts';
import {temporaryFolder} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';

const folder = temporaryFolder();
const unix = realPart('the special files of Unix', process.platform !== 'win32');

/** An output to that descriptor, and a terminal that takes the place of Node's stream for it. */
function outputOf(descriptor: number) {
  const stream = Object.assign(new PassThrough(), {isTTY: true, columns: 100});
  let opened = false;
  const open = (): typeof stream => {
    opened = true;
    return stream;
  };
  return {
    output: standardOutput(descriptor, open),
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

  it('goes to the end of a file that others write to as well', () => {
    const path = join(folder, 'shared');
    writeFileSync(path, 'a');
    const descriptor = openSync(path, 'a');
    const {output} = outputOf(descriptor);
    output.write('b');
    appendFileSync(path, 'c');
    output.write('d');
    expect(readFileSync(path, 'utf8')).toBe('abcd');
    closeSync(descriptor);
  });

  unix.test('needs no stream either where all that is written is forgotten', async () => {
    const descriptor = openSync(devNull, 'w');
    const {output, streamed} = outputOf(descriptor);
    output.write('a');
    await output.flush();
    expect([output.isTTY, streamed()]).toEqual([false, undefined]);
    closeSync(descriptor);
  });

  unix.test('has its stream for a pipe, so that a reader who does not read holds up nobody', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const descriptor = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const {output, streamed} = outputOf(descriptor);
    output.write('a');
    await output.flush();
    expect(streamed()).toBe('a');
    closeSync(descriptor);
  });

  unix.test('has its stream for any other device: a terminal is one', () => {
    const descriptor = openSync('/dev/zero', 'w');
    const {output, streamed} = outputOf(descriptor);
    output.write('a');
    expect([output.isTTY, output.columns, streamed()]).toEqual([true, 100, 'a']);
    closeSync(descriptor);
  });

  it('has its stream where nothing is known of it', () => {
    const descriptor = openSync(join(folder, 'closed'), 'w');
    closeSync(descriptor);
    expect(outputOf(descriptor).output.columns).toBe(100);
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
});
