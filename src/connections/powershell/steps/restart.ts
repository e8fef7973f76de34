import type {StepResult} from '../../../engine/ports/connection.ts';
import {restartNote} from '../../restart-note.ts';
import {StepTrouble} from '../../step-problems.ts';
import {restartOwed} from '../facts/restart.ts';
import {objectsOf} from '../facts/shape.ts';
import {type ProblemCode, Trouble} from '../problems.ts';
import {alreadyDone, done, type StepContext, type StepOf, tell, verify} from './context.ts';

/** Durable before anything points to another certificate: a run that ends in between leaves the restart to the next. */
export async function oweRestart(cx: StepContext): Promise<StepResult> {
  const note = JSON.stringify(restartNote(cx.call.now()));
  const {ok} = await tell(cx, {verb: 'owe-restart', input: {note}}, 'the note that a restart is owed');
  verify(restartOwed([ok['note']], cx.call.now()) !== undefined, cx, 'the note that a restart is owed');
  return ok['changed'] === true ? done() : alreadyDone();
}

/** A restart is never done already: whoever asks for it wants new processes. */
export async function restart({services}: StepOf<'restart'>, cx: StepContext): Promise<StepResult> {
  const {ok} = await tell(cx, {verb: 'restart', input: {services}}, 'the restart of the services').catch(error =>
    brokenOff(error, cx),
  );
  const states = objectsOf(ok['services'], 'The services').map(({name, status}) => ({name, status}));
  const stopped = states.filter(({name, status}) => isNamed(services, name) && status !== 'Running');
  if (stopped.length === 0) return done();
  throw new Trouble('SERVER_REFUSED', {
    detail: `${cx.server}: ${stopped.map(({name, status}) => `${String(name)} is ${String(status)}`).join(', ')} after the restart.`,
    help: "Look into the server's event log (Lync Server), then start the services: Start-CsWindowsService.",
  });
}

/** What a server says before it stops anything: its commands are not there, or not for this account. */
const BEFORE_STOPPING: ReadonlySet<string> = new Set<ProblemCode>(['MODULE_MISSING', 'SERVER_ACCESS_DENIED']);

/** Whatever else ended it may have ended it between stopping and starting. */
function brokenOff(error: unknown, {server}: StepContext): never {
  if (!(error instanceof StepTrouble) || BEFORE_STOPPING.has(error.diagnostic.code)) throw error;
  const {help} = error.diagnostic;
  const look = `Services may be stopped on ${server}: Get-CsWindowsService shows them there, Start-CsWindowsService starts them.`;
  throw new StepTrouble({...error.diagnostic, help: help === undefined ? look : `${look} ${help}`});
}

const isNamed = (services: readonly string[], name: unknown): boolean =>
  services.length === 0 || services.some(service => service.toLowerCase() === String(name).toLowerCase());
