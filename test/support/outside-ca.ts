/**
 * A CA that cscert does not know of, for tests of delayed requests: it gets a request as a file and answers with a file.
 * It is a local authority in a memory of its own.
 */
import {createHash, randomBytes} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createAuthority} from '../../src/authorities/registry.ts';
import type {Part} from '../../src/core/diagnostic.ts';
import type {Authority} from '../../src/engine/ports/authority.ts';
import {decodePem, encodePem} from '../../src/x509/pem.ts';
import {readRequest} from '../../src/x509/request.ts';
import {connectNowhere, spawnNothing} from './fake-programs.ts';
import {ManualClock} from './manual-clock.ts';
import {MemoryFiles} from './memory-files.ts';
import {DEPLOYMENT, spec} from './world.ts';

export interface OutsideCa {
  /** SHA-256 of the root's DER, 64 lower-case hex digits: what a person compares, and declares. */
  readonly fingerprint: string;
  /** The root in PEM. */
  readonly root: string;
  /** PEM in, PEM out: the certificate, then its chain with the root. */
  answer(request: string): Promise<string>;
}

/** Makes its keys, which takes a while. `now` is the moment at which it lives. */
export async function openOutsideCa(now: string): Promise<OutsideCa> {
  const clock = new ManualClock(now);
  const host = {
    files: new MemoryFiles(),
    clock,
    random: (bytes: number) => randomBytes(bytes),
    environment: {},
    hasEnded: () => false,
    spawn: spawnNothing,
    connectSsh: connectNowhere,
  };
  const cx = {signal: new AbortController().signal, now: clock.now};
  const site = {name: 'outside', base: '/', deployment: DEPLOYMENT, host, secrets: {}};
  const authority = okOf(
    await createAuthority({type: 'local', folder: '/outside', name: 'Public TLS CA'}, site),
  ) satisfies Authority;
  const chain = okOf(await authority.chain({create: true}, cx));
  if (chain === 'made on first use') throw new Error('the CA was to be made');
  const [root = ''] = chain.roots;
  return {
    fingerprint: createHash('sha256').update(Buffer.from(root, 'base64')).digest('hex'),
    root: toPem(root),
    async answer(request) {
      const [block] = decodePem(request);
      if (block === undefined) throw new Error('not a PEM');
      const {spki} = readRequest(block.der);
      const csr = Buffer.from(block.der).toString('base64');
      const order = {csr, spki, spec: spec('any'), server: 'any', slot: 'any', progress: {state: 'created' as const}};
      const answer = await authority.submit(order, async () => undefined, cx);
      if (answer.state !== 'issued') throw new Error(`the CA answered: ${JSON.stringify(answer)}`);
      return [answer.leaf, ...answer.chain, root].map(toPem).join('');
    },
  };
}

const toPem = (der: string): string => encodePem('CERTIFICATE', Buffer.from(der, 'base64'));

function okOf<T>(part: Part<T>): T {
  if ('problem' in part) throw new Error(part.problem.detail);
  return part.ok;
}

/** Every request that lies in a world's folder of requests, relative to it. */
export function requestsIn(world: string): readonly string[] {
  return readdirSync(join(world, 'requests'), {recursive: true, encoding: 'utf8'})
    .map(path => path.replaceAll('\\', '/'))
    .filter(path => path.endsWith('.csr'))
    .toSorted();
}

/** What a person does: takes every request to the CA, and puts its answers into one folder beside them. */
export async function answerAll(world: string, ca: OutsideCa): Promise<void> {
  mkdirSync(join(world, 'requests', 'answers'), {recursive: true});
  for (const path of requestsIn(world)) {
    const request = readFileSync(join(world, 'requests', path), 'utf8');
    writeFileSync(join(world, 'requests', 'answers', `${path.replaceAll('/', '-')}.pem`), await ca.answer(request));
  }
}
