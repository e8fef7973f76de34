import type {Action, Plan} from '../../core/model/plan.ts';
import type {Verb} from '../../core/model/verb.ts';
import {VERB_WORDS} from '../../core/model/verb.ts';
import {unreachable} from '../../core/unreachable.ts';
import {cleanData} from '../clean.ts';
import type {Style} from '../style.ts';
import {type Totals, totalsOf, withoutQuietPools} from './shown.ts';

export interface PlanViewOptions {
  readonly style: Style;
  /** Columns for prose. Indented lines are never wrapped. */
  readonly width: number;
  /** Lists what is unchanged instead of counting it. */
  readonly verbose?: boolean;
  /** In a pipeline nobody types the next command. */
  readonly automation?: boolean;
  /** The command that applies this plan; `cscert apply` unless it lies in a file. */
  readonly next?: string;
  /** The plan was cut down to what goes on with approved requests; what was left out for that, counted in words. */
  readonly continuing?: {readonly leftOut: readonly string[]};
}

/** A plan and how it is to be shown: what every part of the renderer is given. */
export interface PlanView extends PlanViewOptions {
  /** Clean, and unless all is asked for without the pools that are as declared. */
  readonly plan: Plan;
  readonly totals: Totals;
  readonly actions: ReadonlyMap<string, Action>;
}

export function viewOf(plan: Plan, options: PlanViewOptions): PlanView {
  const shown = cleanData(options.verbose ? plan : withoutQuietPools(plan));
  const actions = new Map(shown.actions.map(action => [action.id, action]));
  return {...options, plan: shown, totals: totalsOf(plan), actions};
}

/** Width of the labels in front of what is said about a slot. */
const LABEL_WIDTH = 11;

/** `because      EXPIRES_SOON …`: a label and its text, aligned with the others of the block. */
export function labelled(label: string, text: string): string {
  return `    ${label.padEnd(LABEL_WIDTH)}  ${text}`.trimEnd();
}

/** The same for an action: `+ request    CN=…`, the symbol coloured by how much the action touches. */
export function labelledVerb(verb: Verb, text: string, style: Style): string {
  const {symbol} = VERB_WORDS[verb];
  return `    ${paintVerb(verb, style)(symbol)} ${verb.padEnd(LABEL_WIDTH - 2)}  ${text}`.trimEnd();
}

/** Green adds, yellow changes what is in use, red takes away. */
export function paintVerb(verb: Verb, style: Style): (text: string) => string {
  switch (verb) {
    case 'trust':
    case 'request':
    case 'import':
    case 'copy':
      return style.good;
    case 'assign':
    case 'restart':
      return style.careful;
    case 'retire':
      return style.bad;
    default:
      return unreachable(verb);
  }
}
