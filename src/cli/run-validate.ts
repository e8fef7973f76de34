import {count} from '../report/text.ts';
import type {CommandContext} from './command.ts';
import {countPools, loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';

export async function runValidate(cx: CommandContext): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const {desired, loaded} = configuration;
  const what = [
    count(countPools(desired.holders), 'pool'),
    count(desired.holders.length, 'server'),
    count(desired.slots.length, 'certificate'),
  ].join(', ');
  cx.output.print(`The configuration is valid: ${what}, from ${count(loaded.files.length, 'file')}.\n`);
  return 0;
}
