import {compare} from '../compare.ts';

/**
 * What a name can be there for. The order of this list is the order of the names in a certificate
 * (after the common name, which is always first) and of the reasons of one name.
 */
const TOPICS = [
  'subject',
  'realm',
  'sipDomain',
  'pool',
  'server',
  'access',
  'webConferencing',
  'av',
  'webInternal',
  'webExternal',
  'signIn',
  'legacySignIn',
  'meet',
  'dialin',
  'admin',
  'discoverInside',
  'discoverOutside',
  'officeWebApps',
  'scheduler',
  'xmpp',
  'added',
] as const;

export type Topic = (typeof TOPICS)[number];

/** One reason why one name must be in a certificate. A name with several reasons has several claims. */
export interface Claim {
  readonly name: string;
  readonly topic: Topic;
  /** A half sentence for people. */
  readonly reason: string;
}

/** The reason of a name that `names.add` brought. */
export const ADDED = 'added in the configuration';

const RANK: Readonly<Record<Topic, number>> = Object.fromEntries(TOPICS.map((topic, rank) => [topic, rank])) as Record<
  Topic,
  number
>;

/** By topic, then by the alphabet of names and reasons: the same for every order in which the claims were made. */
export function byTopic(a: Claim, b: Claim): number {
  return RANK[a.topic] - RANK[b.topic] || compare(a.name, b.name) || compare(a.reason, b.reason);
}
