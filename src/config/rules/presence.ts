import {complainAt} from '../problem.ts';
import type {Rule} from './rule.ts';
import {isWritten} from './walk.ts';

const NEEDED = {
  deployment: 'the name of the deployment, the product and its SIP domains',
  authorities: 'who issues the certificates',
  connections: 'how the servers are reached',
  pools: 'the pools of the topology and their servers',
} as const;

type Section = keyof typeof NEEDED;

/** A configuration needs each of these sections; which file one is in does not matter. */
export const checkPresence: Rule = ({places}) =>
  (Object.keys(NEEDED) as Section[])
    .filter(section => !isWritten(places, [section]))
    .map(section => {
      const detail = `The configuration has no "${section}".`;
      const help = `it says ${NEEDED[section]}; if another file has it, name the folder of both: --config .`;
      return complainAt(places, {code: 'CFG_MISSING_KEY', path: [section], detail, help});
    });
