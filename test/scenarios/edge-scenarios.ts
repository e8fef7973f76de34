/** What can happen to an Edge pool whose members share their certificates, one thing at a time, and what comes of it. */
import {renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {keyOf} from '../support/contoso-world.ts';
import {declare, EDGE, EXTERNAL, EXTERNAL_USAGES, INTERNAL, sharedOf} from '../support/edge-world.ts';

export interface EdgeScenario {
  readonly title: string;
  readonly happens?: (world: string) => void;
  readonly days?: number;
  /** By slot: why. */
  readonly slots: Readonly<Record<string, readonly string[]>>;
  /** Without those of trust. */
  readonly actions: readonly string[];
  /** How many certificates the public CA issues. */
  readonly issued: number;
  /** Members that hold the certificate afterwards. */
  readonly members?: readonly number[];
}

const copying = (slot: string, n: number): string => `copy:${slot}@${EDGE(n)}`;
const assigning = (n: number): readonly string[] => [
  `assign:${INTERNAL}@${EDGE(n)}:Internal`,
  ...EXTERNAL_USAGES.map(usage => `assign:${EXTERNAL}@${EDGE(n)}:${usage}`),
];
const external = (n: number): readonly string[] =>
  EXTERNAL_USAGES.map(usage => `assign:${EXTERNAL}@${EDGE(n)}:${usage}`);
const issuing = (slot: string): readonly string[] => [`request:${slot}@${EDGE(1)}`, `import:${slot}@${EDGE(1)}`];

const lose = (world: string, n: number): void => rmSync(join(world, 'servers', EDGE(n)), {recursive: true});
/** As if an administrator had imported it again without the tick for exportable keys. */
function lock(world: string, n: number): void {
  const key = keyOf(sharedOf(world, EDGE(n)));
  renameSync(key, key.replace('.exportable', ''));
}

export const EDGE_SCENARIOS: readonly EdgeScenario[] = [
  {
    title: 'a member loses its key',
    happens: at => rmSync(keyOf(sharedOf(at, EDGE(2)))),
    slots: {[EXTERNAL]: ['COPY_MISSING', 'NO_PRIVATE_KEY']},
    actions: [copying(EXTERNAL, 2)],
    issued: 0,
  },
  {
    title: 'a member loses its certificate',
    happens: at => rmSync(sharedOf(at, EDGE(2))),
    slots: {[EXTERNAL]: ['CERTIFICATE_MISSING', 'COPY_MISSING']},
    actions: [copying(EXTERNAL, 2)],
    issued: 0,
  },
  {
    title: 'a member loses everything',
    happens: at => lose(at, 2),
    slots: {[EXTERNAL]: ['NOT_ASSIGNED', 'COPY_MISSING'], [INTERNAL]: ['NOT_ASSIGNED', 'COPY_MISSING']},
    actions: [copying(EXTERNAL, 2), copying(INTERNAL, 2), ...assigning(2)],
    issued: 0,
  },
  {
    title: 'the home is built anew: it gets its copy from the other',
    happens: at => lose(at, 1),
    slots: {[EXTERNAL]: ['NOT_ASSIGNED', 'COPY_MISSING'], [INTERNAL]: ['NOT_ASSIGNED', 'COPY_MISSING']},
    actions: [copying(EXTERNAL, 1), copying(INTERNAL, 1), ...assigning(1)],
    issued: 0,
  },
  {
    title: 'the key of the home may no longer leave, but that of a copy may',
    happens: at => lock(at, 1),
    slots: {[EXTERNAL]: ['COPY_MISSING', 'KEY_EXPORTABLE']},
    actions: [copying(EXTERNAL, 1)],
    issued: 0,
  },
  {
    title: 'all members lose their key: one new request',
    happens: at => [1, 2].map(n => rmSync(keyOf(sharedOf(at, EDGE(n))))),
    slots: {[EXTERNAL]: ['NO_PRIVATE_KEY']},
    actions: [...issuing(EXTERNAL), copying(EXTERNAL, 2), ...external(1), ...external(2)],
    issued: 1,
  },
  {
    title: 'a third member joins',
    happens: at => declare(at, {servers: 3}),
    slots: {[EXTERNAL]: ['NOT_ASSIGNED', 'COPY_MISSING'], [INTERNAL]: ['NOT_ASSIGNED', 'COPY_MISSING']},
    actions: [copying(EXTERNAL, 3), copying(INTERNAL, 3), ...assigning(3)],
    issued: 0,
    members: [1, 2, 3],
  },
  {
    title: 'a member leaves',
    happens: at => declare(at, {servers: 1}),
    slots: {},
    actions: [],
    issued: 0,
  },
  {
    title: 'the time of renewal comes',
    days: 250,
    slots: {[EXTERNAL]: ['EXPIRES_SOON'], [INTERNAL]: ['EXPIRES_SOON']},
    actions: [
      ...issuing(EXTERNAL),
      copying(EXTERNAL, 2),
      ...issuing(INTERNAL),
      copying(INTERNAL, 2),
      ...assigning(1),
      ...assigning(2),
    ],
    issued: 1,
  },
];
