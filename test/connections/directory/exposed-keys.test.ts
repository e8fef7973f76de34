import {beforeEach, describe, expect, test} from '@jest/globals';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import type {MemoryFiles} from '../../support/memory-files.ts';
import {callContext} from '../../support/world.ts';
import {Bench, connect, FE01, FE02, preparedFiles, ROOT} from './support.ts';

let files: MemoryFiles;
beforeEach(async () => {
  files = await preparedFiles();
  const connection = await connect(files);
  for (const server of [FE01, FE02]) await new Bench().obtain(connection, undefined, server);
});

/** Everything that is remarked on while servers are read by one connection. */
async function remarksOn(servers: readonly string[]): Promise<readonly Diagnostic[]> {
  const connection = await connect(files);
  const remarks: Diagnostic[] = [];
  for (const server of servers) {
    const read = await connection.read(server, {deep: false}, {...callContext(), onRemark: one => remarks.push(one)});
    expect(read).toMatchObject({ok: {stores: {My: {ok: [expect.anything()]}}}});
  }
  return remarks;
}

async function expose(server: string): Promise<void> {
  const folder = `${ROOT}/${server}/Keys`;
  for (const name of files.tree(folder))
    await files.write(`${folder}/${name}`, files.text(`${folder}/${name}`), {mode: 0o644});
}

describe('the private keys of servers', () => {
  test('are nothing to speak of as cscert makes them', async () => {
    expect(await remarksOn([FE01, FE02])).toEqual([]);
  });

  test('that every account can read are told of, and keep nobody from working', async () => {
    await expose(FE02);
    expect(await remarksOn([FE01, FE02])).toMatchObject([
      {
        severity: 'warning',
        code: 'KEY_EXPOSED',
        detail: expect.stringMatching(
          /^Every account of this system can read .*servers\/fe02\.contoso\.com\/Keys\/[0-9a-f]{64}\.key/,
        ),
        help: expect.stringContaining('chmod -R go= servers'),
      },
    ]);
  });

  test('are told of once, however many there are', async () => {
    for (const server of [FE01, FE02]) await expose(server);
    expect(await remarksOn([FE01, FE02, FE01])).toHaveLength(1);
  });
});
