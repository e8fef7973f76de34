import type {Plan, Summary} from '../../core/model/plan.ts';
import {VERBS} from '../../core/model/verb.ts';
import {count, wrap} from '../text.ts';
import type {Totals} from './shown.ts';
import type {PlanView} from './view.ts';

/**
 * The stable last line of a plan. Its first sentence is public API: all verbs, always, in their order.
 * The second counts what cscert cannot do by itself, the third what is as declared; both only where there is something.
 */
export function summaryLine(summary: Summary): string {
  const verbs = VERBS.map(verb => `${summary[verb]} to ${verb}`).join(', ');
  const open = [
    ...(summary.waiting ? [`${summary.waiting} waiting`] : []),
    ...(summary.unknown ? [`${summary.unknown} unknown`] : []),
    ...(summary.person ? [`${summary.person} ${summary.person === 1 ? 'needs' : 'need'} a person`] : []),
  ];
  const sentences = [
    `Plan: ${verbs}.`,
    ...(open.length > 0 ? [`${open.join(', ')}.`] : []),
    ...(summary.unchanged ? [`${count(summary.unchanged, 'slot')} unchanged.`] : []),
  ];
  return sentences.join(' ');
}

/** How a plan ends: the counts and what to do next, or that there is nothing to do. */
export function renderEnding(view: PlanView): readonly string[] {
  const {plan, style} = view;
  if (plan.actions.length > 0) {
    return [style.strong(summaryLine(plan.summary)), `Digest ${plan.digest}`, ...renderNext(view)];
  }
  const {waiting, unknown, person} = plan.summary;
  const sentence = wrap(noChanges(view), view.width);
  if (waiting + unknown + person === 0 && plan.complete) return [style.good(sentence)];
  return [sentence, style.strong(summaryLine(plan.summary))];
}

/** The next command, alone on its line so that it can be copied. */
function renderNext({automation, next = 'cscert apply'}: PlanView): readonly string[] {
  return automation ? [] : ['', 'To do this:', '', `    ${next}`];
}

function noChanges({plan, totals, continuing}: PlanView): string {
  const {known} = totals;
  const {waiting, unknown, person} = plan.summary;
  const servers = `${count(known, 'server')} ${known === 1 ? 'matches' : 'match'} the configuration`;
  if (!plan.complete) {
    if (known === 0) return `Nothing is known: ${count(unknown, 'server')} could not be read, and there is no other.`;
    return `Nothing to do where cscert could look. ${unreadServers(totals)} and may differ.`;
  }
  if (continuing && continuing.leftOut.length > 0) {
    return `Nothing to go on with. ${continuing.leftOut.join(' and ')} with other changes: see cscert plan.`;
  }
  if (waiting + unknown + person > 0) return 'Nothing to do now. What is open cannot go on by itself.';
  if (plan.selection) {
    return `No changes in the selection. ${servers} there; the rest was not compared.`;
  }
  return `No changes. ${servers}.`;
}

/** `1 server could not be read`, `2 servers could be read only in part`, or both. */
function unreadServers({servers, known, partly}: Totals): string {
  const unread = servers - known;
  return [
    ...(unread > 0 ? [`${count(unread, 'server')} could not be read`] : []),
    ...(partly > 0 ? [`${count(partly, 'server')} could be read only in part`] : []),
  ].join(', ');
}

/** `--only … --exclude …` as they were given. */
export function flagsOf({selection}: Plan): string {
  const only = (selection?.only ?? []).map(pattern => `--only ${pattern}`);
  const exclude = (selection?.exclude ?? []).map(pattern => `--exclude ${pattern}`);
  return [...only, ...exclude].join(' ');
}
