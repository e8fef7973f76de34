import {Command} from 'commander';
import type {CliContext, CommonOptions} from '../context.ts';
import {addCommonFlags, addParallelFlag} from '../flags.ts';

export function showCertificateCommand(cx: CliContext): Command {
  const command = new Command('show-certificate')
    .summary('show everything about a certificate')
    .description(
      'Shows a certificate: subject, names, dates, key, where it is and what it is assigned to, whether its chain is valid there, and what is wrong with it. Given as an address, as a thumbprint (its first 8 digits or more, in any store of any server), or as a file (PEM, DER or PKCS #7), which needs no configuration. With --json: one document.',
    )
    .argument('<certificate>', 'address, thumbprint or file');
  addCommonFlags(addParallelFlag(command));
  return command.action(async (asked: string, options: CommonOptions & {readonly parallelism: number}) => {
    const [{runCommand}, {runShowCertificate}] = await Promise.all([
      import('../command.ts'),
      import('../run-show-certificate.ts'),
    ]);
    // The document is the product here, so the event stream stays off.
    const {json, parallelism, ...others} = options;
    await runCommand(cx, others, command => runShowCertificate(command, {asked, parallelism, json: json === true}));
  });
}
