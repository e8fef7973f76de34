import type {Action, Risk} from '../model/plan.ts';

/** What deserves a second look before it is approved. */
export function findRisks(actions: readonly Action[]): readonly Risk[] {
  return newAuthorities(actions);
}

/** A CA that is made on first use becomes a new root of trust: everything that talks to the servers has to know it. */
function newAuthorities(actions: readonly Action[]): readonly Risk[] {
  const names = actions.flatMap(action =>
    action.verb === 'trust' && action.args.certificate === null ? [action.args.authority] : [],
  );
  return [...new Set(names)].toSorted().map(name => ({
    code: 'NEW_ROOT',
    message: `The authority "${name}" does not exist yet and is made on its first use. Clients and servers outside this configuration will not trust what it issues until they have its root.`,
  }));
}
