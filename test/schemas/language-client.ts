import {type ChildProcessWithoutNullStreams, spawn} from 'node:child_process';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** As much of an editor as a language server needs: JSON-RPC in frames with a Content-Length. */
export class LanguageClient {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  readonly #answers: Readonly<Record<string, (params: unknown) => unknown>>;
  #buffer = Buffer.alloc(0);
  #lastId = 0;

  /** `answers` are given to what the server asks and hear what it tells; everything else is answered with null. */
  constructor(script: string, answers: Readonly<Record<string, (params: unknown) => unknown>>) {
    this.#answers = answers;
    this.#server = spawn(process.execPath, [script, '--stdio']);
    this.#server.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    this.#send({id, method, params});
    return new Promise(resolve => this.#waiting.set(id, resolve));
  }

  notify(method: string, params: unknown): void {
    this.#send({method, params});
  }

  /** Ends the server and waits until it is gone. */
  close(): Promise<void> {
    return new Promise(resolve => {
      this.#server.once('exit', () => resolve());
      this.#server.kill();
    });
  }

  #send(message: Message): void {
    const body = JSON.stringify({jsonrpc: '2.0', ...message});
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #receive(chunk: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, Math.max(end, 0)))?.[1]);
      if (end < 0 || !(this.#buffer.length >= end + 4 + length)) return;
      const message: Message = JSON.parse(this.#buffer.toString('utf8', end + 4, end + 4 + length));
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#handle(message);
    }
  }

  #handle({id, method, params, result}: Message): void {
    if (method === undefined) {
      this.#waiting.get(id ?? 0)?.(result);
      return;
    }
    const answer = this.#answers[method]?.(params) ?? null;
    if (id !== undefined) this.#send({id, result: answer});
  }
}
