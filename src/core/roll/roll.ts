/**
 * When the certificate of a usage that signs tokens takes over from the one in use. Tokens that the old one signed stay
 * valid for hours, so both are kept side by side: the new one is staged on every member for one moment, the same for
 * all, which is never before it is valid and never so late that the old one ends before the last of its tokens.
 */
import {least} from '../extremes.ts';
import type {StoredCertificate} from '../model/certificate.ts';
import type {ServerId} from '../model/desired.ts';
import type {Usage} from '../model/usage.ts';
import {momentOf} from '../moment.ts';
import {describeTime} from '../policy/life.ts';
import {type Circumstances, whyWorthless} from '../policy/worthless.ts';
import {TOKEN_USAGES, type TokenFacts} from './tokens.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A staged certificate and the moment at which it takes over, ISO 8601 UTC. */
export interface Staged {
  readonly thumbprint: string;
  readonly at: string;
}

/** What a roll has to know of one member. */
export interface RollMember {
  readonly server: ServerId;
  readonly assigned: Readonly<Partial<Record<Usage, string>>>;
  /** Only what is still to come. */
  readonly staged: Readonly<Partial<Record<Usage, Staged>>>;
  readonly store: readonly StoredCertificate[];
}

export interface RollInput extends Circumstances {
  readonly members: readonly RollMember[];
  /** Members that could not be read. */
  readonly unknown: readonly ServerId[];
  /** The certificate that is to take over; undefined while it is not made. */
  readonly target?: Pick<StoredCertificate, 'thumbprint' | 'notBefore'>;
}

/** How a certificate takes over. */
export type Roll =
  /** Nothing is in use that would have to be kept: it is assigned at once, and nobody loses anything. */
  | {readonly kind: 'plain'}
  /** Staged for a moment, ISO 8601 UTC. */
  | {readonly kind: 'staged'; readonly at: string}
  /** At once, although tokens break; why, in a half sentence. */
  | {readonly kind: 'abrupt'; readonly why: string}
  /** Not yet: a member that could not be read would not have it in time. */
  | {readonly kind: 'held'; readonly why: string};

const PLAIN: Roll = {kind: 'plain'};

/** How the target takes over for one usage. Usages that sign no tokens switch at once. */
export function rollOf(usage: Usage, input: RollInput): Roll {
  const tokens = TOKEN_USAGES[usage];
  if (tokens === undefined) return PLAIN;
  const {members, target, now} = input;
  // Where it took over already, whoever lags behind signs tokens that nobody else will accept for long.
  if (target !== undefined && members.some(({assigned}) => assigned[usage] === target.thumbprint)) return PLAIN;
  const signing = signingToday(usage, input);
  const worthless = signing.flatMap(one => whyWorthless(one, input) ?? [])[0];
  if (worthless !== undefined) return {kind: 'abrupt', why: `the one in use ${worthless}`};
  const end = least(signing.map(({notAfter}) => Date.parse(notAfter)));
  const agreed = agreedMoment(usage, input, end);
  if (agreed !== undefined) return {kind: 'staged', at: agreed};
  if (signing.length === 0) return PLAIN;
  return momentBefore(end, {
    tokens,
    unknown: input.unknown,
    target,
    now,
  });
}

/** The moment for which members are staged already, before the first `end`: whoever comes later follows the earliest. */
function agreedMoment(usage: Usage, {members, target}: RollInput, end: number): string | undefined {
  if (target === undefined) return undefined;
  const moments = members.flatMap(({staged}) => {
    const entry = staged[usage];
    return entry?.thumbprint === target.thumbprint && Date.parse(entry.at) <= end ? [entry.at] : [];
  });
  return moments.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0];
}

/** The certificates that sign today. One without its key signs nothing. */
function signingToday(usage: Usage, {members}: RollInput): readonly StoredCertificate[] {
  return members.flatMap(({assigned, store}) => {
    const current = store.find(({thumbprint}) => thumbprint === assigned[usage]);
    return current?.hasPrivateKey ? [current] : [];
  });
}

function momentBefore(
  end: number,
  of: {
    readonly tokens: TokenFacts;
    readonly unknown: readonly ServerId[];
    readonly target: RollInput['target'];
    readonly now: Date;
  },
): Roll {
  const {lifetime, notice} = of.tokens;
  const now = of.now.getTime();
  const latest = end - lifetime;
  const begin = of.target === undefined ? now : Date.parse(of.target.notBefore);
  if (latest < Math.max(now + HOUR, begin)) {
    const left = describeTime(end - now);
    return {
      kind: 'abrupt',
      why: `the one in use ends in ${left}, and its tokens are valid for ${describeTime(lifetime)}`,
    };
  }
  const wanted = Math.ceil(Math.max(now + notice, begin) / HOUR) * HOUR;
  // With time to spare a member that is away is waited for: it would go on with a key that the others soon forget.
  if (of.unknown.length > 0 && latest > wanted + notice) {
    return {kind: 'held', why: `${of.unknown.join(', ')} could not be read and must have it before it takes over`};
  }
  const at = wanted <= latest ? wanted : Math.floor(latest / MINUTE) * MINUTE;
  return {kind: 'staged', at: momentOf(at)};
}
