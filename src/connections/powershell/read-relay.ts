import type {RelayAnswer} from '../../engine/ports/connection.ts';
import {nonsense} from './problems.ts';
import type {JsonObject} from './session/answer.ts';

/** How a program ended that asked for us, what it said and left behind; nothing of it is judged. */
export function readRelay({exitCode, output, certificate, chain}: JsonObject): RelayAnswer {
  if (typeof exitCode !== 'number' || typeof output !== 'string')
    throw nonsense('It did not say how the program ended.');
  return {
    exitCode,
    output,
    ...(typeof certificate === 'string' && certificate !== '' && {certificate}),
    ...(typeof chain === 'string' && chain !== '' && {chain}),
  };
}
