import type {Diagnostic} from '../../core/diagnostic.ts';
import {COMMON_NAME_LIMIT, FIXED_SUBJECT} from '../../core/names/common-name.ts';
import type {NameProblem} from '../../core/names/problem.ts';
import {rememberEach} from '../../core/remember.ts';
import {helpWith, makeSuggest, type Suggest} from '../../core/suggest.ts';
import {unreachable} from '../../core/unreachable.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import type {DeclaredCertificate} from './certificates.ts';
import {complainOf, type ResolveComplaint} from './diagnostics.ts';
import {pick} from './layers.ts';
import type {ResolvedSlot} from './slot.ts';

interface Finding {
  readonly problem: NameProblem;
  readonly path: ValuePath;
  readonly resolved: ResolvedSlot;
  /** For how many certificates it holds. */
  readonly times: number;
}

/** The problems with names in words and with their places, each place once however many servers it holds for. */
export function nameDiagnostics(loaded: LoadedDocument, slots: readonly ResolvedSlot[]): readonly Diagnostic[] {
  const suggest = makeSuggest();
  return findProblems(slots).map(({problem, path, resolved}) =>
    complainOf(wordsOf(problem, resolved.declared, suggest), loaded, {path, address: resolved.slot.address}),
  );
}

/**
 * What a pool leaves out need not be a name of every one of its servers: `fe01` is a name of one alone. So it is unknown
 * only if it is so to all certificates that were told to leave it out.
 */
function findProblems(slots: readonly ResolvedSlot[]): readonly Finding[] {
  const findings = new Map<string, Finding>();
  const told = new Map<readonly string[], number>();
  for (const resolved of slots) {
    const {leaveOut} = leftOutOf(resolved.declared) ?? {};
    if (leaveOut !== undefined) told.set(leaveOut, (told.get(leaveOut) ?? 0) + 1);
    for (const problem of resolved.names.problems) {
      const path = pathOf(resolved, problem);
      const key = JSON.stringify([problem.kind, path]);
      const known = findings.get(key) ?? {problem, path, resolved, times: 0};
      findings.set(key, {...known, times: known.times + 1});
    }
  }
  return [...findings.values()].filter(({problem, resolved, times}) => {
    const {leaveOut = []} = leftOutOf(resolved.declared) ?? {};
    return problem.kind !== 'leavesOutUnknown' || times === told.get(leaveOut);
  });
}

/** The entry of `leaveOut` or the written subject that it is about, or the certificate. */
function pathOf({declared}: ResolvedSlot, problem: NameProblem): ValuePath {
  if (problem.kind === 'commonNameTooLong') return writtenSubjectOf(declared) ?? declared.path;
  const leftOut = leftOutOf(declared);
  if (leftOut === undefined) return declared.path;
  const index = indexesOf(leftOut.leaveOut).get(problem.name);
  return index === undefined ? leftOut.path : [...leftOut.path, index];
}

function writtenSubjectOf({own}: DeclaredCertificate): ValuePath | undefined {
  return pick(own, ['subject', 'commonName'], settings => settings.subject?.commonName)?.path;
}

/** The list as it was written: servers that write none themselves have the very same one. */
const leftOutOf = rememberEach(({own}: DeclaredCertificate) => {
  const picked = pick(own, ['names', 'leaveOut'], settings => settings.names?.leaveOut);
  return picked && {leaveOut: picked.value, path: picked.path};
});

/** Where each name stands first, in lower case. */
const indexesOf = rememberEach(
  (names: readonly string[]) => new Map(names.map((name, index) => [name.toLowerCase(), index] as const).reverse()),
);

function wordsOf(problem: NameProblem, declared: DeclaredCertificate, suggest: Suggest): ResolveComplaint {
  switch (problem.kind) {
    case 'commonNameTooLong':
      return {
        code: 'CFG_COMMON_NAME_TOO_LONG',
        detail:
          `"${problem.name}" has ${problem.name.length} characters; ` +
          `X.520 allows a common name ${COMMON_NAME_LIMIT} at most, and CAs refuse more.`,
        help: shorten(declared),
      };
    case 'leavesOutCommonName':
      return {
        code: 'CFG_LEAVES_OUT_COMMON_NAME',
        detail: `"${problem.name}" is the certificate's common name, which must be among its names.`,
        help: 'take it out of leaveOut',
      };
    case 'leavesOutEssential':
      return {
        severity: 'warning',
        code: 'CFG_LEAVES_OUT_SERVER_NAME',
        detail: `"${problem.name}" is left out, but other servers look for it when they connect to this one (MTLS).`,
        help: 'take it out of leaveOut unless you know that no server connects by this name',
      };
    case 'leavesOutUnknown':
      return unknownName(problem, suggest);
    case 'addsAndLeavesOut':
      return {
        code: 'CFG_ADDS_AND_LEAVES_OUT',
        detail: `"${problem.name}" stands in add and in leaveOut.`,
        help: 'take it out of one of them',
      };
    default:
      return unreachable(problem);
  }
}

function shorten(declared: DeclaredCertificate): string {
  if (writtenSubjectOf(declared) !== undefined) return 'write a shorter name';
  return declared.usages.some(usage => FIXED_SUBJECT.includes(usage))
    ? 'the name follows from the topology: only a shorter name of the pool or SIP domain can help'
    : 'the name follows from the topology: write a shorter one as subject: {commonName: ...} of the certificate';
}

function unknownName(
  {name, known}: Extract<NameProblem, {readonly kind: 'leavesOutUnknown'}>,
  suggest: Suggest,
): ResolveComplaint {
  return {
    code: 'CFG_LEAVES_OUT_UNKNOWN',
    detail: `"${name}" is left out, but the topology gives this certificate no such name.`,
    help: helpWith(suggest(name, known), 'take it out of leaveOut; cscert explain shows the names that there are'),
  };
}
