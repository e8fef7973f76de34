import type {SlotDifference} from '../diff/diff.ts';
import {few} from '../few.ts';
import {groupBy} from '../group.ts';
import type {Action, AssignAction, Risk} from '../model/plan.ts';
import type {Usage} from '../model/usage.ts';
import {minute} from '../moment.ts';
import {isTokenUsage} from '../roll/tokens.ts';
import {timingOf} from '../upkeep/timing.ts';
import {dropsStaged} from './drops-staged.ts';

/** What people notice when tokens are no longer accepted ("Staging AV and OAuth certificates"). */
const WHEN_TOKENS_BREAK: Readonly<Partial<Record<Usage, string>>> = {
  AudioVideoAuthentication:
    'Users outside drop out of audio, video and desktop sharing until their clients have fetched new credentials.',
  OAuthTokenIssuer:
    'Exchange, SharePoint and hybrid partners refuse the tokens of this deployment until they know the new certificate.',
};

/** What is unusual about when assignments change. */
export function timingRisks(differences: readonly SlotDifference[], actions: readonly Action[]): readonly Risk[] {
  const assigns = groupBy(
    actions.filter(action => action.verb === 'assign'),
    action => action.slot,
  );
  return differences.flatMap(difference => {
    const own = assigns.get(difference.slot.address) ?? [];
    return own.length === 0
      ? []
      : [...broken(difference, own), ...inParts(difference, own), ...hurried(difference, own)];
  });
}

function broken({slot, rolls}: SlotDifference, assigns: readonly AssignAction[]): readonly Risk[] {
  return slot.usages.flatMap(usage => {
    const roll = rolls[usage];
    if (roll?.kind !== 'abrupt' || !assigns.some(({args}) => args.usage === usage)) return [];
    return [
      {
        code: 'TOKENS_BREAK',
        message: `${usage} switches at once, for ${roll.why}. ${WHEN_TOKENS_BREAK[usage] ?? ''}`.trimEnd(),
        address: slot.address,
      },
    ];
  });
}

/** A window that cannot be waited for. What is only staged, or no longer, needs none. */
function hurried(difference: SlotDifference, assigns: readonly AssignAction[]): readonly Risk[] {
  const {slot, timings} = difference;
  const moved = assigns.filter(action => action.effective === undefined && !dropsStaged(difference, action));
  const urgent = moved.flatMap(({on, args}) => {
    const timing = timingOf(timings, on, args.usage);
    return timing.kind === 'urgent' ? [{on, why: timing.why}] : [];
  });
  return [...groupBy(urgent, ({why}) => why)].map(([why, all]) => {
    const servers = [...new Set(all.map(({on}) => on))];
    const where = slot.members.length > 1 ? ` on ${few(servers, 3)}` : '';
    return {
      code: 'WINDOW_IGNORED',
      message: `It is assigned${where} outside of the maintenance windows: ${why}.`,
      address: slot.address,
    };
  });
}

/** The product stages what signs tokens; everything else that the same certificate is for moves at once. */
function inParts({slot}: SlotDifference, assigns: readonly AssignAction[]): readonly Risk[] {
  const later = assigns.find(({effective}) => effective !== undefined);
  const others = slot.usages.filter(usage => !isTokenUsage(usage));
  if (later?.effective === undefined || others.length === 0) return [];
  const {usage} = later.args;
  const moving = others.filter(other => assigns.some(({args}) => args.usage === other));
  const meanwhile =
    moving.length > 0
      ? `${together(moving, 'moves', 'move')} with the pool`
      : `${together(others, 'has', 'have')} it already`;
  return [
    {
      code: 'ROLL_IN_PARTS',
      message: `${usage} takes over ${minute(later.effective)}, while ${meanwhile}. Until then, and as long as its tokens are valid, the old certificate stays in use. A certificate of its own for ${usage} would roll by itself: declare it with usages: [${usage}].`,
      address: slot.address,
    },
  ];
}

const together = (usages: readonly Usage[], one: string, several: string): string =>
  `${usages.join(' and ')} ${usages.length === 1 ? one : several}`;
