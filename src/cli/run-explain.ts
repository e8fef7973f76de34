import {suggest} from '../core/suggest.ts';
import {explain} from '../report/explain.ts';
import {columns} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {problem} from './problem.ts';

export async function runExplain(cx: CommandContext, address: string | undefined): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  if (address === undefined) {
    cx.output.print(`${addressTable(configuration).join('\n')}\n`);
    return 0;
  }
  const text = explain(configuration.desired, address, {width: cx.output.width, origins: configuration.origins});
  if (text === undefined) return unknownAddress(cx, configuration, address);
  cx.output.print(text);
  return 0;
}

const addressTable = ({desired}: Configuration): readonly string[] =>
  columns(desired.slots.map(slot => [slot.address, slot.usages.join(', ')]));

function unknownAddress({output}: CommandContext, {desired}: Configuration, address: string): ExitCode {
  const near = suggest(
    address,
    desired.slots.map(slot => slot.address),
  );
  output.diagnose([
    problem('UNKNOWN_ADDRESS', 'Nothing has this address', {
      detail: `The configuration declares no certificate "${address}".`,
      help: near === undefined ? 'cscert explain lists the addresses.' : `did you mean "${near}"?`,
    }),
  ]);
  return 1;
}
