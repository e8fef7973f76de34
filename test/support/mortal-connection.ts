/**
 * Servers in memory whose runner dies: at one of the steps of a run, and from then on nothing of it reaches a server any
 * more, not even to give a lock back. What was done until then stays, as it does after a `kill -9`.
 */
import type {Part} from '../../src/core/diagnostic.ts';
import type {HolderState} from '../../src/core/model/actual.ts';
import type {Ask, LockInfo, Step, StepResult} from '../../src/engine/ports/connection.ts';
import type {CallContext} from '../../src/engine/ports/context.ts';
import {FakeConnection} from './fake-connection.ts';

/** `before`: the step is never done. `after`: it is done, and nobody hears of it. `fails`: it alone fails, and the run goes on. */
export type End = 'before' | 'after' | 'fails';

export class MortalConnection extends FakeConnection {
  /** Every step that was begun, `assign fe01.contoso.com`. */
  readonly begun: string[] = [];
  #doom: {readonly at: number; readonly end: End} | undefined;
  #dead = false;

  /** The step after `at` others brings the end. */
  dieAt(at: number, end: End): void {
    this.begun.length = 0;
    this.#doom = {at, end};
  }

  /** Another runner takes over. */
  revive(): void {
    this.#doom = undefined;
    this.#dead = false;
  }

  override async read(server: string, ask: Ask, cx: CallContext): Promise<Part<HolderState>> {
    this.#mustLive();
    return super.read(server, ask, cx);
  }

  override async lockOf(server: string): Promise<LockInfo | undefined> {
    this.#mustLive();
    return super.lockOf(server);
  }

  override async perform(server: string, steps: readonly Step[], cx: CallContext): Promise<readonly StepResult[]> {
    const results: StepResult[] = [];
    for (const step of steps) {
      const [result] = await this.#one(server, step, cx);
      if (result === undefined) break;
      results.push(result);
      if (result.outcome === 'failed') break;
    }
    return results;
  }

  async #one(server: string, step: Step, cx: CallContext): Promise<readonly StepResult[]> {
    this.#mustLive();
    const isDoomed = this.begun.length === this.#doom?.at;
    this.begun.push(`${step.do} ${server}`);
    if (!isDoomed) return super.perform(server, [step], cx);
    if (this.#doom?.end === 'fails') this.failNext(server, step.do);
    else if (this.#doom?.end === 'before') this.#dead = true;
    this.#mustLive();
    const results = await super.perform(server, [step], cx);
    this.#dead = this.#doom?.end === 'after';
    this.#mustLive();
    return results;
  }

  #mustLive(): void {
    if (this.#dead) throw new Error('the runner is dead');
  }
}
