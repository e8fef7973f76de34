/**
 * A channel with one question at a time. Whatever goes wrong with a question ends the other side, for nobody knows then
 * what it is about.
 */
import type {ServerId} from '../../../core/model/desired.ts';
import {codeOf} from '../../../core/system-error.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import type {Clock, ProgramEnd, Random} from '../../../engine/ports/host.ts';
import {StepTrouble, stepTrouble} from '../../step-problems.ts';
import {nonsense, oneLineOf, Trouble} from '../problems.ts';
import {type Limit, within} from '../within.ts';
import type {Channel} from './channel.ts';
import {type AnswerFrame, decodeAnswer, hasMark} from './frame.ts';

export interface WireSetup {
  readonly clock: Clock;
  readonly random: Random;
}

/** A frame that is to be answered. */
export interface Question {
  readonly id: number;
  /** What is asked, for people. */
  readonly what: string;
  readonly limitMs: number;
  /** The frame, encoded. */
  readonly line: string;
}

export interface Wire {
  /** Tells our answers from noise. */
  readonly nonce: string;
  /** Resolves with what `read` makes of the answer. Rejects with StepTrouble; then the wire has ended. */
  ask<T>(question: Question, cx: CallContext, read: (answer: AnswerFrame) => T): Promise<T>;
  hasEnded(): boolean;
  /** Lets the other side end by itself, and ends it when it does not. Never rejects. */
  close(): Promise<void>;
}

/** How long PowerShell may take to end by itself. */
const FAREWELL_MS = 2000;
/** Of noise between two answers, in characters; a server that writes more is not well. */
const MOST_NOISE = 1024 * 1024;
const KEPT_NOISE = 2000;

interface State {
  waiting?: {readonly id: number; resolve(answer: AnswerFrame): void; reject(error: unknown): void} | undefined;
  /** Why there will be no answer any more. */
  fault?: unknown;
  ended: boolean;
  noise: string;
  noiseLength: number;
}

export function openWire(channel: Channel, server: ServerId, {clock, random}: WireSetup): Wire {
  const nonce = random(8).toString('hex');
  const state: State = {ended: false, noise: '', noiseLength: 0};
  listen(channel, {server, nonce, state});

  const end = async (): Promise<void> => {
    state.ended = true;
    await channel.kill();
  };
  const patience = ({what, limitMs}: Question, {signal}: CallContext): Limit => ({
    milliseconds: limitMs,
    clock,
    tooLong: () => silent(server, {what, limitMs, said: saidOn(channel, state)}),
    until: {signal, stopped: () => stopped(server, what)},
  });
  const tellAndHear = async (line: string, answer: Promise<AnswerFrame>): Promise<AnswerFrame> => {
    await Promise.race([tell(channel, line), answer]);
    return answer;
  };

  return {
    nonce,
    async ask(question, cx, read) {
      if (cx.signal.aborted) throw stopped(server, question.what);
      try {
        if (state.fault !== undefined) throw state.fault;
        Object.assign(state, {noise: '', noiseLength: 0});
        const answer = new Promise<AnswerFrame>((resolve, reject) => {
          state.waiting = {id: question.id, resolve, reject};
        });
        return read(await within(tellAndHear(question.line, answer), patience(question, cx)));
      } catch (error) {
        await end();
        throw located(error, server);
      } finally {
        state.waiting = undefined;
      }
    },
    hasEnded: () => state.ended,
    async close() {
      if (state.ended) return;
      state.ended = true;
      const over = new AbortController();
      channel.endInput();
      await Promise.race([channel.ended, clock.sleep(FAREWELL_MS, over.signal).catch(() => undefined)]);
      over.abort();
      await channel.kill();
    },
  };
}

/** What cannot be written says nothing by itself: why the other side takes no more is told by its end. */
async function tell(channel: Channel, line: string): Promise<void> {
  try {
    await channel.write(`${line}\n`);
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

interface Listening {
  readonly server: ServerId;
  readonly nonce: string;
  readonly state: State;
}

async function listen(channel: Channel, {server, nonce, state}: Listening): Promise<void> {
  try {
    for await (const line of channel.lines) take(decodeAnswer(line, nonce), line, state);
    state.fault = gone(server, await channel.ended, saidOn(channel, state));
  } catch (error) {
    state.fault = codeOf(error) === undefined ? error : cut(server, `the system says ${codeOf(error)}`);
  }
  state.ended = true;
  state.waiting?.reject(state.fault);
}

function take(answer: AnswerFrame | undefined, line: string, state: State): void {
  if (answer === undefined) {
    if (!hasMark(line)) state.noise = `${state.noise}${line}\n`.slice(-KEPT_NOISE);
    state.noiseLength += line.length + 1;
    if (state.noiseLength > MOST_NOISE) throw nonsense(`It writes without end: ${oneLineOf(state.noise)}`);
    return;
  }
  const {waiting} = state;
  const id = answer.value['id'];
  if (waiting !== undefined && id === waiting.id) waiting.resolve(answer);
  // The same answer twice is no harm; one to what was never asked is.
  else if (typeof id !== 'number' || (waiting !== undefined && id > waiting.id))
    throw nonsense('It answered something that it was not asked.');
}

/** What else was said, as the end of a sentence. */
function saidOn(channel: Channel, {noise}: State): string {
  const said = [noise, channel.errors()].map(text => oneLineOf(text.slice(-KEPT_NOISE))).filter(text => text !== '');
  return said.length === 0 ? '.' : `. It said: ${said.join(' / ')}`;
}

function silent(server: ServerId, {what, limitMs, said}: {what: string; limitMs: number; said: string}): Trouble {
  return new Trouble('SERVER_SILENT', {
    detail: `${server}: "${what}" was not answered within ${Math.round(limitMs / 1000)} seconds${said}`,
    help: 'Look whether the server is overloaded, or something there waits for a person. A server that needs longer is given more time by timeouts of its connection.',
  });
}

function gone(server: ServerId, end: ProgramEnd, said: string): Trouble {
  if ('failed' in end) return notStarted(server, end.failed);
  return cut(server, `PowerShell ended ${'code' in end ? `with the number ${end.code}` : `by ${end.signal}`}${said}`);
}

const cut = (server: ServerId, how: string): Trouble =>
  new Trouble('SERVER_ENDED', {
    detail: `${server}: ${how}`,
    help: 'Run the command again: whatever was begun is found and gone on with.',
  });

/** A program that is not there, or may not be run. */
function notStarted(server: ServerId, code: string): Trouble {
  const why = code === 'ENOENT' ? 'there is no such program' : `the system says ${code}`;
  return new Trouble('POWERSHELL_NOT_STARTED', {
    detail: `${server}: ${why}.`,
    help: 'The transport local is for cscert on the Windows server itself; from elsewhere use remoting or ssh. executable names another PowerShell.',
  });
}

const stopped = (server: ServerId, what: string): StepTrouble =>
  stepTrouble('STOPPED', {detail: `${server}: "${what}" was broken off.`});

/** Says which server it was, where the problem does not. Everything but a problem is a bug and stays what it is. */
function located(error: unknown, server: ServerId): unknown {
  if (!(error instanceof StepTrouble) || error.diagnostic.detail.startsWith(server)) return error;
  return new StepTrouble({...error.diagnostic, detail: `${server}: ${error.diagnostic.detail}`});
}
