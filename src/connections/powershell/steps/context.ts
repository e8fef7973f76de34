import type {ServerId} from '../../../core/model/desired.ts';
import type {Secret} from '../../../core/secret.ts';
import type {Step, StepFacts, StepResult} from '../../../engine/ports/connection.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import type {Host, Random} from '../../../engine/ports/host.ts';
import {Trouble} from '../problems.ts';
import type {Answer, JsonObject} from '../session/answer.ts';
import type {Call, Session} from '../session/session.ts';
import {troubleOf} from '../session/words.ts';
import type {Limits, VerbName} from '../settings.ts';

/** One kind of step. */
export type StepOf<K extends Step['do']> = Extract<Step, {do: K}>;

/** What a step is given. */
export interface StepContext {
  readonly server: ServerId;
  readonly session: Session;
  readonly call: CallContext;
  readonly random: Random;
  readonly limits: Limits;
  readonly hasEnded: Host['hasEnded'];
  /** Of the deployment, the default first. */
  readonly sipDomains: readonly string[];
}

export const done = (after: StepFacts = {}): StepResult => ({outcome: 'done', after});
export const alreadyDone = (after: StepFacts = {}): StepResult => ({outcome: 'already-done', after});

/**
 * By which moments that the server tells are judged: the later of both clocks. What a server that is ahead dates with its
 * own "now" has begun there; what has begun by the runner's clock is not staged anew for a server that is behind.
 */
export function timeAt({session, call}: Pick<StepContext, 'session' | 'call'>): Date {
  return new Date(call.now().getTime() + Math.max(0, session.aheadMs));
}

/** What a verb gave: its object, and the secret that came with it. */
export interface Given {
  readonly ok: JsonObject;
  readonly secret?: Secret;
}

/** Has the server do one thing. Rejects with StepTrouble, in words about `what`, when it could not. */
export async function tell(cx: StepContext, call: Call, what: string): Promise<Given> {
  const [given] = await tellAll(cx, [call], what);
  if (given === undefined) throw new Error(`no answer to ${call.verb}`);
  return given;
}

/** Several things in one frame: all were done when this resolves. */
export async function tellAll(cx: StepContext, calls: readonly Call[], what: string): Promise<readonly Given[]> {
  const answers = await cx.session.call(calls, cx.call);
  return answers.map(answer => givenBy(answer, cx, what));
}

/** Throws StepTrouble, in words about `what`, for an error. */
export function givenBy(answer: Answer, {server, session}: StepContext, what: string): Given {
  if ('ok' in answer) return answer;
  throw troubleOf(answer.error, {server, what, user: session.host.user});
}

/** What a program that a verb runs is given: less than the whole call, so that the server can tell that it hangs. */
export function programSeconds(cx: StepContext, verb: VerbName): number {
  return Math.max(1, Math.floor((cx.limits.verb(verb) * 2) / 3000));
}

/** The same, where a verb runs several programs one after the other. */
export function secondsForEach(cx: StepContext, verb: VerbName, programs: number): number {
  return Math.max(5, Math.floor(programSeconds(cx, verb) / Math.max(1, programs)));
}

/** A step that is not true after it was done has failed, whatever the server said. */
export function verify(holds: boolean, {server}: StepContext, what: string): void {
  if (holds) return;
  throw new Trouble('STORE_NOT_AS_WRITTEN', {
    detail: `${server}: ${what} was written, but reading it again shows something else.`,
    help: 'Find out what else works on this server, then run the command again.',
  });
}
