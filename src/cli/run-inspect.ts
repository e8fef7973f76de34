import {resolve} from 'node:path';
import {howFarRead} from '../core/how-far-read.ts';
import {actualDocument, writeActual} from '../report/actual-json.ts';
import {renderInspection} from '../report/inspection-text.ts';
import type {CommandContext} from './command.ts';
import {loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {writeProduct} from './files.ts';
import type {PlanOptions} from './make-plan.ts';
import {readWorld} from './read-world.ts';
import {selectionProblems} from './selection.ts';

export interface InspectFlags extends PlanOptions {
  readonly out?: string;
}

export async function runInspect(
  cx: CommandContext,
  {only, exclude, parallelism, deep, out}: InspectFlags,
): Promise<ExitCode> {
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  const selection = {only, exclude};
  const wrong = selectionProblems(configuration.desired.slots, selection);
  cx.output.diagnose(wrong);
  if (wrong.length > 0) return 1;
  const {signal} = new AbortController();
  const read = await readWorld(cx, configuration, {selection, parallelism, deep: deep === true, signal});
  if (read === undefined) return 1;
  const {style, width} = cx.output;
  cx.output.deliver('inspection', actualDocument(read.actual), renderInspection(read.actual, {style, width}));
  const saved = out === undefined || (await writeProduct(cx, resolve(cx.cwd, out), writeActual(read.actual)));
  return saved && Object.values(read.actual.holders).every(part => howFarRead(part) === 'whole') ? 0 : 1;
}
