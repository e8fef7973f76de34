import type {Actual, AuthorityState} from '../../core/model/actual.ts';
import type {Desired, ServerId} from '../../core/model/desired.ts';
import type {HolderPlan, Plan} from '../../core/model/plan.ts';
import type {Emit} from '../events.ts';
import type {OpenOffer} from '../offer.ts';
import type {CallContext} from '../ports/context.ts';
import type {Clock, Random} from '../ports/host.ts';
import type {Stop} from '../stop.ts';
import type {World} from '../world.ts';
import type {LockRequest} from './session.ts';

/** What an apply is given. */
export interface ApplyInput {
  readonly plan: Plan;
  /** What the plan was made from, or what its configuration still says. */
  readonly desired: Desired;
  /** The latest reading of the world. */
  readonly actual: Actual;
  readonly world: World;
  readonly lock: LockRequest;
  /** How many servers are prepared at the same time. */
  readonly parallel: number;
  readonly clock: Clock;
  /** For one-time passwords. */
  readonly random: Random;
  readonly openOffer: OpenOffer;
  readonly emit: Emit;
  readonly stop: Stop;
}

/** What all parts of one apply share. */
export interface Run extends ApplyInput {
  readonly cx: CallContext;
  /** An authority's chain; makes the authority when this is its first use. Asked once each. */
  readonly chainOf: (authority: string) => Promise<AuthorityState>;
  /**
   * The authorities as the plan knew them, and those that it did not because they are made on first use, as somebody has
   * made them by now; undefined where nobody has.
   */
  readonly madeSince: () => Promise<Actual['authorities'] | undefined>;
}

/** What the plan says of a server. It names all on which something is done. */
export function holderOf(server: ServerId, {plan}: Run): HolderPlan {
  const holder = plan.holders[server];
  if (holder === undefined) throw new Error(`the plan has no holder ${server}`);
  return holder;
}
