import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags} from '../flags.ts';

export function requestCommand(cx: CliContext): Command {
  const command = new Command('request')
    .summary('print the request of a certificate that is waited for')
    .description(
      'Prints the PKCS#10 request that waits on its server, as PEM. The server keeps the request and its key: a file that was lost is written again by the next apply, and printed here at any time.',
    )
    .argument('<address>', 'pool/server/certificate, pool/certificate or global/certificate')
    .option('--server <name>', 'of a shared certificate: only on this server')
    .option('--out <file>', 'write it into a file instead');
  return addCommonFlags(command).action(
    async (address: string, {server, out, ...options}: CommonOptions & {server?: string; out?: string}) => {
      const [{runCommand}, {runRequest}] = await Promise.all([import('../command.ts'), import('../run-request.ts')]);
      await runCommand(cx, options, command =>
        runRequest(command, {address, ...(server !== undefined && {server}), ...(out !== undefined && {out})}),
      );
    },
  );
}
