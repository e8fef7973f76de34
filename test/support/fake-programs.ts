import type {Host, Program, ProgramEnd} from '../../src/engine/ports/host.ts';

/** A host on which no program may be started. */
export const spawnNothing: Host['spawn'] = ({program}) => {
  throw new Error(`${program} was started, where nothing should be`);
};

/** A host from which no server may be reached. */
export const connectNowhere: Host['connectSsh'] = async ({host}) => {
  throw new Error(`${host} was connected to, where nothing should be`);
};

/** What a fake program does with a line of its input: the lines that it writes, or its end. */
export type Behaviour = (line: string, program: FakeProgram) => void;

/** A program that a test plays. */
export class FakeProgram implements Program {
  readonly #behaviour: Behaviour;
  readonly #chunks: Buffer[] = [];
  #wake: () => void = () => undefined;
  #over = false;
  #rest = '';
  #finish: (end: ProgramEnd) => void = () => undefined;
  readonly ended: Promise<ProgramEnd>;
  readonly written: string[] = [];
  said = '';
  killed = false;

  constructor(behaviour: Behaviour) {
    this.#behaviour = behaviour;
    this.ended = new Promise(resolve => {
      this.#finish = resolve;
    });
  }

  readonly output: AsyncIterable<Buffer> = this.#read();

  async *#read(): AsyncGenerator<Buffer> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.#over) return;
      else
        await new Promise<void>(resolve => {
          this.#wake = resolve;
        });
    }
  }

  /** Writes on its standard output. */
  say(text: string | Uint8Array): void {
    this.#chunks.push(Buffer.from(text as string));
    this.#wake();
  }

  end(end: ProgramEnd): void {
    this.#over = true;
    this.#wake();
    this.#finish(end);
  }

  errors(): string {
    return this.said;
  }

  async write(data: string): Promise<void> {
    if (this.#over) throw Object.assign(new Error('EPIPE: it takes no more'), {code: 'EPIPE'});
    const lines = (this.#rest + data).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      this.written.push(line);
      this.#behaviour(line, this);
    }
  }

  endInput(): void {
    this.end({code: 0});
  }

  async kill(): Promise<void> {
    this.killed = true;
    this.end({signal: 'SIGKILL'});
  }
}
