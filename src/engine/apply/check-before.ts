import type {Diagnostic} from '../../core/diagnostic.ts';
import type {ServerId, Slot} from '../../core/model/desired.ts';
import type {Action} from '../../core/model/plan.ts';
import type {Obstacle} from '../ports/check.ts';
import {preflight} from '../preflight.ts';
import {lookUp} from '../world.ts';
import {slotOf} from './jobs.ts';
import type {Run} from './run.ts';

/** What is in the way of a server's actions, found before the first step there. */
export interface InTheWay {
  /** Of all of them. */
  readonly whole?: Diagnostic;
  /** Of a request, by the action's id. */
  readonly requests: ReadonlyMap<string, Diagnostic>;
}

/** Looks for it, and tells people the rest. */
export async function checkBefore(server: ServerId, actions: readonly Action[], run: Run): Promise<InTheWay> {
  const none = {requests: new Map<string, Diagnostic>()};
  const holder = run.plan.holders[server];
  const intended = {
    requested: slotsOf(
      actions.filter(({verb}) => verb === 'request'),
      run,
    ),
    assigned: slotsOf(
      actions.filter(({verb}) => verb === 'assign'),
      run,
    ),
  };
  if (holder === undefined || intended.requested.length + intended.assigned.length === 0) return none;
  const connection = lookUp(run.world.connections, holder.connection, 'connection');
  const found = await preflight(connection, {server, intended, world: run.world}, run.cx);
  for (const {problem: diagnostic} of found)
    if (diagnostic.severity === 'warning' && diagnostic.code !== 'REQUESTS_PENDING')
      run.emit('diagnostic', {diagnostic});
  const errors = found.filter(({problem}) => problem.severity === 'error');
  const whole = errors.find(({of}) => of === undefined)?.problem;
  const requests = new Map(
    actions.flatMap(action => {
      const error = errors.find(one => concerns(one, action, run));
      return error === undefined ? [] : [[action.id, error.problem] as const];
    }),
  );
  return {requests, ...(whole && {whole})};
}

function slotsOf(actions: readonly Action[], run: Run): readonly Slot[] {
  const addresses = new Set(actions.flatMap(action => ('slot' in action ? [action.slot] : [])));
  return [...addresses].map(address => slotOf(address, run));
}

function concerns({of}: Obstacle, action: Action, run: Run): boolean {
  if (of === undefined || action.verb !== 'request') return false;
  const {authority, template} = slotOf(action.slot, run).spec;
  const {asked} = lookUp(run.world.authorities, authority, 'authority');
  return asked?.ca === of.ca && (of.templates?.includes(template) ?? true);
}
