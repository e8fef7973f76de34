/** What was written is read back, and compared with what it was written from. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import {diff, type SlotDifference} from '../../core/diff/diff.ts';
import {isKnown} from '../../core/diff/member.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import type {Desired} from '../../core/model/desired.ts';
import type {Finding} from '../../core/model/finding.ts';
import {drift} from '../../core/policy/check.ts';
import {resolve} from '../resolve/resolve.ts';
import type {Draft, Drafting} from './draft.ts';
import {isUsed} from './entry.ts';
import {refusedBy} from './refused-by.ts';
import type {AdoptInput, Left, Refusal, Unit} from './unit.ts';

/** What came of it: what was refused is to be written otherwise, what is left a plan will say too. */
export interface Judged {
  readonly desired?: Desired;
  readonly diagnostics: readonly Diagnostic[];
  readonly refused: ReadonlyMap<Unit, readonly Refusal[]>;
  readonly left: readonly Left[];
}

/** Reads what was written, and compares it with what it was written from. */
export async function judgeDraft(
  {read, actual, now}: AdoptInput,
  {text, document}: Draft,
  {units, choices}: Pick<Drafting, 'units' | 'choices'>,
): Promise<Judged> {
  const result = await read(text);
  const resolution = result.loaded && resolve(result.loaded);
  const diagnostics = [...result.diagnostics, ...(resolution?.diagnostics ?? [])];
  const errors = diagnostics.filter(({severity}) => severity === 'error');
  const desired = resolution?.desired;
  if (desired === undefined) {
    const refused = refusedBy(errors, {units, text, document});
    return {diagnostics: errors, refused, left: []};
  }
  const {slots} = diff(desired, actual, now);
  const byAddress = new Map(slots.map(one => [one.slot.address, one]));
  const judged = units.map(unit => ({unit, wrong: driftOf(byAddress.get(unit.address), unit)}));
  const refused = new Map(
    judged
      .filter(({unit}) => !isUsed(choices.get(unit)?.closeness ?? 'full'))
      .map(({unit, wrong}) => [unit, wrong.filter(({code}) => !OF_TIME.has(code))] as const)
      .filter(([, wrong]) => wrong.length > 0)
      .map(([unit, wrong]) => [unit, wrong.map(({message}) => ({words: message, nameOnly: false}))] as const),
  );
  const left = judged
    .filter(({wrong}) => wrong.length > 0)
    .map(({unit, wrong}) => ({
      address: unit.address,
      server: unit.server ?? unit.found.members[0] ?? '',
      findings: wrong,
    }));
  return {desired, diagnostics, refused, left};
}

/** What comes by itself: such a certificate is renewed or waited for as any other, and pointing to it would not help. */
const OF_TIME: ReadonlySet<string> = new Set(['EXPIRED', 'EXPIRES_SOON', 'NOT_YET_VALID']);

const notTaken = ({friendlyName}: StoredCertificate): Finding =>
  drift('ADOPT_NOT_TAKEN', 'person', {
    expected: 'a certificate of its own',
    actual: friendlyName ?? '(no friendly name)',
    message: 'it is taken for the certificate of another declaration, by its friendly name or its key',
  });

/** What is wrong with the certificate, besides its label. */
function driftOf(difference: SlotDifference | undefined, {server, certificate}: Unit): readonly Finding[] {
  const members = (difference?.members ?? []).filter(isKnown);
  const findings = members
    .filter(member => server === undefined || member.server === server)
    .filter(({store}) => store.some(one => one.thumbprint === certificate.thumbprint))
    .flatMap(({candidates}) => {
      const judged = candidates.find(one => one.certificate.thumbprint === certificate.thumbprint);
      return judged?.findings ?? [notTaken(certificate)];
    });
  const counted = findings.filter(({severity, cure}) => severity === 'drift' && cure !== 'mark');
  return [...new Map(counted.map(one => [one.message, one])).values()];
}
