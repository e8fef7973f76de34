import type {ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import type {NameChoices} from './choices.ts';
import type {PoolTopology, SimpleUrlHosts} from './topology.ts';

/** What somebody may choose, by the setting that chooses it. */
export type ChoiceId =
  | 'webSubject'
  | 'adminOutside'
  | 'avName'
  | 'xmpp'
  | 'wildcard'
  | 'automaticSignIn'
  | 'commonName'
  | 'names';

/** A point where the product's documents contradict each other, or say nothing, and what holds for a certificate. */
export interface DocumentedChoice {
  readonly id: ChoiceId;
  /** Which documents say what, in whole sentences. */
  readonly documents: string;
  /** What was chosen, without a full stop. */
  readonly chosen: string;
  /** The YAML that chooses otherwise. */
  readonly change: string;
}

/** A certificate whose choices are to be told. */
export interface DocumentedInput {
  /** Absent for a certificate of the deployment. */
  readonly pool?: PoolTopology;
  readonly servers: readonly ServerId[];
  readonly usages: readonly Usage[];
  readonly simpleUrls: SimpleUrlHosts;
  readonly choices: NameChoices;
  /** A subject that was written. */
  readonly commonName?: string;
  readonly wildcard: boolean;
}

/** The same of a certificate of a pool. */
export type PoolInput = DocumentedInput & {readonly pool: PoolTopology};

/** One such point: what there is to say of it for a certificate that it concerns. */
export type Point = (input: PoolInput) => DocumentedChoice | undefined;

/** Titles of documents of the Lync Server 2013 library that several points quote; later products repeat them. */
export const INTERNAL_SERVERS = '"Certificate requirements for internal servers"';
export const EXTERNAL_ACCESS = '"Certificate requirements for external user access"';
