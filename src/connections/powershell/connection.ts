import type {Part} from '../../core/diagnostic.ts';
import type {HolderState, StoreName} from '../../core/model/actual.ts';
import type {ServerId} from '../../core/model/desired.ts';
import type {Connection, Step, StepResult} from '../../engine/ports/connection.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import type {Host, Random} from '../../engine/ports/host.ts';
import {notBegun, performFrames} from '../frames.ts';
import {restartState} from '../restart-note.ts';
import {powershellCapabilities} from './capabilities.ts';
import {clockOff} from './clock-off.ts';
import type {LeftOut} from './facts/entries.ts';
import {type Look, look} from './facts/look.ts';
import {restartOwed} from './facts/restart.ts';
import {parseTopology} from './facts/topology.ts';
import {type Frame, framesOf, performFrame} from './perform.ts';
import {preflight} from './preflight.ts';
import {certificateLeftOut, diagnose} from './problems.ts';
import type {Pool} from './session/pool.ts';
import type {Limits} from './settings.ts';
import {type StepContext, tell} from './steps/context.ts';
import {readLock} from './steps/lock.ts';

/** What a connection to real servers is made of. */
export interface PowerShell {
  readonly pool: Pool;
  readonly random: Random;
  readonly limits: Limits;
  readonly hasEnded: Host['hasEnded'];
  /** Of the deployment, the default first. */
  readonly sipDomains: readonly string[];
}

export function connectPowerShell({pool, random, limits, hasEnded, sipDomains}: PowerShell): Connection {
  const using = <T>(
    server: ServerId,
    call: CallContext,
    work: (cx: StepContext) => Promise<T>,
    use: Pool['use'] = pool.use,
  ): Promise<T> => use(server, call, session => work({server, session, call, random, limits, hasEnded, sipDomains}));
  return {
    can: powershellCapabilities,
    async read(server, ask, cx) {
      try {
        return await using(server, cx, async context => {
          const seen = await look(
            context,
            ['My', 'CA', 'Root', 'REQUEST', 'requests', 'assigned', 'restart'],
            ask.deep,
          );
          // Reading goes by the runner's clock, but for what is staged; an apply is refused by its own look.
          for (const remark of clockOff(context.session.aheadMs, server))
            if (remark.severity === 'error') cx.onRemark?.({...remark, severity: 'warning'});
          return {ok: stateOf(seen, context)};
        });
      } catch (error) {
        return {problem: diagnose(error, server)};
      }
    },
    async perform(server, steps, cx) {
      const use = isRenewal(steps) ? pool.useBeside : pool.use;
      const perform = (frame: Frame) => tryFrame(frame, server, work => using(server, cx, work, use));
      const results = await performFrames({server, steps, frames: framesOf(steps), perform}, cx);
      // With its lock a run gives back the server.
      if (steps.at(-1)?.do === 'unlock') pool.spare(server);
      return results;
    },
    lockOf: (server, cx) => using(server, cx, readLock),
    async check(server, ask, cx) {
      try {
        return await using(server, cx, context => preflight(ask, context));
      } catch (error) {
        return [{problem: diagnose(error, server)}];
      }
    },
    async tellTopology(server, cx) {
      const what = 'the reading of the topology';
      try {
        return await using(server, cx, async context => {
          const {ok} = await tell(context, {verb: 'topology', input: {}}, what);
          return {ok: parseTopology(ok)};
        });
      } catch (error) {
        return {problem: diagnose(error, server)};
      }
    },
    close: () => pool.close(),
  };
}

/** It comes also while another perform is running, and may not wait for that. */
const isRenewal = ([step, ...others]: readonly Step[]): boolean =>
  step?.do === 'lock' && step.again === true && others.length === 0;

async function tryFrame(
  frame: Frame,
  server: ServerId,
  using: <T>(work: (context: StepContext) => Promise<T>) => Promise<T>,
): Promise<readonly StepResult[]> {
  const [step] = 'one' in frame ? [frame.one] : frame.chain;
  try {
    return await using(async context => {
      // For a session one may have waited long.
      const stopped = await notBegun(step, server, context.call);
      return stopped === undefined ? performFrame(frame, context) : [stopped];
    });
  } catch (error) {
    return [{outcome: 'failed', problem: diagnose(error, server)}];
  }
}

function stateOf(seen: Look, {server, call}: StepContext): HolderState {
  const part = <T>(read: () => T): Part<T> => {
    try {
      return {ok: read()};
    } catch (error) {
      return {problem: diagnose(error, server)};
    }
  };
  const store = (name: StoreName, leaveOut?: (one: LeftOut) => void) =>
    part(() => seen.entries(name, leaveOut).map(({certificate}) => certificate));
  // In CA and Root Windows has some of all kinds, and nothing points to them.
  const tellLeftOut = (one: LeftOut): void => call.onRemark?.(certificateLeftOut(one, server));
  const now = call.now();
  const owed = part(() => restartOwed(seen.raw('restart'), now));
  return {
    at: now.toISOString(),
    ...restartState(owed, now),
    stores: {My: store('My', tellLeftOut), CA: store('CA'), Root: store('Root')},
    requests: part(() => seen.requests()),
    assigned: part(() => seen.assigned()),
  };
}
