import {isLocalAuthority, type Ledger, type LocalAuthority} from '../authorities/local/index.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import {minute} from '../core/moment.ts';
import {suggest} from '../core/suggest.ts';
import {chainFacts} from '../engine/inspect.ts';
import type {CallContext} from '../engine/ports/context.ts';
import {clean, cleanData} from '../report/clean.ts';
import {columns} from '../report/text.ts';
import {formatName} from '../x509/distinguished-name.ts';
import {buildWorld} from './build-world.ts';
import type {CommandContext} from './command.ts';
import {loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {guardLocalAuthority} from './guard-local-authority.ts';
import {problem} from './problem.ts';

export type CaTask =
  | {readonly do: 'create'}
  | {readonly do: 'list'}
  | {readonly do: 'approve'; readonly tickets: readonly string[]}
  | {readonly do: 'deny'; readonly ticket: string; readonly reason: string};

type Named = readonly [name: string, authority: LocalAuthority];

export async function runCa(cx: CommandContext, task: CaTask, name: string | undefined): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const {world, secrets, diagnostics} = await buildWorld(configuration, cx.host);
  cx.output.diagnose(diagnostics);
  const local = [...world.authorities].flatMap(([key, one]): readonly Named[] =>
    isLocalAuthority(one) ? [[key, guardLocalAuthority(one, secrets.authorities.get(key) ?? [])]] : [],
  );
  const wrong = choiceProblem(local, {task, name, all: Object.keys(configuration.settings.authorities)});
  if (wrong !== undefined) {
    cx.output.diagnose([wrong]);
    return 1;
  }
  const chosen = local.filter(([key]) => name === undefined || key === name);
  if (task.do === 'list') return list(cx, chosen);
  const [only] = chosen;
  if (only === undefined) return 1;
  return task.do === 'create' ? create(cx, only) : decide(cx, only, task);
}

interface Choice {
  readonly task: CaTask;
  readonly name: string | undefined;
  /** Names of all authorities of the configuration. */
  readonly all: readonly string[];
}

function choiceProblem(local: readonly Named[], {task, name, all}: Choice): Diagnostic | undefined {
  const names = local.map(([key]) => key);
  if (name !== undefined && !names.includes(name)) return notLocal(name, {names, all});
  if (names.length === 0) {
    return problem('NO_LOCAL_AUTHORITY', 'There is no local authority', {
      detail:
        'The configuration declares no authority of type local, and others decide on requests at their own place.',
    });
  }
  if (task.do === 'list' || name !== undefined || names.length === 1) return undefined;
  return problem('AUTHORITY_NOT_NAMED', 'Several local authorities are declared', {
    detail: `The configuration declares ${names.join(', ')}.`,
    help: `Say which one, e.g. --authority ${names[0]}.`,
  });
}

function notLocal(name: string, {names, all}: {names: readonly string[]; all: readonly string[]}): Diagnostic {
  const near = suggest(name, names);
  const detail = all.includes(name)
    ? `The authority "${name}" is not of type local: it decides on requests at its own place.`
    : `The configuration declares no authority "${name}".`;
  return problem('UNKNOWN_AUTHORITY', 'This is no local authority', {
    detail,
    ...(near !== undefined
      ? {help: `did you mean "${near}"?`}
      : names.length > 0 && {help: `There is ${names.join(', ')}.`}),
  });
}

/** A first apply does the same by itself; this is for the one who knows that there was a CA, and wants another. */
async function create({host, output}: CommandContext, [name, authority]: Named): Promise<ExitCode> {
  const cx: CallContext = {
    signal: new AbortController().signal,
    now: () => host.clock.now(),
    onRemark: one => output.diagnose([one]),
  };
  const before = await chainFacts(authority, {name, create: false}, cx);
  const made = await chainFacts(authority, {name, create: true}, cx);
  if ('problem' in made) {
    output.diagnose([made.problem]);
    return 1;
  }
  const [root] = made.ok === 'made on first use' ? [] : made.ok.roots;
  const what =
    root === undefined
      ? ''
      : `: ${clean(formatName(root.subject))} (${root.thumbprint}), until ${minute(root.notAfter)}`;
  const isNew = 'ok' in before && before.ok === 'made on first use';
  const text = `${isNew ? 'Made the' : 'There is a'} CA of ${name}${what}.\n`;
  output.deliver('authority', {name, made: isNew, ...(root && {root: root.thumbprint})}, text);
  return 0;
}

async function list({output}: CommandContext, authorities: readonly Named[]): Promise<ExitCode> {
  const rows: Row[] = [];
  let code: ExitCode = 0;
  for (const [name, authority] of authorities) {
    const ledger = await authority.ledger();
    const problems = 'problem' in ledger ? [ledger.problem] : ledger.ok.damaged;
    output.diagnose(problems);
    if (problems.length > 0) code = 1;
    if ('ok' in ledger) rows.push(...rowsOf(ledger.ok, authorities.length > 1 ? name : undefined));
  }
  const head = ['TICKET', 'STATE', 'SUBJECT', 'SERVER', 'SINCE', ...(authorities.length > 1 ? ['AUTHORITY'] : [])];
  const sorted = rows.toSorted(byUrgency);
  const document = sorted.map(({cells: [ticket, state, subject, server, , authority], since}) => ({
    ticket,
    state,
    subject,
    server,
    since,
    ...(authority !== undefined && {authority}),
  }));
  const table = columns([head, ...cleanData(sorted.map(({cells}) => cells))]);
  output.deliver('requests', document, rows.length === 0 ? 'No requests.\n' : `${table.join('\n')}\n`);
  return code;
}

interface Row {
  readonly waits: boolean;
  readonly since: string;
  readonly cells: readonly string[];
}

/** What waits for a person comes first, the longest waiting at the top; below it the latest. */
function byUrgency(a: Row, b: Row): number {
  if (a.waits !== b.waits) return a.waits ? -1 : 1;
  return (a.since < b.since ? -1 : 1) * (a.waits ? 1 : -1);
}

function rowsOf({waiting, approved, denied, issued, revoked}: Ledger, authority: string | undefined): readonly Row[] {
  const row = (
    state: string,
    since: string,
    cells: readonly [ticket: string, subject: string, server: string],
  ): Row => {
    const [ticket, subject, server] = cells;
    const last = authority === undefined ? [] : [authority];
    return {waits: state === 'waiting', since, cells: [ticket, state, subject, server, minute(since), ...last]};
  };
  return [
    ...waiting.map(({ticket, subject, server, at}) => row('waiting', at, [ticket, formatName(subject), server])),
    ...[...approved, ...denied].map(({ticket, subject, server, decision}) =>
      row(decision.verdict, decision.decidedAt, [ticket, formatName(subject), server]),
    ),
    ...issued.map(({request, certificate, server, issuedAt}) => {
      const back = revoked.find(({serial}) => serial === certificate.serial);
      const cells = [request.slice(0, 12), formatName(certificate.subject), server ?? '-'] as const;
      return back === undefined ? row('issued', issuedAt, cells) : row('revoked', back.at, cells);
    }),
  ];
}

async function decide(
  cx: CommandContext,
  named: Named,
  task: Extract<CaTask, {readonly do: 'approve' | 'deny'}>,
): Promise<ExitCode> {
  if (task.do === 'approve') return approve(cx, named, task.tickets);
  const [name, authority] = named;
  const {output} = cx;
  if (task.reason.trim() === '') {
    output.diagnose([
      problem('REASON_EMPTY', 'The reason is empty', {detail: 'Those who asked are shown the reason.'}),
    ]);
    return 1;
  }
  const ticket = task.ticket.toLowerCase();
  const denied = await authority.deny(ticket, task.reason);
  if ('problem' in denied) {
    output.diagnose([await withSuggestion(denied.problem, ticket, authority)]);
    return 1;
  }
  const {before, decision} = denied.ok;
  const subject = formatName(denied.ok.subject);
  const kept = before && decision.verdict === 'denied' ? ` The reason stays: ${clean(decision.reason)}` : '';
  output.deliver(
    'denied',
    {ticket, authority: name, subject, before},
    `Denied${before ? ' before:' : ''} ${ticket} at ${name}: ${clean(subject)}.${kept}\n`,
  );
  return 0;
}

/** One that cannot be approved does not keep the others from it. */
async function approve(
  {output}: CommandContext,
  [name, authority]: Named,
  tickets: readonly string[],
): Promise<ExitCode> {
  const problems: Diagnostic[] = [];
  for (const ticket of new Set(tickets.map(text => text.toLowerCase()))) {
    const issued = await authority.approve(ticket);
    if ('problem' in issued) problems.push(await withSuggestion(issued.problem, ticket, authority));
    else {
      const {serial} = issued.ok.certificate;
      const subject = formatName(issued.ok.certificate.subject);
      const text = `Issued ${ticket} at ${name}: ${clean(subject)}, serial number ${serial}.\n`;
      output.deliver('issued', {ticket, authority: name, subject, serial}, text);
    }
  }
  output.diagnose(problems);
  return problems.length === 0 ? 0 : 1;
}

async function withSuggestion(found: Diagnostic, ticket: string, authority: LocalAuthority): Promise<Diagnostic> {
  if (found.code !== 'REQUEST_UNKNOWN') return found;
  const pending = await authority.pending();
  const near =
    'ok' in pending
      ? nearest(
          ticket,
          pending.ok.map(entry => entry.ticket),
        )
      : undefined;
  return near === undefined ? found : {...found, help: `did you mean ${near}? cscert ca list shows the requests.`};
}

/** People give the first digits of a ticket, or slip in one. */
function nearest(ticket: string, known: readonly string[]): string | undefined {
  const begun = ticket.length < 4 ? [] : known.filter(one => one.startsWith(ticket));
  return begun.length === 1 ? begun[0] : suggest(ticket, known);
}
