import {createRequire} from 'node:module';
import type {ErrorObject, ValidateFunction} from 'ajv';
import type {Diagnostic, Part} from '../core/diagnostic.ts';
import type {Plan} from '../core/model/plan.ts';
import {messageOf} from '../core/system-error.ts';
import {clean} from './clean.ts';

/** A plan of 10,000 slots has about 40 MB; what is larger is no plan. */
export const PLAN_LIMIT = 64 * 1024 * 1024;

/** The format that this version writes and reads. */
const FORMAT = 1;

/** As many mistakes are named as a reader can use: the first shows what the file is. */
const MOST_MISTAKES = 3;

/** The plan document: readable JSON, ending with a line break. The same plan gives the same bytes. */
export function writePlan(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

/** Reads a plan document. It comes from outside: size, format, schema and references are checked. */
export function readPlan(text: string): Part<Plan> {
  if (Buffer.byteLength(text) > PLAN_LIMIT) {
    return refuse('PLAN_TOO_LARGE', 'Plan file is too large', `It is larger than ${PLAN_LIMIT / 1024 / 1024} MiB.`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return refuse('PLAN_NOT_JSON', 'Plan file is not JSON', `${clean(messageOf(error))}.`);
  }
  const format = formatOf(data);
  if (format !== FORMAT) {
    const detail =
      format === undefined
        ? 'It has no field "format".'
        : `Its format is ${clean(JSON.stringify(format))}; this version of cscert reads format ${FORMAT}.`;
    return refuse('PLAN_FORMAT_UNKNOWN', 'Plan file has an unknown format', detail);
  }
  return checkPlan(data);
}

function formatOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'format' in data ? data.format : undefined;
}

let compiled: ValidateFunction<Plan> | undefined;

/** Loaded and compiled on first use: most commands read no plan. */
function validator(): ValidateFunction<Plan> {
  if (compiled) return compiled;
  const load = createRequire(import.meta.url);
  const {Ajv2020} = load('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  compiled = new Ajv2020({strict: true}).compile<Plan>(load('../../schemas/plan.schema.json'));
  return compiled;
}

function checkPlan(data: unknown): Part<Plan> {
  const validate = validator();
  if (!validate(data)) return refuse('PLAN_INVALID', 'Plan file is damaged', describeErrors(validate.errors ?? []));
  const dangling = danglingReferences(data);
  if (dangling.length > 0) {
    return refuse('PLAN_INVALID', 'Plan file is damaged', `${dangling.slice(0, MOST_MISTAKES).join(' ')}`);
  }
  return {ok: data};
}

/** The deepest mistake is the telling one: those above it only say that no alternative fits. */
function describeErrors(errors: readonly ErrorObject[]): string {
  const deepest = errors.toSorted((a, b) => b.instancePath.length - a.instancePath.length)[0];
  if (!deepest) return 'It does not follow the schema.';
  return `At ${clean(deepest.instancePath) || 'the top'}: ${clean(deepest.message ?? 'not as the schema says')}.`;
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

function refuse(code: string, summary: string, detail: string): {readonly problem: Diagnostic} {
  const help = 'make a new plan with `cscert plan --out FILE`';
  return {problem: {severity: 'error', code, summary, detail, help}};
}
