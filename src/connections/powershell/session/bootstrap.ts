import {SCRIPTS} from '../generated/scripts.ts';

/**
 * The arguments of a PowerShell that takes frames. `-InputFormat None` leaves standard input to the script: without it
 * PowerShell waits for the end of the input before it begins.
 */
export function bootstrapArguments(script: string = SCRIPTS.bootstrap): readonly string[] {
  const encoded = Buffer.from(script, 'utf16le').toString('base64');
  const quiet = ['-NoProfile', '-NonInteractive', '-NoLogo', '-InputFormat', 'None', '-OutputFormat', 'Text'];
  return [...quiet, '-EncodedCommand', encoded];
}

/** The scripts that the first frame brings: all but the one that stands on the command line, and those of remoting. */
export function sentScripts(): Readonly<Record<string, string>> {
  const {bootstrap: _bootstrap, remoting: _remoting, session: _session, ...scripts} = SCRIPTS;
  return scripts;
}
