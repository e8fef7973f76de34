import type {AuthorityState} from '../../../src/core/model/actual.ts';
import type {CertificateFacts} from '../../../src/core/model/certificate.ts';
import type {Slot} from '../../../src/core/model/desired.ts';
import type {Finding} from '../../../src/core/model/finding.ts';
import {judge} from '../../../src/core/policy/checks.ts';
import {aCertificate, aSlot, type CertificateWish, CORP, ISSUING, NOW, ROOT} from '../../support/small-world.ts';

export interface Judging {
  readonly slot?: Slot;
  readonly certificate?: CertificateWish;
  readonly authority?: AuthorityState | undefined;
  readonly issuers?: readonly CertificateFacts[];
  readonly now?: Date;
}

/** A mark that was made for another declaration: then asking for what is declared now can cure. */
export const OTHER_MARK = {spki: '00000000', spec: '00000000'} as const;

/** What all checks say of a certificate that is good but for what the test wishes. */
export function findingsOf(judging: Judging = {}): readonly Finding[] {
  const {slot = aSlot(), certificate = {}, issuers = [ISSUING, ROOT], now = NOW} = judging;
  const authority = 'authority' in judging ? judging.authority : CORP;
  return judge({slot, certificate: aCertificate(slot, certificate), authority, issuers, now});
}

/** The finding of one check, if it has anything to say. */
export function findingOf(code: string, judging: Judging = {}): Finding | undefined {
  const found = findingsOf(judging).filter(finding => finding.code === code);
  if (found.length > 1) throw new Error(`${code} was said ${found.length} times`);
  return found[0];
}

export const codesOf = (judging: Judging = {}): readonly string[] => findingsOf(judging).map(({code}) => code);
