/** What a server may do to a session, and what is told of it. Time limits are short here, and real. */
import {describe, expect, test} from '@jest/globals';
import {encodeFrame} from '../../../../src/connections/powershell/session/frame.ts';
import type {Call} from '../../../../src/connections/powershell/session/session.ts';
import {StepTrouble} from '../../../../src/connections/step-problems.ts';
import type {Diagnostic} from '../../../../src/core/diagnostic.ts';
import {Secret} from '../../../../src/core/secret.ts';
import {callContext} from '../../../support/world.ts';
import {always, answerLine, callsOf, type FakeServer, fakeServer, HOST, okOf, type Play} from '../fake-server.ts';

const READ: Call = {verb: 'read', input: {parts: []}};
const SHORT = {timeouts: {connect: '1 second', read: '1 second'}} as const;

async function problemOf(work: Promise<unknown>): Promise<Diagnostic> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StepTrouble)) throw new Error(`it was no problem but ${String(error)}`);
  return error.diagnostic;
}

const asked = async (server: FakeServer, call = READ) => (await server.session()).call([call], callContext());

describe('a session', () => {
  test('learns who the server is, and asks in order', async () => {
    const server = fakeServer((frame, program) =>
      program.say(answerLine(frame, {results: callsOf(frame).map(({verb}) => ({ok: {verb}}))})),
    );
    const session = await server.session();
    expect(session.host).toMatchObject({fqdn: 'fe01.contoso.com', user: 'CONTOSO\\admin', elevated: true});
    const both = await Promise.all([
      session.call([READ, {verb: 'mark', input: {}}], callContext()),
      session.call([{verb: 'note', input: {}}], callContext()),
    ]);
    expect(both).toEqual([[{ok: {verb: 'read'}}, {ok: {verb: 'mark'}}], [{ok: {verb: 'note'}}]]);
    expect(server.frames.map(({value}) => value['id'])).toEqual([1, 2, 3]);
    expect(Object.keys(server.frames[0]?.value['scripts'] as object)).toContain('store');
    await session.close();
    expect(session.hasEnded()).toBe(true);
  });

  test('carries secrets beside the JSON, there and back', async () => {
    const server = fakeServer((frame, program) =>
      program.say(answerLine(frame, {results: [{ok: {pfx: 1, secret: 1}}]}, [new Secret('back')])),
    );
    const secrets = {password: new Secret('there-1'), pfx: new Secret('there-2')};
    const [answer] = await asked(server, {verb: 'export-shared', input: {}, secrets});
    const frame = server.frames[1];
    expect(JSON.stringify(frame?.value)).not.toContain('there');
    expect(callsOf(frame as never)[0]).toMatchObject({secrets: {password: 1, pfx: 2}});
    expect(frame?.secrets).toEqual(['there-1', 'there-2']);
    expect(answer).toEqual({ok: {pfx: 1}, secret: expect.any(Secret)});
    expect(answer !== undefined && 'secret' in answer && answer.secret?.reveal()).toBe('back');
  });

  test('passes over banners, warnings and answers that come twice', async () => {
    const server = fakeServer((frame, program) => {
      const line = answerLine(frame, {results: [{ok: {}}]});
      program.say(`Welcome!\r\nWARNING: old\r\n${line}${line}PS C:\\> \r\n`);
    });
    const session = await server.session();
    expect(okOf(await session.call([READ], callContext()))).toEqual({});
    expect(okOf(await session.call([READ], callContext()))).toEqual({});
  });

  test('with another server than was asked is none', async () => {
    const server = fakeServer(always({ok: {}}), {host: {...HOST, fqdn: 'FE02.contoso.com'}});
    expect(await problemOf(server.session())).toMatchObject({
      code: 'SERVER_IS_ANOTHER',
      detail: expect.stringContaining('calls itself fe02.contoso.com'),
    });
    expect(server.program.killed).toBe(true);
  });

  test.each([
    ['nothing', undefined],
    ['a list', []],
    ['no name', {...HOST, fqdn: 7}],
    ['an impossible clock', {...HOST, utcNow: 'noon'}],
  ])('in which the server says %s of itself is refused', async (_what, host) => {
    const server = fakeServer(always({ok: {}}), {first: (frame, program) => program.say(answerLine(frame, {host}))});
    expect((await problemOf(server.session())).code).toBe('SERVER_ANSWER_BROKEN');
  });
});

describe('a server', () => {
  const broken: readonly (readonly [string, Play, string])[] = [
    [
      'answers with half a line and ends',
      (frame, program) => {
        program.say(answerLine(frame, {results: [{ok: {}}]}).slice(0, 60));
        program.end({code: 0});
      },
      'SERVER_ANSWER_BROKEN',
    ],
    ['answers more calls than it was asked', always([]), 'SERVER_ANSWER_BROKEN'],
    [
      'answers fewer, without an error',
      (frame, program) => program.say(answerLine(frame, {results: []})),
      'SERVER_ANSWER_BROKEN',
    ],
    [
      'answers what it was never asked',
      (frame, program) => program.say(answerLine({...frame, value: {id: 99}}, {results: []})),
      'SERVER_ANSWER_BROKEN',
    ],
    ['writes without end', (_frame, program) => program.say('W\n'.repeat(600_000)), 'SERVER_ANSWER_BROKEN'],
    [
      'ends instead',
      (_frame, program) => {
        program.said = 'Out of memory.';
        program.end({code: 3});
      },
      'SERVER_ENDED',
    ],
    ['is ended', (_frame, program) => program.end({signal: 'SIGKILL'}), 'SERVER_ENDED'],
  ];

  test.each(broken)('that %s is told of, and ends the session', async (_what, play, code) => {
    const server = fakeServer(play);
    const session = await server.session();
    const found = await problemOf(session.call([READ], callContext()));
    expect(found.code).toBe(code);
    expect(found.detail).toContain('fe01.contoso.com');
    expect(found.help).toBeDefined();
    expect(session.hasEnded()).toBe(true);
    expect(server.program.killed).toBe(true);
    await expect(session.call([READ], callContext())).rejects.toBeInstanceOf(StepTrouble);
  });

  test('that ends tells nothing of lines with our mark, which may hold secrets, whosever they are', async () => {
    const server = fakeServer((_frame, program) => {
      program.say('Etwas ging schief.\n');
      program.say(`Hinweis: #cscert fedcba9876543210 ${encodeFrame({id: 2}, [new Secret('pfx')])}\n`);
      program.say(Buffer.from(`#cscert 0000 ${encodeFrame({id: 2})}\n`, 'utf16le').toString('utf8'));
      program.end({code: 3});
    });
    expect((await problemOf(asked(server))).detail).toBe(
      'fe01.contoso.com: PowerShell ended with the number 3. It said: Etwas ging schief.',
    );
  });

  test('that ends tells what it said last', async () => {
    const server = fakeServer((_frame, program) => {
      program.say('Der Speicher reicht nicht aus.\r\n');
      program.said = 'Out of memory.';
      program.end({code: 3});
    });
    expect((await problemOf(asked(server))).detail).toBe(
      'fe01.contoso.com: PowerShell ended with the number 3. It said: Der Speicher reicht nicht aus. / Out of memory.',
    );
  });

  test('that waits for a person is not waited for', async () => {
    const server = fakeServer((_frame, program) => program.say('Are you sure? [Y] Yes [N] No: '), {settings: SHORT});
    const found = await problemOf(asked(server));
    expect(found).toMatchObject({code: 'SERVER_SILENT', detail: expect.stringContaining('within 1 seconds')});
    expect(server.program.killed).toBe(true);
  });

  test('that never begins is not waited for', async () => {
    const server = fakeServer(always({ok: {}}), {first: () => undefined, settings: SHORT});
    expect((await problemOf(server.session())).code).toBe('SERVER_SILENT');
    expect(server.program.killed).toBe(true);
  });

  test('is left at once when the run is cancelled', async () => {
    const cancel = new AbortController();
    const server = fakeServer(() => cancel.abort());
    const session = await server.session();
    const found = await problemOf(session.call([READ], callContext(undefined, cancel.signal)));
    expect(found.code).toBe('STOPPED');
    expect(server.program.killed).toBe(true);
  });

  test('on which PowerShell is not there is told of in words', async () => {
    const server = fakeServer(always({ok: {}}), {first: (_frame, program) => program.end({failed: 'ENOENT'})});
    expect(await problemOf(server.session())).toMatchObject({
      code: 'POWERSHELL_NOT_STARTED',
      detail: 'fe01.contoso.com: there is no such program.',
    });
  });
});
