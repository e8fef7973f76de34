import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {PassThrough, Readable, Writable} from 'node:stream';
import {describe, expect, it} from '@jest/globals';
import {ask} from '../../src/host/prompt.ts';
import {inputFrom, outputTo} from '../../src/host/streams.ts';
import {compileFolder} from '../support/compiled-source.ts';

function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), {code})),
  });
}

describe('an output', () => {
  it('has left the process when it is flushed', async () => {
    const seen: string[] = [];
    const slow = new Writable({
      write: (chunk, _encoding, done) => {
        setTimeout(() => {
          seen.push(String(chunk));
          done();
        }, 5);
      },
    });
    const output = outputTo(slow);
    output.write('a');
    output.write('b');
    await output.flush();
    expect(seen.join('')).toBe('ab');
  });

  it('ends quietly when its reader has gone', async () => {
    const output = outputTo(failing('EPIPE'));
    output.write('a');
    await output.flush();
    output.write('b');
    await output.flush();
  });

  it('says when something was lost otherwise', async () => {
    const output = outputTo(failing('ENOSPC'));
    output.write('a');
    await expect(output.flush()).rejects.toMatchObject({code: 'ENOSPC'});
    await expect(output.flush()).rejects.toMatchObject({code: 'ENOSPC'});
  });

  it('survives a real pipe whose reader stops after one line', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cscert-streams-'));
    compileFolder('core', folder);
    const program = `
      const {outputTo} = require(${JSON.stringify(join(compileFolder('host', folder), 'streams.ts'))});
      const output = outputTo(process.stdout);
      for (let line = 0; line < 100_000; line++) output.write('line ' + line + '\\n');
      output.flush();`;
    const command = `"${process.execPath}" --eval "$PROGRAM" | head -1; echo "\${PIPESTATUS[0]}"`;
    const env = {...process.env, PROGRAM: program};
    const {stdout, stderr} = spawnSync('bash', ['-c', command], {encoding: 'utf8', env});
    rmSync(folder, {recursive: true});
    expect({stdout, stderr}).toEqual({stdout: 'line 0\n0\n', stderr: ''});
  });

  it('knows the width of its terminal as it is now', () => {
    const stream = Object.assign(new PassThrough(), {isTTY: true, columns: 100});
    const output = outputTo(stream);
    stream.columns = 60;
    expect([output.isTTY, output.columns]).toEqual([true, 60]);
    expect(outputTo(new PassThrough()).isTTY).toBe(false);
  });
});

describe('an input', () => {
  it('is read to its end, but not beyond the limit', async () => {
    const parts = (): Readable => Readable.from([Buffer.from([0xc3]), Buffer.from([0xa9]), 'b']);
    expect(await inputFrom(parts).readAll(4)).toEqual(Buffer.from('éb'));
    await expect(inputFrom(parts).readAll(2)).rejects.toMatchObject({code: 'EFBIG'});
  });
});

describe('a question', () => {
  it('gives the answer without blanks around it', async () => {
    const output = new PassThrough();
    expect(await ask('Go on? ', {input: Readable.from([' yes \nmore\n']), output})).toBe('yes');
    expect(String(output.read())).toContain('Go on? ');
  });

  it('gives undefined at the end of input', async () => {
    expect(await ask('Go on? ', {input: Readable.from([]), output: new PassThrough()})).toBeUndefined();
  });

  it('is interrupted by Ctrl-C', async () => {
    const input = new PassThrough();
    const answer = ask('Go on? ', {input, output: Object.assign(new PassThrough(), {isTTY: true})});
    input.write('ye\u0003');
    await expect(answer).rejects.toMatchObject({signal: 'SIGINT'});
  });
});
