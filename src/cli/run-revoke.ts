/** Revocation: a command of its own, which no plan contains, for it cannot be taken back. */
import type {Diagnostic} from '../core/diagnostic.ts';
import {diff} from '../core/diff/diff.ts';
import type {CertificateFacts} from '../core/model/certificate.ts';
import type {RevocationReason} from '../core/model/revocation.ts';
import {minute} from '../core/moment.ts';
import {describeName} from '../core/policy/names.ts';
import type {Authority} from '../engine/ports/authority.ts';
import type {CallContext} from '../engine/ports/context.ts';
import {clean} from '../report/clean.ts';
import type {CommandContext} from './command.ts';
import {loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {nextCommand} from './next-command.ts';
import {problem} from './problem.ts';
import {readWorld} from './read-world.ts';
import {inUseFor, readMeant, withDigits} from './revoke/find.ts';
import {issuerOf, rememberedBy} from './revoke/issuer.ts';
import {describeUse, type Use, unknownUses, useProblems, usesOf} from './revoke/uses.ts';

export interface RevokeFlags {
  /** An address or a thumbprint. */
  readonly asked: string;
  readonly reason: RevocationReason;
  readonly inUse?: boolean;
  readonly autoApprove?: boolean;
  readonly parallelism: number;
}

/** Whatever can be refused is refused before anybody is asked. */
export async function runRevoke(cx: CommandContext, flags: RevokeFlags): Promise<ExitCode> {
  const {output} = cx;
  if (!canBeConfirmed(cx, flags)) return 1;
  const found = await find(cx, flags);
  if (found === undefined) return 1;
  const {certificate, authority, name, uses, call} = found;
  if (authority.can.revoke) {
    output.print(`${describe(found)}\n`);
    const goesOn = flags.autoApprove || ((await isConfirmed(cx)) && (await isAsShown(cx, flags, found)));
    if (!goesOn) return 1;
  }
  const revoked = (await authority.revoke?.(certificate, flags.reason, call)) ?? {problem: notTold(found)};
  if ('problem' in revoked) {
    output.diagnose([revoked.problem]);
    return 1;
  }
  const {outcome, reason, at, list} = revoked.ok;
  const {thumbprint, serial} = certificate;
  output.emit('revoked', {thumbprint, serial, authority: name, reason, result: outcome, at, list});
  const done = outcome === 'done' ? 'Revoked' : 'Revoked before:';
  output.print(`${done} ${thumbprint.slice(0, 8)} at ${name}: ${reason}, ${minute(at)}. The list is in ${list}.\n`);
  const next = nextCommand({}, {config: cx.config, chdir: cx.chdir, command: 'plan'});
  if (uses.length > 0 && !output.automation) output.print(`\nWhat replaces it:\n\n    ${clean(next)}\n`);
  return 0;
}

interface ToRevoke {
  readonly certificate: CertificateFacts;
  readonly authority: Authority;
  /** Of the authority. */
  readonly name: string;
  readonly uses: readonly Use[];
  readonly call: CallContext;
}

/** Undefined when refused; why has been said. */
async function find(cx: CommandContext, {asked, inUse, parallelism}: RevokeFlags): Promise<ToRevoke | undefined> {
  const {output, host} = cx;
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return undefined;
  const {desired} = configuration;
  const meant = readMeant(asked, desired.slots);
  if ('problem' in meant) return refuse(cx, [meant.problem]);
  const {signal} = new AbortController();
  const call: CallContext = {signal, now: () => host.clock.now()};
  const selection = {only: [], exclude: []};
  const read = await readWorld(cx, configuration, {selection, parallelism, allAuthorities: true, signal});
  if (read === undefined) return undefined;
  const {world, actual} = read;
  const differences = diff(desired, actual, host.clock.now());
  const here = meant.ok.is === 'address' ? inUseFor(meant.ok, {differences, actual}) : undefined;
  if (here !== undefined && 'problem' in here) return refuse(cx, [here.problem]);
  const digits = here?.ok.thumbprint ?? (meant.ok.is === 'thumbprint' ? meant.ok.digits : '');
  const remembered = await rememberedBy(world, digits, call);
  output.diagnose(remembered.problems.map(one => ({...one, severity: 'warning' as const})));
  const certificate = here ?? withDigits(digits, actual, [...remembered.issued.values()].flat());
  if ('problem' in certificate) return refuse(cx, [certificate.problem]);
  const issuer = issuerOf(certificate.ok, {world, actual, slots: desired.slots, issued: remembered.issued});
  if ('problem' in issuer) return refuse(cx, [issuer.problem]);
  const [name, authority] = issuer.ok;
  const uses = usesOf(certificate.ok.thumbprint, actual);
  const wrong = inUse || !authority.can.revoke ? [] : useProblems(uses, unknownUses(actual));
  if (wrong.length > 0) return refuse(cx, wrong);
  return {certificate: certificate.ok, authority, name, uses, call};
}

/** Whoever was asked has answered for what was shown; while the question stood, another run may have put it to use. */
async function isAsShown(cx: CommandContext, flags: RevokeFlags, shown: ToRevoke): Promise<boolean> {
  const now = await find(cx, flags);
  if (now === undefined) return false;
  if (describe(now) === describe(shown)) return true;
  refuse(cx, [
    problem('REVOKE_CHANGED', 'It is no longer what was shown', {
      detail: `While the question stood, it has become this:\n${describe(now)}\nNothing was revoked.`,
      help: 'Look at what replaced it or uses it now, then run revoke again.',
    }),
  ]);
  return false;
}

function refuse({output}: CommandContext, problems: readonly Diagnostic[]): undefined {
  output.diagnose(problems);
  return undefined;
}

function describe({certificate, name, uses}: ToRevoke): string {
  const {subject, thumbprint, serial, notAfter} = certificate;
  return [
    clean(describeName(subject)),
    `  thumbprint     ${thumbprint}`,
    `  serial number  ${serial}`,
    `  issued by      ${clean(describeName(certificate.issuer))} (${name})`,
    `  valid until    ${minute(notAfter)}`,
    `  in use on      ${uses.length === 0 ? 'no server' : uses.map(describeUse).join(', ')}`,
  ].join('\n');
}

function notTold({certificate, name}: ToRevoke): Diagnostic {
  return problem('AUTHORITY_CANNOT_REVOKE', 'The authority cannot be told to revoke', {
    detail: `Nothing that cscert knows of the authority "${name}" revokes a certificate.`,
    help: `Have ${describeName(certificate.issuer)} revoke the serial number ${certificate.serial} at its own place.`,
  });
}

/** Said before any server is read: nobody wants to wait for a question that cannot be asked. */
function canBeConfirmed({host, output}: CommandContext, {autoApprove}: RevokeFlags): boolean {
  if (autoApprove || (host.stdin.isTTY && !output.automation)) return true;
  output.diagnose([
    problem('NOT_CONFIRMED', 'Nobody is here to confirm', {
      detail: 'Standard input is not a terminal, so revoke cannot ask.',
      help: 'Give --auto-approve.',
    }),
  ]);
  return false;
}

async function isConfirmed({host, output}: CommandContext): Promise<boolean> {
  output.remark('\nOnly "yes" revokes it. A revocation cannot be taken back.\n');
  if ((await host.ask('Revoke? ')) === 'yes') return true;
  output.remark('Not revoked.\n');
  return false;
}
