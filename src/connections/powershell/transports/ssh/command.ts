import {Trouble} from '../../problems.ts';
import {bootstrapArguments} from '../../session/bootstrap.ts';

/** What cmd.exe, the shell that OpenSSH on Windows gives a command to, takes ("Command prompt line string limitation"). */
export const LONGEST_COMMAND = 8191;

/** The words are ours but for the executable, and of that only what no shell reads as anything else. */
export function commandFor(executable: string): string {
  if (!/^[\w .:\\/()~-]+$/.test(executable)) {
    throw new Trouble('POWERSHELL_NOT_STARTED', {
      detail: `The executable ${JSON.stringify(executable)} has characters that a shell on the server would read in its own way.`,
      help: 'Name a path of letters, digits, blanks and the usual marks of paths.',
    });
  }
  const program = /[ ()]/.test(executable) ? `"${executable}"` : executable;
  return [program, ...bootstrapArguments()].join(' ');
}
