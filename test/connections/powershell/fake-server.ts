/** A server that a test plays: frames in, frames out, whatever is wrong with them. */

import type {Answer} from '../../../src/connections/powershell/session/answer.ts';
import {encodeFrame} from '../../../src/connections/powershell/session/frame.ts';
import {openSession, type Session, type SessionSetup} from '../../../src/connections/powershell/session/session.ts';
import {limitsOf, type PowerShellSettings} from '../../../src/connections/powershell/settings.ts';
import {channelTo} from '../../../src/connections/powershell/transports/local.ts';
import type {Secret} from '../../../src/core/secret.ts';
import {clock} from '../../../src/host/clock.ts';
import {type Behaviour, FakeProgram} from '../../support/fake-programs.ts';
import {callContext} from '../../support/world.ts';

export const FE01 = 'fe01.contoso.com';
export const HELLO = {server: FE01, product: 'lync2013', module: 'Lync', oauth: true};

export const HOST = {
  computer: 'fe01',
  fqdn: FE01,
  domain: 'contoso.com',
  os: '6.3.9600.0',
  powershell: '4.0',
  clr: '4.0.30319.42000',
  culture: 'de-DE',
  utcNow: '2026-03-01T12:00:00Z',
  elevated: true,
  user: 'CONTOSO\\admin',
  processId: 4711,
};

/** A frame as it arrived: its JSON and the secrets behind it. */
export interface Arrived {
  readonly value: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
  readonly nonce: string;
}

/** Answers a frame after the first; it may write whatever it likes instead. */
export type Play = (frame: Arrived, program: FakeProgram) => void;

export interface FakeServer {
  readonly program: FakeProgram;
  readonly frames: Arrived[];
  session(): Promise<Session>;
}

const words = (line: string): readonly string[] =>
  line.split(' ').map(word => Buffer.from(word, 'base64').toString('utf8'));

export interface FakeServerOptions {
  /** What it answers to the first frame. */
  readonly host?: unknown;
  readonly first?: Play;
  readonly settings?: Partial<PowerShellSettings>;
  readonly signal?: AbortSignal;
}

/** What a server makes of a call: a result, its own end, or nothing for now. */
export type Answering = (call: {readonly verb: string; readonly input: unknown}) => object | 'end' | 'nothing';

/** The behaviour of a program that takes frames and answers each call so. */
export function answering(answer: Answering): Behaviour {
  let nonce = '';
  return (line, program) => {
    const [json = '', ...secrets] = words(line);
    const value = JSON.parse(json) as Record<string, unknown>;
    if (typeof value['nonce'] === 'string') nonce = value['nonce'];
    const frame = {value, secrets, nonce};
    if (value['hello'] !== undefined) return program.say(answerLine(frame, {host: HOST}));
    const results: object[] = [];
    for (const call of callsOf(frame)) {
      const result = answer(call);
      if (result === 'end') return program.end({code: 1});
      if (result === 'nothing') return undefined;
      results.push(result);
      if ('error' in result) break;
    }
    return program.say(answerLine(frame, {results}));
  };
}

export function fakeServer(
  play: Play,
  {host = HOST, first, settings = {}, signal}: FakeServerOptions = {},
): FakeServer {
  const frames: Arrived[] = [];
  let nonce = '';
  const program = new FakeProgram((line, own) => {
    const [json = '', ...secrets] = words(line);
    const value = JSON.parse(json) as Record<string, unknown>;
    if (typeof value['nonce'] === 'string') nonce = value['nonce'];
    const frame = {value, secrets, nonce};
    frames.push(frame);
    if (frames.length > 1) play(frame, own);
    else if (first !== undefined) first(frame, own);
    else own.say(answerLine(frame, {host}));
  });
  const setup: SessionSetup = {
    transport: {open: async () => channelTo(program)},
    clock,
    random: bytes => Buffer.alloc(bytes, 7),
    limits: limitsOf({type: 'powershell', transport: 'local', ...settings}),
  };
  return {program, frames, session: () => openSession(HELLO, setup, callContext(undefined, signal))};
}

/** Answers the first frame, and no other. */
export function playFirst(host: unknown): (line: string, program: FakeProgram) => void {
  return (line, program) => {
    const value = JSON.parse(words(line)[0] ?? '') as Record<string, unknown>;
    program.say(answerLine({value, secrets: [], nonce: String(value['nonce'])}, {host}));
  };
}

/** A session over a transport, with the time limits of always. */
export function openOver(transport: SessionSetup['transport'], server: string): Promise<Session> {
  const random = (bytes: number): Buffer => Buffer.alloc(bytes, 7);
  const limits = limitsOf({type: 'powershell', transport: 'local'});
  return openSession({...HELLO, server}, {transport, clock, random, limits}, callContext());
}

/** The line that answers a frame. */
export function answerLine({value, nonce}: Arrived, answer: object, secrets: readonly Secret[] = []): string {
  return `#cscert ${nonce} ${encodeFrame({id: value['id'], ...answer}, secrets)}\n`;
}

/** Answers every call with the same. */
export const always =
  (result: unknown): Play =>
  (frame, program) =>
    program.say(answerLine(frame, {results: callsOf(frame).map(() => result)}));

export const callsOf = ({value}: Arrived): readonly {readonly verb: string; readonly input: unknown}[] =>
  value['calls'] as never;

export const okOf = (answers: readonly Answer[]): unknown => {
  const [answer] = answers;
  if (answer === undefined || !('ok' in answer)) throw new Error('it failed');
  return answer.ok;
};
