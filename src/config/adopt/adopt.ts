/**
 * From what servers have to a configuration that plans to no change. Nothing is believed of it: what is written is
 * read back, and judged with the checks that a plan uses. Where an entry is refused, or the certificate would not be
 * taken for what it declares, the next one follows it less closely, down to pointing to the certificate as it is.
 */
import {formatAddress} from '../../core/address.ts';
import {declaredUse, usesOfOthers} from './declared-use.ts';
import {makeDraft} from './draft.ts';
import {isUsed} from './entry.ts';
import {type Found, findCertificates, type Mismatch} from './found.ts';
import {judgeDraft} from './judge-draft.ts';
import {leftOutBeside} from './kept.ts';
import {mainCertificate} from './main-certificate.ts';
import {readyByServer} from './ready.ts';
import {
  type AdoptInput,
  type Choices,
  type Failed,
  FULL,
  type Left,
  type Spot,
  stepBack,
  type Unit,
  USED,
} from './unit.ts';

export interface Adopted {
  readonly text: string;
  readonly mismatches: readonly Mismatch[];
  readonly left: readonly Left[];
  /** How many certificates were taken over, and how many of them are only pointed to. */
  readonly adopted: number;
  readonly used: number;
}

/** The diagnostics tell why nothing could be written. */
export async function adopt(input: AdoptInput): Promise<Adopted | Failed> {
  const {loaded, actual, now, takes} = input;
  const had = {actual, ready: readyByServer(input)};
  const {found, untouched, mismatches} = findCertificates(loaded.document, had, takes);
  const spots = found.flatMap(one => spotsOf(one, now));
  const units = spots.filter(isUnit);
  const rest = spots.filter(spot => !isUnit(spot));
  const uses = new Map(units.map(unit => [unit, declaredUse(unit, actual)]));
  let choices: Choices = new Map(units.map(unit => [unit, uses.get(unit)?.isThis ? USED : FULL]));
  for (;;) {
    const draft = makeDraft(input, {found, untouched, units, rest, choices});
    if ('diagnostics' in draft) return draft;
    const judged = await judgeDraft(input, draft, {units, choices});
    const refused = units.flatMap(unit => {
      const why = judged.refused.get(unit);
      const next = why && stepBack(choices.get(unit) ?? FULL, why);
      return next === undefined ? [] : [[unit, next] as const];
    });
    if (refused.length === 0) {
      if (judged.desired === undefined) return {diagnostics: judged.diagnostics};
      const used = units.filter(unit => isUsed(choices.get(unit)?.closeness ?? 'full')).length;
      return {
        text: draft.text,
        mismatches: [
          ...mismatches,
          ...usesOfOthers(uses),
          ...units.flatMap(unit => leftOutBeside(unit, choices.get(unit) ?? FULL)),
        ],
        left: judged.left,
        adopted: units.length,
        used,
      };
    }
    choices = new Map([...choices, ...refused]);
  }
}

/** Where a certificate is to be declared, with the one that is there if it is. */
function spotsOf(found: Found, now: Date): readonly (Spot | Unit)[] {
  const {scope, pool, certificate: name, members, stored} = found;
  if (scope === 'server' && pool !== undefined) {
    return members.map(server => {
      const certificate = stored.get(server);
      const address = formatAddress({scope, pool, server, certificate: name});
      return {found, server, address, ...(certificate && {certificate})};
    });
  }
  const certificate = mainCertificate(found, now);
  const address =
    scope === 'pool' && pool !== undefined
      ? formatAddress({scope, pool, certificate: name})
      : formatAddress({scope: 'global', certificate: name});
  return [{found, address, ...(certificate && {certificate})}];
}

const isUnit = (spot: Spot): spot is Unit => 'certificate' in spot;
