/**
 * Adoption: what the servers have becomes a configuration, or, with --mark, cscert's. The first changes nothing; the
 * second is an apply of nothing but labels.
 */
import {resolve} from 'node:path';
import {type Adopted, adopt} from '../config/adopt/adopt.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import {isSelected} from '../core/plan/selection.ts';
import {sentence} from '../core/sentence.ts';
import {count} from '../report/text.ts';
import type {CommandContext, Ending} from './command.ts';
import {loadConfiguration} from './configuration.ts';
import {deliverAdopted, isTaken, readBack} from './deliver-adopted.ts';
import type {ExitCode} from './exit-code.ts';
import {problem} from './problem.ts';
import {readPlanned} from './read-world.ts';
import {type ApplyFlags, runApply} from './run-apply.ts';
import {selectionProblems} from './selection.ts';

export interface AdoptFlags extends Omit<ApplyFlags, 'plan' | 'expect' | 'continue' | 'maxPlanAge' | 'at'> {
  readonly out?: string;
  readonly force?: boolean;
  /** File of an exported topology, or a server to ask. */
  readonly fromTopology?: string;
  /** Over which connection that server is asked. */
  readonly connection?: string;
}

export async function runAdopt(cx: CommandContext, flags: AdoptFlags): Promise<Ending> {
  const wrong = flagProblems(flags);
  cx.output.diagnose(wrong);
  if (wrong.length > 0) return 1;
  const {fromTopology: from} = flags;
  if (from !== undefined) {
    const {runAdoptTopology} = await import('./run-adopt-topology.ts');
    return runAdoptTopology(cx, {...flags, from});
  }
  return flags.mark ? runApply(cx, {...flags, maxPlanAge: 0}) : write(cx, flags);
}

/** Flags that mean nothing together are a misunderstanding. */
function flagProblems(flags: AdoptFlags): readonly Diagnostic[] {
  const {mark, out, force, actual, autoApprove, fromTopology, connection, only, exclude} = flags;
  const refuse = (detail: string): Diagnostic =>
    problem('ADOPT_FLAGS', 'These options do not go together', {detail, help: 'See "cscert adopt --help".'});
  if (fromTopology !== undefined && (mark || actual !== undefined || only.length + exclude.length > 0))
    return [refuse('--from-topology asks no stores: --mark, --actual, --only and --exclude mean nothing with it.')];
  if (fromTopology === undefined && connection !== undefined)
    return [refuse('--connection is for --from-topology; servers are reached as the configuration says.')];
  if (mark && (out !== undefined || force))
    return [refuse('--mark writes no configuration, so --out and --force mean nothing.')];
  if (mark && actual !== undefined)
    return [refuse('--mark works on the servers; nothing can be marked in what was saved of them.')];
  if (!mark && autoApprove)
    return [refuse('--auto-approve is for --mark; without it nothing is changed on any server.')];
  if (force && out === undefined) return [refuse('--force is for --out; nothing else would be overwritten.')];
  return [];
}

async function write(cx: CommandContext, flags: AdoptFlags): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const selection = {only: flags.only, exclude: flags.exclude};
  const wrong = selectionProblems(configuration.desired.slots, selection);
  cx.output.diagnose(wrong);
  if (wrong.length > 0) return 1;
  const path = flags.out === undefined ? undefined : resolve(cx.cwd, flags.out);
  if (path !== undefined && !flags.force && (await isTaken(cx, path))) return 1;
  const {signal} = new AbortController();
  const read = await readPlanned(cx, configuration, {...flags, selection, allAuthorities: true, signal});
  if (read === undefined) return 1;
  const {loaded, desired} = configuration;
  const slots = desired.slots.filter(slot => isSelected(slot, selection));
  const pools = new Set(slots.map(slot => slot.pool ?? 'global'));
  const adopted = await adopt({
    loaded,
    actual: read.actual,
    now: cx.host.clock.now(),
    takes: pool => pools.has(pool),
    read: text => readBack(cx, loaded.base, text),
  });
  if ('diagnostics' in adopted) {
    cx.output.diagnose(adopted.diagnostics);
    cx.output.remark('Nothing was written.\n');
    return 1;
  }
  const {text, used} = adopted;
  const kept = used === 0 ? '' : `, ${used} of them by "use" as ${used === 1 ? 'it is' : 'they are'}`;
  const what = `${count(adopted.adopted, 'certificate')}${kept}`;
  return (await deliverAdopted(cx, {text, what}, {path, base: loaded.base})) ? exitOf(cx, adopted) : 1;
}

/** What could not be said in the configuration is said here, so that the next plan surprises nobody. */
function exitOf({output}: CommandContext, {mismatches, left}: Adopted): ExitCode {
  output.diagnose([
    ...mismatches.map(told),
    ...left.map(
      ({address, findings}): Diagnostic => ({
        severity: 'warning',
        code: 'ADOPT_LEFT',
        summary: 'A certificate needs something done',
        detail: findings.map(({message}) => sentence(message)).join(' '),
        help: PLAN_SHOWS,
        address,
      }),
    ),
  ]);
  return mismatches.some(({kind}) => kind === 'unread') ? 1 : 0;
}

const PLAN_SHOWS = 'cscert plan shows what it would do about it.';

function told({at, kind, detail}: Adopted['mismatches'][number]): Diagnostic {
  if (kind === 'unread') return unread(at, detail);
  return kind === 'leftOut' ? leftOut(at, detail) : mismatch(at, detail);
}

const unread = (address: string, detail: string): Diagnostic =>
  problem('ADOPT_UNREAD', 'Server could not be read', {
    detail,
    help: 'cscert status tells why. Run adopt again when it can be read.',
    address,
  });

const mismatch = (address: string, detail: string): Diagnostic => ({
  severity: 'warning',
  code: 'ADOPT_MISMATCH',
  summary: 'Not all could be adopted',
  detail,
  help: PLAN_SHOWS,
  address,
});

const leftOut = (address: string, detail: string): Diagnostic => ({
  severity: 'warning',
  code: 'ADOPT_LEFT_OUT',
  summary: 'A declared certificate was left out',
  detail,
  help: 'Copy it from the configuration as it was, if its certificate is still to come.',
  address,
});
