import {generateKeyPair} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

const make = promisify(generateKeyPair);

/** How many keys of which size, e.g. `{2048: 2}`. */
export type KeyCounts = Readonly<Record<number, number>>;

/** Makes the keys that `ready-keys.cjs` gives out, and returns the environment that says where they are. */
export async function makeReadyKeys(folder: string, counts: KeyCounts): Promise<Readonly<Record<string, string>>> {
  mkdirSync(folder, {recursive: true});
  const wanted = Object.entries(counts).flatMap(([size, count]) =>
    Array.from({length: count}, (_, index) => ({size: Number(size), index})),
  );
  await Promise.all(
    wanted.map(async ({size, index}) => {
      const {privateKey} = await make('rsa', {modulusLength: size});
      const pem = privateKey.export({type: 'pkcs8', format: 'pem'});
      writeFileSync(join(folder, `${size}-${String(index).padStart(3, '0')}.key`), pem);
    }),
  );
  return {CSCERT_READY_KEYS: folder};
}
