/** One PowerShell on one server, for as long as a command runs. Calls go one after the other. */
import {isMapping} from '../../../core/mapping.ts';
import type {ServerId} from '../../../core/model/desired.ts';
import type {Secret} from '../../../core/secret.ts';
import type {CallContext} from '../../../engine/ports/context.ts';
import {type HostFacts, parseHost} from '../facts/host.ts';
import {Trouble} from '../problems.ts';
import type {Limits, VerbName} from '../settings.ts';
import {type Answer, parseAnswers, parseError} from './answer.ts';
import {sentScripts} from './bootstrap.ts';
import type {Transport} from './channel.ts';
import {encodeFrame} from './frame.ts';
import {openWire, type Wire, type WireSetup} from './wire.ts';

/** One thing that a server is to do. */
export interface Call {
  readonly verb: VerbName;
  /** Every key that the script reads, with null for what is not there. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, Secret>>;
}

/** What the first frame says of this run. */
export interface Hello {
  readonly server: ServerId;
  readonly product: string;
  /** Name of the module with the product's commands. */
  readonly module: string;
  /** Whether the deployment's OAuth certificate comes to this server. */
  readonly oauth: boolean;
}

export interface SessionSetup extends WireSetup {
  readonly transport: Transport;
  readonly limits: Limits;
}

/** A PowerShell that has said who it is. */
export interface Session {
  readonly host: HostFacts;
  /** By how many milliseconds the server's clock was ahead of the runner's when it said who it is. */
  readonly aheadMs: number;
  /** Rejects with StepTrouble; then the session has ended. */
  call(calls: readonly Call[], cx: CallContext): Promise<readonly Answer[]>;
  /** True once nothing can be asked any more. */
  hasEnded(): boolean;
  /** Never rejects. */
  close(): Promise<void>;
}

/** Starts a PowerShell on the server and learns who it is. Rejects with StepTrouble. */
export async function openSession(hello: Hello, setup: SessionSetup, cx: CallContext): Promise<Session> {
  const {server} = hello;
  const wire = openWire(await setup.transport.open(server, cx), server, setup);
  const line = encodeFrame({id: 1, nonce: wire.nonce, hello, scripts: sentScripts()});
  const asking = wire.ask({id: 1, what: 'hello', limitMs: setup.limits.connect, line}, cx, ({value}) => {
    const {error} = value;
    const trouble = isMapping(error) ? setup.transport.troubleOf?.(server, parseError(error)) : undefined;
    if (trouble !== undefined) throw trouble;
    return expected(server, parseHost(value['host']));
  });
  try {
    const host = await asking;
    const aheadMs = Date.parse(host.utcNow) - cx.now().getTime();
    return {host, aheadMs, ...sessionOn(wire, setup.limits)};
  } catch (error) {
    // What was never asked, because the run was cancelled meanwhile, has not ended it.
    await wire.close();
    throw error;
  }
}

/** Certificates of one server on another one would be a harm that nobody finds. */
function expected(server: ServerId, host: HostFacts): HostFacts {
  if (host.fqdn === server) return host;
  throw new Trouble('SERVER_IS_ANOTHER', {
    detail: `${server} was asked, but the server that answered calls itself ${host.fqdn}.`,
    help: 'Correct the address of the server, or run cscert on that server itself. The name of an Edge server ends with its primary DNS suffix, which is set by hand.',
  });
}

function sessionOn(wire: Wire, limits: Limits): Omit<Session, 'host' | 'aheadMs'> {
  let id = 1;
  let last: Promise<unknown> = Promise.resolve();
  const ask = (calls: readonly Call[], cx: CallContext): Promise<readonly Answer[]> => {
    id += 1;
    const limitMs = calls.reduce((sum, {verb}) => sum + limits.verb(verb), 0);
    const what = calls.map(({verb}) => verb).join(', ');
    return wire.ask({id, what, limitMs, line: encodeCalls(id, calls)}, cx, frame => parseAnswers(frame, calls.length));
  };
  return {
    call(calls, cx) {
      const next = last.then(() => ask(calls, cx));
      last = next.catch(() => undefined);
      return next;
    },
    hasEnded: () => wire.hasEnded(),
    close: () => wire.close(),
  };
}

/** Secrets are numbered in the order in which they are met; the JSON refers to them by these numbers. */
function encodeCalls(id: number, calls: readonly Call[]): string {
  const secrets: Secret[] = [];
  const shown = calls.map(({verb, input, secrets: own = {}}) => ({
    verb,
    input,
    secrets: Object.fromEntries(Object.entries(own).map(([name, secret]) => [name, secrets.push(secret)])),
  }));
  return encodeFrame({id, calls: shown}, secrets);
}
