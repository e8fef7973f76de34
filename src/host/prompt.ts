import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import {Interrupted} from './signals.ts';

export interface Terminal {
  readonly input: Readable;
  /** Standard error, as prompts are no product. */
  readonly output: Writable;
}

/**
 * Asks one question and gives the answer without surrounding blanks; undefined at the end of input. Throws `Interrupted`
 * on Ctrl-C, which a terminal that is asked sends as a character and not as a signal.
 */
export function ask(question: string, terminal: Terminal): Promise<string | undefined> {
  const reader = createInterface({input: terminal.input, output: terminal.output, historySize: 0});
  return new Promise((resolve, reject) => {
    reader.once('SIGINT', () => {
      terminal.output.write('\n');
      reject(new Interrupted('SIGINT'));
      reader.close();
    });
    reader.once('close', () => resolve(undefined));
    reader.question(question, answer => {
      resolve(answer.trim());
      reader.close();
    });
  });
}
