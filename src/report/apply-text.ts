import {groupBy} from '../core/group.ts';
import {type ApplyTally, type Outcome, tallyOf} from '../core/model/outcome.ts';
import type {Plan} from '../core/model/plan.ts';
import {clean} from './clean.ts';
import {renderDiagnostic} from './diagnostic-text.ts';
import type {Style} from './style.ts';
import {listOf, wrap} from './text.ts';

export interface ApplyView {
  readonly style: Style;
  readonly width: number;
  /** In a pipeline nobody types the next command. */
  readonly automation?: boolean;
  /** The command that goes on where this run ended; `cscert apply` when nothing is said. */
  readonly next?: string;
  /** Where the log of this run lies. */
  readonly log?: string;
}

export interface Applied {
  readonly plan: Plan;
  readonly outcomes: readonly Outcome[];
}

/** How an apply ended: what failed and what waits, once more and in full, then what to do, then the stable last line. */
export function renderApply({plan, outcomes}: Applied, view: ApplyView): string {
  const addresses = new Map(plan.actions.map(action => [action.id, 'slot' in action ? action.slot : action.on]));
  const about = (outcome: Outcome): string => clean(addresses.get(outcome.action) ?? outcome.on);
  const of = (result: Outcome['result']): readonly Outcome[] => outcomes.filter(outcome => outcome.result === result);
  const blocks = [
    ...of('failed').map(outcome => renderFailure(outcome, about(outcome), view)),
    renderGroup('Waiting:', of('waiting'), about),
    renderGroup('Not run:', of('not-run'), about),
    renderNext(tallyOf(outcomes), view),
    [
      view.style.strong(applyLine(tallyOf(outcomes))),
      ...(view.log === undefined ? [] : [`Log: ${clean(view.log)}`]),
    ].join('\n'),
  ];
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

/** The stable last line of an apply: public API. */
export function applyLine({done, alreadyDone, waiting, failed, notRun}: ApplyTally): string {
  return `Apply complete: ${done} done, ${alreadyDone} already done, ${waiting} waiting, ${failed} failed, ${notRun} not run.`;
}

function renderFailure({verb, on, message, problem}: Outcome, address: string, view: ApplyView): string {
  const head = view.style.bad(`Failed: ${verb} of ${address} on ${clean(on)}`);
  const text = problem ? renderDiagnostic(problem, view).trimEnd() : wrap(clean(message ?? ''), view.width);
  return `${head}\n${text}`;
}

/** Outcomes with the same reason in one line: a failed switch leaves many actions of its pool not run. */
function renderGroup(title: string, outcomes: readonly Outcome[], about: (outcome: Outcome) => string): string {
  if (outcomes.length === 0) return '';
  const groups = groupBy(outcomes, outcome => `${about(outcome)} ${outcome.message ?? ''}`);
  const lines = [...groups.values()].flatMap(group => {
    const [first] = group;
    if (!first) return [];
    const verbs = listOf([...new Set(group.map(({verb}) => verb))]);
    return [`  ${about(first)}: ${verbs}${first.message === undefined ? '' : `: ${clean(first.message)}`}`];
  });
  return [title, ...lines].join('\n');
}

function renderNext(
  {failed, notRun, waiting}: ApplyTally,
  {automation, width, next = 'cscert apply'}: ApplyView,
): string {
  if (automation || failed + notRun + waiting === 0) return '';
  const sentence = failed > 0 ? AFTER_FAILURE : waiting > 0 ? AFTER_WAIT : AFTER_INTERRUPT;
  return `${wrap(sentence, width)}\n\n    ${clean(next)}`;
}

const AFTER_FAILURE =
  'Nothing has to be undone. When the cause is gone, apply again: it goes on where this run stopped.';
const AFTER_WAIT = 'Nothing failed. When the wait is over, apply again: it goes on with the same requests.';
const AFTER_INTERRUPT = 'Nothing has to be undone. Apply again: it goes on where this run stopped.';
