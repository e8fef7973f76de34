import {beforeEach, describe, expect, test} from '@jest/globals';
import type {CertificateSpec} from '../../../src/core/model/desired.ts';
import type {Connection} from '../../../src/engine/ports/connection.ts';
import type {MemoryFiles} from '../../support/memory-files.ts';
import {makeParty} from '../../support/rogue-authority.ts';
import {callContext, createRequestStep, spec} from '../../support/world.ts';
import {Bench, connect, FE01, preparedFiles, ROOT} from './support.ts';

const HOME = `${ROOT}/${FE01}`;
const bench = new Bench();
let files: MemoryFiles;
let connection: Connection;

beforeEach(async () => {
  files = await preparedFiles();
  connection = await connect(files);
});

/** A certificate with so many names of sixty characters. */
function withNames(count: number): CertificateSpec {
  const names = Array.from({length: count}, (_, at) => ({
    value: `${`n${at}`.padEnd(48, 'x')}.contoso.com`,
    reasons: ['names.add'],
  }));
  return spec(FE01, {names});
}

/** A root whose name has so many characters, base64. */
const rootNamed = (name: string): string => makeParty(name, {from: bench.clock.now()}).der;

const put = async (der: string) =>
  (await connection.perform(FE01, [{do: 'trust', store: 'Root', der}], callContext(bench.clock)))[0];

describe('whatever is written', () => {
  test('of a certificate with a thousand long names can be read again, from the request to the store', async () => {
    const {thumbprint} = await bench.obtain(connection, withNames(1000));
    expect(files.text(`${HOME}/My/${thumbprint}.pem`).length).toBeGreaterThan(64 * 1024);
    const {stores} = await bench.read(connection);
    expect(stores.My).toMatchObject({ok: [{thumbprint}]});
  });

  test('of a certificate can be read again, also where its subject takes several times as much in words', async () => {
    expect(await put(rootNamed('\u0001'.repeat(90 * 1024)))).toMatchObject({outcome: 'done'});
    expect((await bench.read(connection)).stores.Root).toMatchObject({ok: [{selfIssued: true}]});
  });
});

describe('what could not be read again', () => {
  test('is not begun: a request with too many names is refused in words, and no key is left behind', async () => {
    const [result] = await connection.perform(FE01, [createRequestStep(withNames(1300))], callContext(bench.clock));
    expect(result).toMatchObject({
      outcome: 'failed',
      problem: {
        code: 'REQUEST_TOO_LARGE',
        detail: expect.stringMatching(
          /with its 1300 names would have 8\d KiB; 64 KiB are allowed. Nothing was written/,
        ),
        help: expect.stringContaining('fewer names'),
      },
    });
    expect(files.tree(HOME)).toEqual([]);
    expect((await bench.read(connection)).requests).toEqual({ok: []});
  });

  test('is not written: a certificate that is too large leaves its store as it was', async () => {
    expect(await put(rootNamed('x'.repeat(200 * 1024)))).toMatchObject({
      outcome: 'failed',
      problem: {code: 'STORE_WRITE_FAILED', detail: expect.stringContaining('256 KiB can be read again')},
    });
    expect((await bench.read(connection)).stores.Root).toEqual({ok: []});
  });
});
