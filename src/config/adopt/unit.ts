import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Actual} from '../../core/model/actual.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import type {Address, ServerId} from '../../core/model/desired.ts';
import type {Finding} from '../../core/model/finding.ts';
import type {LoadResult} from '../load.ts';
import type {LoadedDocument} from '../loaded.ts';
import {CLOSENESS, type Closeness} from './entry.ts';
import type {Found} from './found.ts';

export interface AdoptInput {
  readonly loaded: LoadedDocument;
  readonly actual: Actual;
  readonly now: Date;
  /** Whether a pool, or `global`, is wanted. */
  readonly takes: (pool: string) => boolean;
  /** Reads a text as the configuration. */
  readonly read: (text: string) => Promise<LoadResult>;
}

/** What is not in order in what was written, however it is written: a plan will say so too. */
export interface Left {
  readonly address: Address;
  readonly server: ServerId;
  readonly findings: readonly Finding[];
}

/** Where a certificate is declared: for one server, or for all that share it. */
export interface Spot {
  readonly found: Found;
  /** Absent where all share it. */
  readonly server?: ServerId;
  readonly address: Address;
}

/** A spot whose certificate is there: one on one server, or the one that all share. */
export interface Unit extends Spot {
  readonly certificate: StoredCertificate;
}

/** How each unit is written, and why not more closely. */
export interface Choice {
  readonly closeness: Closeness;
  readonly why: readonly string[];
  /** Somebody had declared before that just this certificate is used. */
  readonly declared?: boolean;
}

export type Choices = ReadonlyMap<Unit, Choice>;

export const FULL: Choice = {closeness: 'full', why: []};

/** What was declared to be used stays so. */
export const USED: Choice = {closeness: 'use', why: [], declared: true};

/** Why nothing could be made of it. */
export interface Failed {
  readonly diagnostics: readonly Diagnostic[];
}

export interface Refusal {
  readonly words: string;
  /** Only the friendly name was wrong. */
  readonly nameOnly: boolean;
}

/** A label that cannot stand is left out; whatever else is wrong, the certificate can still be pointed to. */
export function stepBack({closeness, why, ...choice}: Choice, refusals: readonly Refusal[]): Choice | undefined {
  const nameOnly = refusals.every(one => one.nameOnly);
  const from = CLOSENESS.indexOf(closeness);
  const to = closeness === 'full' && nameOnly ? 'unnamed' : from < 2 ? 'use' : CLOSENESS[from + 1];
  if (to === undefined) return undefined;
  const words = refusals.filter(one => !one.nameOnly).map(one => one.words);
  return {...choice, closeness: to, why: to === 'use' ? words : why};
}
