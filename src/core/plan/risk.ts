import type {SlotDifference} from '../diff/diff.ts';
import {few} from '../few.ts';
import {groupBy} from '../group.ts';
import type {Actual} from '../model/actual.ts';
import type {Address} from '../model/desired.ts';
import type {Action, Risk} from '../model/plan.ts';
import {timingRisks} from './timing-risks.ts';

/** What risks are found in. */
export interface RiskInput {
  readonly actions: readonly Action[];
  readonly authorities: Actual['authorities'];
  /** What the plan's slots were made from. */
  readonly differences: readonly SlotDifference[];
}

/** What deserves a second look before it is approved. */
export function findRisks(input: RiskInput): readonly Risk[] {
  return [
    ...newAuthorities(input),
    ...rootsFromResponses(input),
    ...passwords(input),
    ...timingRisks(input.differences, input.actions),
    ...restarts(input),
  ];
}

/** Whoever talks through a server is cut off when its services stop. */
function restarts({actions}: RiskInput): readonly Risk[] {
  const servers = actions.filter(({verb}) => verb === 'restart').map(({on}) => on);
  if (servers.length === 0) return [];
  return [
    {
      code: 'RESTART',
      message: `Services are restarted on ${few(servers, 3)}, one server of a pool after the other: calls and conferences on a server end with its services.`,
    },
  ];
}

/** A CA that is made on first use becomes a new root of trust: everything that talks to the servers has to know it. */
function newAuthorities({actions}: RiskInput): readonly Risk[] {
  const names = actions.flatMap(action =>
    action.verb === 'trust' && action.args.certificate === null ? [action.args.authority] : [],
  );
  return [...new Set(names)].toSorted().map(name => ({
    code: 'NEW_ROOT',
    message: `The authority "${name}" does not exist yet and is made on its first use. Clients and servers outside this configuration will not trust what it issues until they have its root.`,
  }));
}

/** The slots for which something is imported: an answer, or what exists. */
const importedBy = (actions: readonly Action[]): ReadonlySet<Address> =>
  new Set(actions.flatMap(action => (action.verb === 'import' ? [action.slot] : [])));

/** Who asks as an account hands its password to a command of the product, which others than cscert may write down. */
function passwords({differences, actions}: RiskInput): readonly Risk[] {
  const imported = importedBy(actions);
  const asking = differences.filter(({slot, remedy}) => {
    if (slot.enrollAccount === undefined || !imported.has(slot.address)) return false;
    return remedy.kind === 'request' || (remedy.kind === 'collect' && remedy.pending.progress.state === 'created');
  });
  const byAccount = groupBy(asking, ({slot}) => slot.enrollAccount ?? '');
  return [...byAccount]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, all]) => {
      const servers = [...new Set(all.flatMap(({slot, remedy}) => ('home' in remedy ? remedy.home : slot.members)))];
      return {
        code: 'PASSWORD_ON_SERVER',
        message: `The CA is asked as ${account} from ${few(servers.toSorted(), 3)}: its password is handed to Request-CsCertificate, which takes it as plain text, and a PowerShell module log of the server may keep it. Where the computer asks (enrollAs: computer), or the session, there is no password.`,
      };
    });
}

/** Whoever can put an answer there can make the servers trust any root, as a CA for everything. */
function rootsFromResponses({actions, differences, authorities}: RiskInput): readonly Risk[] {
  const answered = importedBy(actions);
  // What exists already is imported without an answer.
  const issued = differences.flatMap(({slot: {address, spec, use}}) =>
    use === undefined && answered.has(address) ? [spec.authority] : [],
  );
  const trusting = [...new Set(issued)].toSorted().filter(name => {
    const chain = authorities[name]?.chain;
    return chain !== undefined && 'ok' in chain && chain.ok !== 'made on first use' && chain.ok.fromResponse === true;
  });
  return trusting.map(name => ({
    code: 'ROOT_FROM_RESPONSE',
    message: `The authority "${name}" is declared with "roots: fromResponse": the servers will trust whatever root an answer brings, as a CA for everything. Name the root, by file or by fingerprint, to end this risk.`,
  }));
}
