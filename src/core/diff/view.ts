import type {Actual} from '../model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../model/certificate.ts';
import type {ServerId, Slot} from '../model/desired.ts';
import type {Finding} from '../model/finding.ts';
import type {CheckInput} from '../policy/check.ts';
import {judge} from '../policy/checks.ts';
import {chainOf} from '../policy/issued-by.ts';
import {isPinned} from '../policy/misplaced.ts';
import type {Circumstances} from '../policy/worthless.ts';
import type {HolderView} from './holder-view.ts';

/** What a slot is looked at with. */
export interface View extends Circumstances {
  readonly slot: Slot;
  /** The thumbprint of the one certificate that a slot with `use` is content with; undefined while it is not known. */
  readonly named: string | undefined;
  /** Thumbprints and public keys that slots before this one use on a server: one certificate serves one slot. */
  readonly taken: (server: ServerId) => ReadonlySet<string>;
  readonly judge: JudgeFor;
  readonly issuersOn: IssuersOn;
}

/** What a server could build a chain from, once it has what it is to be given; undefined where that could not be read. */
export type IssuersOn = (holder: HolderView) => readonly CertificateFacts[] | undefined;

/** Every finding about a certificate for the slot, where a chain could be built from these issuers. */
export type JudgeFor = (
  certificate: StoredCertificate,
  issuers: readonly CertificateFacts[] | undefined,
) => readonly Finding[];

/** A slot with what it is to be looked at with. */
export function viewOf(
  slot: Slot,
  actual: Actual,
  {
    now,
    isRevoked,
    taken,
    given,
  }: Pick<View, 'now' | 'isRevoked' | 'taken'> & {readonly given: readonly CertificateFacts[]},
): View {
  const authority = actual.authorities[slot.spec.authority];
  const chain = chainOf(authority);
  return {
    slot,
    named: namedBy(slot, actual),
    judge: judgeOnce({slot, authority, now, isRevoked}),
    now,
    isRevoked,
    taken,
    issuersOn(holder) {
      if ('unknown' in holder || holder.issuers === undefined) return undefined;
      const pinned = chain === undefined ? [] : holder.rootsElsewhere.filter(one => isPinned(one, chain));
      return given.length + pinned.length === 0 ? holder.issuers : [...holder.issuers, ...given, ...pinned];
    },
  };
}

/**
 * Members of a shared slot mostly have the very same certificate and the same CAs, and what the product replicates is
 * shared by all servers: what was found out about the last one need not be found out again.
 */
function judgeOnce(of: Pick<CheckInput, 'slot' | 'authority' | 'now' | 'isRevoked'>): JudgeFor {
  let last: {readonly input: CheckInput; readonly findings: readonly Finding[]} | undefined;
  return (certificate, issuers) => {
    if (last?.input.certificate === certificate && areSame(last.input.issuers, issuers)) return last.findings;
    const input = {certificate, issuers, ...of};
    last = {input, findings: judge(input)};
    return last.findings;
  };
}

function areSame(a: CheckInput['issuers'], b: CheckInput['issuers']): boolean {
  return a === b || (a?.length === b?.length && a?.every((one, at) => one === b?.[at]) === true);
}

/** The thumbprint of the certificate that a slot names with `use`; of a file, where that could be read. */
export function namedBy({use, address}: Slot, {offered}: Actual): string | undefined {
  if (use === undefined) return undefined;
  if ('thumbprint' in use) return use.thumbprint;
  const file = offered?.[address];
  return file !== undefined && 'ok' in file ? file.ok.thumbprint : undefined;
}
