import {findDocumentedChoices, findLeftOut} from '../config/resolve/documented.ts';
import {findOrigins} from '../config/resolve/origins.ts';
import {explain} from '../report/explain.ts';
import {columns} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {unknownAddress} from './problem.ts';

export async function runExplain(cx: CommandContext, address: string | undefined): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  if (address === undefined) {
    const all = configuration.desired.slots.map(slot => ({address: slot.address, usages: slot.usages}));
    cx.output.deliver('certificates', all, `${addressTable(configuration).join('\n')}\n`);
    return 0;
  }
  const text = explain(configuration.desired, address, {
    width: cx.output.width,
    origins: findOrigins(configuration.loaded),
    choices: findDocumentedChoices(configuration.loaded, address),
    leftOut: findLeftOut(configuration.loaded, address),
  });
  if (text === undefined) {
    const known = configuration.desired.slots.map(slot => slot.address);
    cx.output.diagnose([unknownAddress(address, known)]);
    return 1;
  }
  cx.output.deliver('explanation', text, text);
  return 0;
}

const addressTable = ({desired}: Configuration): readonly string[] =>
  columns(desired.slots.map(slot => [slot.address, slot.usages.join(', ')]));
