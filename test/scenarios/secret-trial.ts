import {cpSync, existsSync, mkdirSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Exit, type Launched, launch} from '../faults/support/launch.ts';
import {type Canary, findCanaries, type Place} from '../support/canary.ts';
import {keysOf, passwordsOf, type SecretWorld, writtenBy} from './secret-world.ts';

const HOOKS = join(__dirname, '..', 'support', 'canary-hooks.cjs');

type Environment = Readonly<Record<string, string>>;

/** A copy of a world in which the built program is run, and everything that its runs showed. */
export class Trial {
  readonly world: SecretWorld;
  readonly shown: Place[] = [];
  readonly #environment: Environment;
  readonly #told: string;
  /** Home and folder for temporary files of each run. */
  readonly home: string;

  /** `folder` is made; `environment` is given to each run besides that of the world. */
  constructor(folder: string, from: SecretWorld, environment: Environment) {
    this.world = {...from, folder: join(folder, 'world')};
    this.#told = join(folder, 'told');
    this.home = join(folder, 'home');
    this.#environment = environment;
    cpSync(from.folder, this.world.folder, {recursive: true});
    mkdirSync(this.home);
  }

  /** `under` is a command that runs the program given after it. */
  start(argv: readonly string[], environment: Environment = {}, under: readonly string[] = []): Launched {
    return launch(argv, {
      under,
      cwd: this.world.folder,
      environment: {
        ...this.world.environment,
        ...this.#environment,
        NODE_OPTIONS: `--require ${HOOKS}`,
        CSCERT_TELL_RANDOM: this.#told,
        HOME: this.home,
        TMPDIR: this.home,
        ...environment,
      },
    });
  }

  /** Runs the program to its end and keeps what it showed. */
  async run(argv: readonly string[], environment: Environment = {}): Promise<Exit> {
    const exit = await this.start(argv, environment).ended;
    this.keep(argv, exit);
    return exit;
  }

  keep(argv: readonly string[], {stdout, stderr}: Pick<Exit, 'stdout' | 'stderr'>): void {
    const name = `cscert ${argv.join(' ')}`;
    this.shown.push({name: `output of ${name}`, content: stdout}, {name: `errors of ${name}`, content: stderr});
  }

  get passwords(): readonly Canary[] {
    return passwordsOf(this.world, this.#told);
  }

  get canaries(): readonly Canary[] {
    return [...this.passwords, ...keysOf(this.world)];
  }

  /** All logs of all runs. */
  get log(): string {
    const logs = join(this.home, '.local', 'state', 'cscert', 'logs');
    const names = existsSync(logs) ? readdirSync(logs) : [];
    return names.map(name => readFileSync(join(logs, name), 'utf8')).join('');
  }

  /** Every place outside the stores where a secret came to light, and every key in the stores in which a password stands. */
  leaks(more: readonly Place[] = []): readonly string[] {
    const {anywhere, storedKeys} = writtenBy(this.world);
    const home = writtenBy({...this.world, folder: this.home}).anywhere;
    return [
      ...findCanaries([...this.shown, ...anywhere, ...home, ...more], this.canaries),
      ...findCanaries(storedKeys, this.passwords),
    ];
  }
}
