import type {ClientChannel} from 'ssh2';
import type {Program, ProgramEnd} from '../engine/ports/host.ts';
import {atMost} from './at-most.ts';
import {keepTail} from './tail.ts';

/** How long a program that was asked to end may take until its channel is taken away. */
const GRACE_MS = 2000;

/** A command that runs on the other side, as a program. */
export function programOn(channel: ClientChannel): Program {
  let end: ProgramEnd | undefined;
  channel.on('exit', (code: number | null, signal?: string) => {
    if (typeof code === 'number') end = {code};
    else end = {signal: signal ?? 'unknown'};
  });
  // What is written to a closed channel is told by `write` to whoever writes.
  channel.on('error', () => undefined);
  const errors = keepTail(channel.stderr);
  let finish: () => void = () => undefined;
  const ended = new Promise<ProgramEnd>(resolve => {
    finish = () => resolve(end ?? {signal: 'unknown'});
    channel.once('close', finish);
  });
  let killed = false;
  return {
    output: outputOf(channel, ended, () => end !== undefined || killed),
    errors,
    write: data =>
      new Promise((resolve, reject) => {
        if (!channel.writable) reject(lost());
        else channel.write(data, error => (error ? reject(error) : resolve()));
      }),
    endInput: () => channel.end(),
    ended,
    async kill() {
      killed = true;
      channel.resume();
      // OpenSSH hands a signal on where there are signals, but not to root; else the end of input and channel must do.
      channel.signal('TERM');
      channel.end();
      await atMost(GRACE_MS, ended);
      channel.close();
      // Also where the other side never answers to that.
      finish();
    },
  };
}

/** Throws where the output ends because the way was cut: a program that ended has said how. */
async function* outputOf(
  channel: ClientChannel,
  ended: Promise<ProgramEnd>,
  isOver: () => boolean,
): AsyncGenerator<Buffer> {
  yield* channel as AsyncIterable<Buffer>;
  await ended;
  if (!isOver()) throw lost();
}

const lost = (): Error => Object.assign(new Error('the SSH connection was lost'), {code: 'ECONNRESET'});
