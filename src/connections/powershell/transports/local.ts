import type {Host} from '../../../engine/ports/host.ts';
import {bootstrapArguments} from '../session/bootstrap.ts';
import type {Channel, Transport} from '../session/channel.ts';
import {splitLines} from '../session/frame.ts';

export interface LocalOptions {
  readonly executable: string;
  readonly host: Pick<Host, 'spawn' | 'environment'>;
}

/** A PowerShell on this machine: cscert runs on the server itself. */
export function localTransport({executable, host}: LocalOptions): Transport {
  return {
    async open() {
      const environment = {PSModulePath: windowsModules(host.environment['PSModulePath'])};
      return channelTo(host.spawn({program: executable, args: bootstrapArguments(), environment}));
    },
  };
}

/** The channel to a program that takes frames on its standard input. */
export function channelTo(program: ReturnType<Host['spawn']>): Channel {
  return {
    write: line => program.write(line),
    lines: splitLines(program.output),
    errors: () => program.errors(),
    ended: program.ended,
    endInput: () => program.endInput(),
    kill: () => program.kill(),
  };
}

/**
 * Where cscert was started from PowerShell 7, the path of modules begins with that one's folders, and Windows
 * PowerShell would load modules from there that it cannot use ("PSModulePath", about_PSModulePath).
 */
export function windowsModules(path: string | undefined): string | undefined {
  const kept = path?.split(';').filter(folder => !/\\PowerShell(\\|$)/i.test(folder));
  return kept === undefined || kept.length === 0 ? undefined : kept.join(';');
}
