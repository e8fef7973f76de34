/**
 * A plan for people: what is different, why, and what would be done. It reads the plan's data and nothing else, so that
 * `plan`, `apply` and `show PLAN` print the same text and the file holds all that a reviewer has seen.
 */
import type {Plan} from '../core/model/plan.ts';
import {BLOCKED_SYMBOL, VERB_WORDS, VERBS} from '../core/model/verb.ts';
import {minute} from '../core/moment.ts';
import {groupPlan, isQuietSlot, type PlanGroups} from './plan/group.ts';
import {renderPool, renderSlots} from './plan/server-text.ts';
import type {Totals} from './plan/shown.ts';
import {flagsOf, renderEnding} from './plan/summary-text.ts';
import {type PlanView, type PlanViewOptions, paintVerb, viewOf} from './plan/view.ts';
import {columns, count, indent, wrap} from './text.ts';

export {summaryLine} from './plan/summary-text.ts';

/** Blocks a blank line apart, ending with a line break. */
export function renderPlan(plan: Plan, options: PlanViewOptions): string {
  const view = viewOf(plan, options);
  const groups = groupPlan(view.plan);
  const blocks = [
    renderTop(view),
    renderLegend(view),
    ...renderGroups(groups, view),
    renderUnmanaged(view),
    renderRisks(view),
    renderEnding(view),
  ];
  return `${blocks
    .filter(block => block.length > 0)
    .map(block => block.join('\n'))
    .join('\n\n')}\n`;
}

/** What was compared, and everything that makes the plan less than the whole. */
function renderTop({plan, totals, width, continuing}: PlanView): readonly string[] {
  const notes = [
    `Deployment ${plan.deployment}, ${count(totals.servers, 'server')}, compared ${minute(plan.now)}.`,
    ...(continuing ? ['Only what goes on with requests that were approved before is shown.'] : []),
    ...(plan.selection && !continuing
      ? [
          `Partial: ${flagsOf(plan)} left something out. Plan again without it before you trust that nothing is missing.`,
        ]
      : []),
    ...unreadNotes(totals),
  ];
  return notes.map(note => wrap(note, width));
}

/** Of a server that was read in part, the plan may do something all the same: nobody is to think that it is left alone. */
function unreadNotes({servers, known, partly}: Totals): readonly string[] {
  const unread = servers - known;
  const all = `of ${count(servers, 'server')}`;
  const them = (number: number): string => (number === 1 ? 'it' : 'them');
  return [
    ...(unread === 0
      ? []
      : [
          `Incomplete: ${unread} ${all} could not be read; what is declared for ${them(unread)} is left out of this plan.`,
        ]),
    ...(partly === 0
      ? []
      : [
          `Incomplete: ${partly} ${all} could be read only in part; what depends on the rest of ${them(partly)} is left out of this plan.`,
        ]),
  ];
}

/** The symbols that occur in this plan. */
function renderLegend({plan, style}: PlanView): readonly string[] {
  const verbs = VERBS.filter(verb => plan.actions.some(action => action.verb === verb));
  const blocked = !plan.complete || plan.slots.some(({state}) => ['waiting', 'person', 'unknown'].includes(state));
  const rows = columns([
    ...verbs.map(verb => [verb, VERB_WORDS[verb].legend]),
    ...(blocked ? [['blocked', 'cannot go on by itself']] : []),
  ]);
  const symbols = [
    ...verbs.map(verb => paintVerb(verb, style)(VERB_WORDS[verb].symbol)),
    ...(blocked ? [style.bad(BLOCKED_SYMBOL)] : []),
  ];
  return rows.map((row, at) => `  ${symbols[at]} ${row}`);
}

function renderGroups(groups: PlanGroups, view: PlanView): readonly (readonly string[])[] {
  const global = view.verbose ? groups.global : groups.global.filter(slot => !isQuietSlot(slot));
  const quietPools = view.totals.pools - groups.pools.length;
  const nothing = global.length === 0 && groups.pools.length === 0;
  return [
    ...(global.length > 0 ? [[view.style.strong('global'), ...indent(renderSlots(global, view), 2)]] : []),
    ...groups.pools.map(pool => renderPool(pool, view)),
    // Where nothing at all is different, the ending says so by itself.
    ...(quietPools > 0 && !nothing ? [[view.style.faint(`# ${count(quietPools, 'pool')} unchanged`)]] : []),
  ];
}

/** Certificates that nobody declared are said once and left alone. */
function renderUnmanaged({plan, totals, style, verbose}: PlanView): readonly string[] {
  const {certificates, servers} = totals.unmanaged;
  if (certificates === 0) return [];
  const rows = Object.entries(plan.holders).flatMap(([server, holder]) =>
    'unknown' in holder || holder.unmanaged === 0 ? [] : [{server, number: holder.unmanaged}],
  );
  const line = `# ${count(certificates, 'certificate')} on ${count(servers, 'server')} that nothing declares: left alone`;
  const each = verbose ? columns(rows.map(({server, number}) => [server, String(number)])) : [];
  return [style.faint(line), ...indent(each, 4)];
}

function renderRisks({plan, style}: PlanView): readonly string[] {
  if (plan.risks.length === 0) return [];
  const rows = plan.risks.map(({code, message, address}) =>
    address === undefined || message.includes(address) ? [code, message] : [code, `${message} (${address})`],
  );
  return [style.careful('Risks: look twice before you approve.'), ...indent(columns(rows), 2)];
}
