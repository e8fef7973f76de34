import crypto, {createPrivateKey, createPublicKey, type KeyObject} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';

const make = promisify(crypto.generateKeyPair);

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

/**
 * The same for runs in this process, which come after one that was broken off: other keys than that one had, each of
 * them in turn, for every case has a world of its own. No world may hold one of them before. Returns what brings the real way back.
 */
export async function useReadyKeys(folder: string, counts: KeyCounts): Promise<() => void> {
  await makeReadyKeys(folder, counts);
  const keys = readdirSync(folder).map(name => ({name, key: createPrivateKey(readFileSync(join(folder, name)))}));
  const real = crypto.generateKeyPair;
  const turns = new Map<number, number>();
  type Callback = (error: Error | null, publicKey: KeyObject, privateKey: KeyObject) => void;
  const give = (_type: string, {modulusLength: size}: {modulusLength: number}, callback: Callback): void => {
    const fitting = keys.filter(({name}) => name.startsWith(`${size}-`));
    const turn = turns.get(size) ?? 0;
    turns.set(size, turn + 1);
    const key = fitting[turn % fitting.length]?.key;
    if (key === undefined) throw new Error(`no ready key of ${size} bits`);
    setImmediate(callback, null, createPublicKey(key), key);
  };
  Object.assign(crypto, {generateKeyPair: give});
  return () => void Object.assign(crypto, {generateKeyPair: real});
}
