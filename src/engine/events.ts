/**
 * Everything that the engine has to say, as typed events from one table.
 * The engine never prints: a host renders events as text, as progress, as JSON lines or into a log file.
 * docs/reference/events.md is generated from this table.
 */
import type {Diagnostic} from '../core/diagnostic.ts';
import type {Level} from '../core/level.ts';
import type {Finding} from '../core/model/finding.ts';
import type {ApplyTally, Outcome} from '../core/model/outcome.ts';
import type {Action, Risk, SlotState, Summary} from '../core/model/plan.ts';
import type {Revoked} from '../core/model/revocation.ts';
import {VERB_WORDS} from '../core/model/verb.ts';
import {type Shown, shownText} from '../core/shown.ts';
import type {Content, ContentKind} from './content-kinds.ts';
import {type ActionRef, type CallRef, callee, detailOf, many, seconds, subject} from './event-words.ts';
import type {LockInfo} from './ports/connection.ts';

export type {ActionRef, CallRef} from './event-words.ts';

/** What each type of event says beside its envelope; schemas/event.schema.json has the same. */
export interface EventPayloads {
  readonly version: {readonly tool: string; readonly format: 1; readonly node: string};
  readonly diagnostic: {readonly diagnostic: Diagnostic};
  readonly config_loaded: {
    readonly files: readonly string[];
    readonly digest: string;
    readonly pools: number;
    readonly servers: number;
  };
  readonly inspect_start: {readonly server: string};
  readonly inspect_complete: {readonly server: string; readonly elapsedMs: number};
  readonly inspect_errored: {readonly server: string; readonly diagnostic: Diagnostic};
  readonly slot_judged: {
    readonly slot: string;
    readonly state: SlotState;
    readonly findings: readonly (Finding & {readonly server: string})[];
  };
  readonly planned_change: {readonly change: Action};
  readonly risk: {readonly risk: Risk};
  readonly plan_summary: {readonly summary: Summary; readonly digest: string; readonly complete: boolean};
  readonly apply_start: ActionRef;
  readonly apply_progress: ActionRef & {readonly elapsedMs: number};
  readonly apply_complete: ActionRef & {
    readonly result: 'done' | 'already-done';
    readonly elapsedMs: number;
    readonly note?: string;
  };
  readonly apply_waiting: ActionRef & {readonly note: string};
  readonly apply_errored: ActionRef & {readonly diagnostic: Diagnostic; readonly elapsedMs: number};
  readonly apply_skipped: ActionRef & {readonly note: string};
  readonly apply_summary: {readonly tally: ApplyTally};
  readonly revoked: Pick<Revoked, 'reason' | 'at' | 'list'> & {
    readonly thumbprint: string;
    readonly serial: string;
    /** Its name in the configuration. */
    readonly authority: string;
    readonly result: Revoked['outcome'];
  };
  readonly lock_acquired: {readonly server: string; readonly lock: LockInfo};
  readonly lock_waiting: {readonly server: string; readonly lock: LockInfo; readonly elapsedMs: number};
  readonly lock_released: {readonly server: string; readonly id: string};
  readonly call_start: CallRef & {readonly asked: Shown};
  readonly call_complete: CallRef & {
    readonly result: 'done' | 'failed';
    readonly elapsedMs: number;
    readonly answer: Shown;
  };
  readonly step_complete: {
    readonly server: string;
    readonly step: string;
    readonly asked: Shown;
    readonly result: 'done' | 'already-done' | 'failed';
    /** Absent where the connection does not tell steps apart. */
    readonly elapsedMs?: number;
    readonly answer: Shown;
  };
  readonly document: {
    readonly kind: ContentKind;
    /** JSON; a text where the command has nothing but text. */
    readonly content: Content;
  };
  readonly interrupted: {readonly phase: 'stopping' | 'cancelling'};
  readonly result: {readonly exitCode: number; readonly outcomes?: readonly Outcome[]};
}

export type EventType = keyof EventPayloads;

interface EventDefinition<T extends EventType> {
  readonly level: Level;
  /** When it is sent. */
  readonly description: string;
  /** Safe to show to anybody. */
  readonly message: (payload: EventPayloads[T]) => string;
}

export type EventTable = {readonly [T in EventType]: EventDefinition<T>};

/** An event as it is sent: the envelope and its payload in one object. */
export type Event<T extends EventType = EventType> = {
  [K in T]: {
    readonly type: K;
    readonly time: string;
    readonly level: Level;
    readonly message: string;
  } & EventPayloads[K];
}[T];

/** Level, meaning and sentence of every type of event. */
export const EVENTS: EventTable = {
  version: {level: 'info', description: 'First of every stream.', message: p => `cscert ${p.tool}`},
  diagnostic: {
    level: 'error',
    description: 'A problem; its own severity tells error from warning.',
    message: p => detailOf(p.diagnostic),
  },
  config_loaded: {
    level: 'info',
    description: 'The configuration was read and is valid.',
    message: p =>
      `Configuration loaded: ${many(p.pools, 'pool')}, ${many(p.servers, 'server')} from ${many(p.files.length, 'file')}`,
  },
  inspect_start: {level: 'info', description: 'A server is being read.', message: p => `${p.server}: reading`},
  inspect_complete: {
    level: 'info',
    description: 'A server was read.',
    message: p => `${p.server}: read in ${seconds(p.elapsedMs)}`,
  },
  inspect_errored: {
    level: 'warn',
    description: 'A server could not be read; its slots are unknown.',
    message: p => `${p.server}: ${detailOf(p.diagnostic)}`,
  },
  slot_judged: {
    level: 'debug',
    description: 'A certificate was compared with what is declared.',
    message: p => `${p.slot}: ${p.state}, ${many(p.findings.length, 'finding')}`,
  },
  planned_change: {level: 'info', description: 'One action of the plan.', message: p => `${p.change.id}: planned`},
  risk: {level: 'warn', description: 'A change that deserves a second look.', message: p => p.risk.message},
  plan_summary: {level: 'info', description: 'The counts of a plan and its digest.', message: p => `Plan ${p.digest}`},
  apply_start: {
    level: 'info',
    description: 'An action begins.',
    message: p => `${subject(p)}: ${VERB_WORDS[p.verb].progressive}`,
  },
  apply_progress: {
    level: 'info',
    description: 'An action is still going on; every 10 seconds.',
    message: p => `${subject(p)}: still ${VERB_WORDS[p.verb].progressive}, ${seconds(p.elapsedMs)} elapsed`,
  },
  apply_complete: {
    level: 'info',
    description: 'An action is done, or what it wants was true already.',
    message: p =>
      `${subject(p)}: ${p.verb} ${p.result === 'done' ? 'done' : 'already done'} after ${seconds(p.elapsedMs)}${p.note ? ` (${p.note})` : ''}`,
  },
  apply_waiting: {
    level: 'info',
    description: 'An action goes on in a later run.',
    message: p => `${subject(p)}: ${p.verb} waiting: ${p.note}`,
  },
  apply_errored: {
    level: 'error',
    description: 'An action failed.',
    message: p => `${subject(p)}: ${p.verb} failed: ${detailOf(p.diagnostic)}`,
  },
  apply_skipped: {
    level: 'warn',
    description: 'An action was not run.',
    message: p => `${subject(p)}: ${p.verb} not run: ${p.note}`,
  },
  apply_summary: {
    level: 'info',
    description: 'The counts of an apply.',
    message: p => `Apply: ${p.tally.done} done, ${p.tally.failed} failed`,
  },
  revoked: {
    level: 'info',
    description: 'An authority took a certificate back, or had done so before.',
    message: p =>
      `${p.thumbprint.slice(0, 8)}: ${p.result === 'done' ? 'revoked' : 'revoked before'} by ${p.authority} (${p.reason})`,
  },
  lock_acquired: {level: 'info', description: 'The lock of a server was won.', message: p => `${p.server}: locked`},
  lock_waiting: {
    level: 'info',
    description: "The lock of a server is another's.",
    message: p => `${p.server}: waiting for the lock of ${p.lock.owner}, held since ${p.lock.since}`,
  },
  lock_released: {
    level: 'info',
    description: 'The lock of a server was given back.',
    message: p => `${p.server}: unlocked`,
  },
  call_start: {
    level: 'trace',
    description: 'A connection or an authority is called.',
    message: p => `${callee(p)} ...${shownText(p.asked)}`,
  },
  call_complete: {
    level: 'debug',
    description: 'A connection or an authority has answered.',
    message: p => `${callee(p)} ${p.result} after ${p.elapsedMs} ms${shownText(p.answer)}`,
  },
  step_complete: {
    level: 'trace',
    description: 'A step that a server was told to do.',
    message: p =>
      `${p.server}: ${p.step}${shownText(p.asked)} -> ${p.result}${p.elapsedMs === undefined ? '' : ` after ${p.elapsedMs} ms`}${shownText(p.answer)}`,
  },
  document: {
    level: 'info',
    description: 'What a command that shows something has to show.',
    message: p => `Document: ${p.kind}`,
  },
  interrupted: {
    level: 'warn',
    description: 'An interrupt was received.',
    message: p =>
      p.phase === 'stopping'
        ? 'Interrupt received. Finishing the running step; press Ctrl-C again to stop at once.'
        : 'Stopping at once: the last step may be half done.',
  },
  result: {level: 'info', description: 'Last of every stream.', message: p => `Exit code ${p.exitCode}`},
};

/** Where the engine sends what it has to say. */
export type Emit = <T extends EventType>(type: T, payload: EventPayloads[T]) => void;

/** Makes an `Emit` that stamps events with the time and hands them to every listener. */
export function emitter(now: () => Date, listeners: readonly ((event: Event) => void)[]): Emit {
  return (type, payload) => {
    const definition = EVENTS[type];
    const level = 'diagnostic' in payload && payload.diagnostic.severity === 'warning' ? 'warn' : definition.level;
    const event = {
      type,
      time: now().toISOString(),
      level,
      message: definition.message(payload),
      ...payload,
    } as Event;
    for (const listen of listeners) listen(event);
  };
}
