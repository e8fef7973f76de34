import type {Diagnostic} from '../../core/diagnostic.ts';
import type {SlotPlan} from '../../core/model/plan.ts';
import {BLOCKED_SYMBOL, VERB_WORDS} from '../../core/model/verb.ts';
import {cleanLines} from '../clean.ts';
import {count, indent, listOf} from '../text.ts';
import {renderServerAction} from './action-text.ts';
import {isQuietServer, isQuietSlot, type PoolGroup, type ServerGroup} from './group.ts';
import {nameOf, renderFindings, renderQuietSlot, renderSlot} from './slot-text.ts';
import {labelled, type PlanView, paintVerb} from './view.ts';

/** A pool: the certificates that its members share, then each server. */
export function renderPool(group: PoolGroup, view: PlanView): readonly string[] {
  const shown = group.servers.filter(server => view.verbose || !isQuietServer(server));
  const touched = new Set(
    group.shared.filter(slot => !isQuietSlot(slot)).flatMap(slot => slot.members.map(m => m.server)),
  );
  const quiet = group.servers.filter(server => !shown.includes(server) && !touched.has(server.server)).length;
  return [
    view.style.strong(group.pool),
    ...indent(renderSlots(group.shared, view), 2),
    ...shown.flatMap(server => indent(renderServer(server, view), 2)),
    ...(quiet > 0 ? [view.style.faint(`  # ${count(quiet, 'server')} unchanged`)] : []),
  ];
}

/** Slots that have something to say; the others are counted, or listed when that is asked for. */
export function renderSlots(slots: readonly SlotPlan[], view: PlanView): readonly string[] {
  const quiet = slots.filter(isQuietSlot);
  return [
    ...slots.filter(slot => !isQuietSlot(slot)).flatMap(slot => renderSlot(slot, view)),
    ...(view.verbose ? quiet.map(slot => renderQuietSlot(slot, view)) : []),
    ...(!view.verbose && quiet.length > 0 ? [view.style.faint(`# ${count(quiet.length, 'slot')} unchanged`)] : []),
  ];
}

function renderServer(group: ServerGroup, view: PlanView): readonly string[] {
  const {holder, slots} = group;
  const body =
    'unknown' in holder
      ? renderUnknown(holder.unknown, slots, view)
      : [...renderTrust(group, view), ...renderSlots(slots, view), ...renderRestarts(group, view)];
  return [view.style.strong(group.server), ...indent(body, 2)];
}

/** A server that could not be read: why, and which of its slots are left out for that. */
function renderUnknown(problem: Diagnostic, slots: readonly SlotPlan[], {style}: PlanView): readonly string[] {
  return [
    `${style.bad(BLOCKED_SYMBOL)} ${style.strong('unknown')}  ${problem.code}: ${problem.summary}`,
    ...indent(cleanLines(problem.detail), 4),
    ...(problem.help === undefined ? [] : indent([`help: ${cleanLines(problem.help).join(' ')}`], 4)),
    ...(slots.length > 0 ? [`    left out: ${listOf(slots.map(nameOf))}`] : []),
  ];
}

function renderTrust({holder, trusts}: ServerGroup, view: PlanView): readonly string[] {
  if ('unknown' in holder || (holder.trust.length === 0 && trusts.length === 0)) return [];
  const symbol = trusts.length > 0 ? paintVerb('trust', view.style)(VERB_WORDS.trust.symbol) : '#';
  return [
    `${symbol} ${view.style.strong('CA certificates')}`,
    ...renderFindings(holder.trust),
    ...trusts.map(action => renderServerAction(action, view)),
  ];
}

function renderRestarts({restarts}: ServerGroup, view: PlanView): readonly string[] {
  if (restarts.length === 0) return [];
  return [
    `${paintVerb('restart', view.style)(VERB_WORDS.restart.symbol)} ${view.style.strong('services')}`,
    ...restarts.flatMap(action => [
      ...(action.because.length > 0 ? [labelled('because', action.because.join(', '))] : []),
      renderServerAction(action, view),
    ]),
  ];
}
