import type {CommandContext} from './command.ts';
import {BASH} from './completion/bash.ts';
import {FISH} from './completion/fish.ts';
import {POWERSHELL} from './completion/powershell.ts';
import type {Shell} from './completion/shells.ts';
import {ZSH} from './completion/zsh.ts';
import type {ExitCode} from './exit-code.ts';

const SCRIPTS: Readonly<Record<Shell, string>> = {bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL};

export async function runCompletion({output}: CommandContext, shell: Shell): Promise<ExitCode> {
  output.print(SCRIPTS[shell]);
  return 0;
}
