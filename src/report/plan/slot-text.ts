import {groupBy} from '../../core/group.ts';
import type {Finding} from '../../core/model/finding.ts';
import type {MemberPlan, SlotPlan, SlotState} from '../../core/model/plan.ts';
import {BLOCKED_SYMBOL, VERB_WORDS} from '../../core/model/verb.ts';
import {placeText} from '../diagnostic-text.ts';
import {columns, day, indent, listOf, short} from '../text.ts';
import {renderActions} from './action-text.ts';
import {renderChange} from './change-text.ts';
import {labelled, type PlanView, paintVerb} from './view.ts';

/** The states in which cscert cannot go on by itself. */
const BLOCKED: ReadonlySet<SlotState> = new Set(['waiting', 'person', 'unknown']);

/** Everything about a slot that is not quiet: where it was declared, what is wrong, what changes, what is done. */
export function renderSlot(slot: SlotPlan, view: PlanView): readonly string[] {
  const change = slot.change ? renderChange(slot.change, view) : [];
  return [
    heading(slot, view),
    labelled('declared at', view.style.place(placeText(slot.declaredAt))),
    ...renderFindings(memberFindings(slot)),
    ...(change.length > 0 ? [labelled('change', ''), ...indent(change, 6)] : []),
    ...renderActions(slot, view),
    ...renderBlocked(slot, view),
  ];
}

/** One line for a slot that is as declared. */
export function renderQuietSlot(slot: SlotPlan, {style}: PlanView): string {
  const thumbprints = new Set(slot.members.flatMap(({assigned}) => Object.values(assigned)).map(short));
  const ends = slot.members.flatMap(({notAfter}) => (notAfter === undefined ? [] : [day(notAfter)])).sort();
  const until = ends[0] === undefined ? '' : ` until ${ends[0]}`;
  return style.faint(`# ${nameOf(slot)}  ${slot.usages.join(', ')}: ${[...thumbprints].join(', ')}${until}`);
}

/** The last part of an address: the name under which the certificate is declared. */
export function nameOf(slot: SlotPlan): string {
  return slot.address.slice(slot.address.lastIndexOf('/') + 1);
}

function heading(slot: SlotPlan, {style, actions}: PlanView): string {
  const last = actions.get(slot.actions.at(-1) ?? '');
  const title = `${style.strong(nameOf(slot))}  ${slot.usages.join(', ')}`;
  if (BLOCKED.has(slot.state) || slot.state === 'ready') return `${style.bad(BLOCKED_SYMBOL)} ${title}`;
  return last ? `${paintVerb(last.verb, style)(VERB_WORDS[last.verb].symbol)} ${title}` : `# ${title}`;
}

function renderBlocked(slot: SlotPlan, view: PlanView): readonly string[] {
  const word = BLOCKED.has(slot.state) ? slot.state : 'blocked';
  const sentences = slot.blocked ?? (slot.state === 'unknown' ? [whoIsUnknown(slot, view)] : []);
  return sentences.map(sentence => labelled(`${BLOCKED_SYMBOL} ${word}`, view.style.bad(sentence)));
}

/** A shared slot is unknown because of some of its servers; the reasons stand with these. */
function whoIsUnknown({members}: SlotPlan, {plan}: PlanView): string {
  const unread = members
    .map(({server}) => server)
    .filter(server => {
      const holder = plan.holders[server];
      return holder !== undefined && 'unknown' in holder;
    });
  return unread.length > 0 ? `${listOf(unread, 3)} could not be read` : 'a part that it needs could not be read';
}

/** Findings as rows `because  CODE  message`; what is merely recommended is called a warning. */
export function renderFindings(findings: readonly Finding[]): readonly string[] {
  const rows = columns(findings.map(({code, message}) => [code, message]));
  return findings.map(({severity}, at) => labelled(severity === 'drift' ? 'because' : 'warning', rows[at] ?? ''));
}

/** The findings of all members, equal ones once; of a shared slot with the servers that they are about. */
function memberFindings({members}: SlotPlan): readonly Finding[] {
  const all = members.flatMap(member => member.findings.map(finding => ({member, finding})));
  const groups = groupBy(all, ({finding}) => `${finding.severity} ${finding.code} ${finding.message}`);
  return [...groups.values()]
    .flatMap(group => {
      const [first] = group;
      return first
        ? [
            {
              ...first.finding,
              message:
                first.finding.message +
                whose(
                  group.map(one => one.member),
                  members,
                ),
            },
          ]
        : [];
    })
    .sort((a, b) => (a.severity === b.severity ? 0 : a.severity === 'drift' ? -1 : 1));
}

function whose(some: readonly MemberPlan[], all: readonly MemberPlan[]): string {
  if (all.length === 1) return '';
  if (some.length === all.length) return all.length === 2 ? ' (on both servers)' : ` (on all ${all.length} servers)`;
  return ` (on ${listOf(
    some.map(({server}) => server),
    3,
  )})`;
}
