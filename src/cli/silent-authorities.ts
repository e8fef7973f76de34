import type {Diagnostic} from '../core/diagnostic.ts';
import type {Actual} from '../core/model/actual.ts';
import type {Desired} from '../core/model/desired.ts';
import type {Plan} from '../core/model/plan.ts';
import {once} from '../core/remember.ts';
import {sentencesOf} from '../core/sentence.ts';

/**
 * Authorities that cannot be asked, of which the plan itself says nothing, for no certificate needs them now. Those that are
 * due next will, and then there may be less time to find the folder.
 */
export function silentAuthorities(
  {slots}: Pick<Plan, 'slots'>,
  {desired, actual}: {readonly desired: Desired; readonly actual: Actual},
): readonly Diagnostic[] {
  const planned = once(() => new Map(slots.map(slot => [slot.address, slot])));
  const own = (name: string) =>
    desired.slots.flatMap(({address, spec}) => (spec.authority === name ? (planned().get(address) ?? []) : []));
  return Object.entries(actual.authorities).flatMap(([name, {chain}]): readonly Diagnostic[] => {
    if (!('problem' in chain)) return [];
    const [first = ''] = sentencesOf(chain.problem);
    const concerned = own(name);
    const isTold = concerned.length === 0 || concerned.some(({blocked}) => blocked?.includes(first));
    return isTold ? [] : [{...chain.problem, severity: 'warning'}];
  });
}
