import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** Takes our bracket out of every friendly name of a world, as if somebody else had made its certificates. */
export function stripMarks(world: string): void {
  for (const server of readdirSync(join(world, 'servers'))) {
    const store = join(world, 'servers', server, 'My');
    if (!existsSync(store)) continue;
    for (const name of readdirSync(store)) {
      const path = join(store, name);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/ \[cscert [^\]\n]*\]/, ''));
    }
  }
}
