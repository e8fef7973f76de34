import {fileURLToPath} from 'node:url';
import {bundleSchema} from '../config/bundle-schema.ts';
import type {CommandContext} from './command.ts';
import type {ExitCode} from './exit-code.ts';
import {readArgument} from './files.ts';

const LIMIT = 1024 * 1024;

/** `schemas/` lies two folders above, from `src/cli` as from `dist/cli`. */
export async function runSchema(cx: CommandContext, format: string): Promise<ExitCode> {
  if (format === 'config') {
    cx.output.print(`${JSON.stringify(bundleSchema(), null, 2)}\n`);
    return 0;
  }
  const text = await readArgument(
    cx,
    fileURLToPath(new URL(`../../schemas/${format}.schema.json`, import.meta.url)),
    LIMIT,
  );
  if (text === undefined) return 1;
  cx.output.print(text);
  return 0;
}
