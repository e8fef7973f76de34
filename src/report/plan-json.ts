import type {Part} from '../core/diagnostic.ts';
import {canonicalJson} from '../core/digest.ts';
import type {Plan} from '../core/model/plan.ts';
import {planDigest} from '../core/plan/plan.ts';
import {summarise} from '../core/plan/summary.ts';
import {clean} from './clean.ts';
import {type DocumentKind, damaged, readDocument} from './document-json.ts';

const PLAN: DocumentKind = {
  problems: {
    tooLarge: {code: 'PLAN_TOO_LARGE', summary: 'Plan file is too large'},
    notJson: {code: 'PLAN_NOT_JSON', summary: 'Plan file is not JSON'},
    otherFormat: {code: 'PLAN_FORMAT_UNKNOWN', summary: 'Plan file has an unknown format'},
    damaged: {code: 'PLAN_INVALID', summary: 'Plan file is damaged'},
  },
  format: 1,
  // A plan of 10,000 slots has about 40 MB; what is larger is no plan.
  limit: 64 * 1024 * 1024,
  schemas: ['plan'],
  help: 'make a new plan with `cscert plan --out FILE`',
};

export const PLAN_LIMIT = PLAN.limit;

/** As many mistakes are named as a reader can use: the first shows what the file is. */
const MOST_MISTAKES = 3;

/** The plan document: readable JSON, ending with a line break. The same plan gives the same bytes. */
export function writePlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** Reads a plan document. It comes from outside: size, format, schema, references, digest and counts are checked. */
export function readPlan(text: string): Part<Plan> {
  const read = readDocument<Plan>(text, PLAN);
  if ('problem' in read) return read;
  const dangling = danglingReferences(read.ok);
  const wrong = dangling.length === 0 ? [...unseenActions(read.ok), ...falseClaims(read.ok)] : dangling;
  return wrong.length === 0 ? read : damaged(PLAN, wrong.slice(0, MOST_MISTAKES).join(' '));
}

/** What a plan says of its own content: whoever approves reads that, so it must be true of what would be done. */
function falseClaims({slots, actions, holders, summary, digest}: Plan): readonly string[] {
  const real = planDigest(slots, actions);
  const isCounted = canonicalJson(summary) === canonicalJson(summarise(slots, actions, holders));
  return [
    ...(real === digest
      ? []
      : [`It was changed after it was made: its digest is ${digest}, that of what it says is ${real}.`]),
    ...(isCounted ? [] : ['Its summary does not count what it says.']),
  ];
}

/**
 * Actions that nobody would see: a plan is shown slot by slot and server by server, and applied action by action. Who can
 * change a plan file can work out its digest and its counts again.
 */
function unseenActions({actions, holders, slots}: Plan): readonly string[] {
  const shown = new Map(slots.map(slot => [slot.address, new Set(slot.actions)]));
  const members = new Map(slots.map(slot => [slot.address, new Set(slot.members.map(({server}) => server))]));
  return actions.flatMap((action): readonly string[] => {
    const {id, on} = action;
    const named = (what: string): readonly string[] => [`Action ${JSON.stringify(clean(id))} ${what}.`];
    if ('unknown' in (holders[on] ?? {})) return named(`is on ${clean(on)}, which could not be read`);
    if (!('slot' in action)) return [];
    if (!shown.get(action.slot)?.has(id)) return named(`is not among those of its slot, ${clean(action.slot)}`);
    return members.get(action.slot)?.has(on) ? [] : named(`is on ${clean(on)}, which is no member of its slot`);
  });
}

/** What the schema cannot say: ids are unique and everything that is named is there. */
function danglingReferences({actions, holders, slots}: Plan): readonly string[] {
  const ids = new Set(actions.map(({id}) => id));
  const addresses = new Set(slots.map(({address}) => address));
  const servers = new Set(Object.keys(holders));
  const missing = (what: string, name: string): string => `${what} ${JSON.stringify(clean(name))} is not in the plan.`;
  return [
    ...(ids.size < actions.length ? ['Two actions have the same id.'] : []),
    ...(addresses.size < slots.length ? ['Two slots have the same address.'] : []),
    ...actions.flatMap(({needs}) => needs.filter(id => !ids.has(id)).map(id => missing('Action', id))),
    ...actions.filter(({on}) => !servers.has(on)).map(({on}) => missing('Server', on)),
    ...actions.flatMap(action =>
      'slot' in action && !addresses.has(action.slot) ? [missing('Slot', action.slot)] : [],
    ),
    ...slots.flatMap(slot => slot.actions.filter(id => !ids.has(id)).map(id => missing('Action', id))),
    ...slots.flatMap(slot => slot.members.filter(m => !servers.has(m.server)).map(m => missing('Server', m.server))),
  ];
}
