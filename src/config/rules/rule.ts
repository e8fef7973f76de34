import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Document} from '../generated/document.ts';
import type {Places, ValuePath} from '../loaded.ts';

/** What a rule looks at. */
export interface RuleInput {
  /** Valid by its schema. What was not valid was taken out; what rules say about something missing, they ask `places`. */
  readonly document: Document;
  /** The places of what was taken out. */
  readonly taken: readonly ValuePath[];
  readonly places: Places;
}

/** What a careful reader of the product's documentation would refuse, or warn of, in one topic. */
export type Rule = (input: RuleInput) => readonly Diagnostic[];
