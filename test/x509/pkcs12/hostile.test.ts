import {beforeAll, describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {parseDer, readSequence, toBinary} from '../../../src/x509/der.ts';
import {X509Error} from '../../../src/x509/error.ts';
import {inTag0, readOctets} from '../../../src/x509/pkcs12/bags.ts';
import {readPfx} from '../../../src/x509/pkcs12/read.ts';
import {writePfx} from '../../../src/x509/pkcs12/write.ts';
import {mutated} from '../../support/mutated.ts';
import {EC, PASSWORD, pfxInput, pkcs8, sealed} from './material.ts';

/** Whether it could be read; fails the test when anything but an X509Error comes out. */
function read(pfx: Uint8Array): ReturnType<typeof readPfx> | undefined {
  try {
    return readPfx(pfx, PASSWORD);
  } catch (error) {
    expect(error).toBeInstanceOf(X509Error);
    return undefined;
  }
}

describe('a hostile PFX', () => {
  let pfx: Buffer;
  beforeAll(async () => {
    pfx = await writePfx(pfxInput(EC, {profile: 'windows-legacy', friendlyName: 'Web'}));
  });

  test('that was changed is refused with an X509Error, or holds exactly what it held', () => {
    let refused = 0;
    fc.assert(
      fc.property(mutated(pfx), changed => {
        const contents = read(changed);
        if (!contents) refused += 1;
        else expect(contents).toMatchObject({certificate: EC.certificate, friendlyName: 'Web'});
      }),
      {numRuns: 150},
    );
    expect(refused).toBeGreaterThan(100);
  });

  test('that was changed and sealed again by somebody who knows the password never gives another error', () => {
    const [, content] = readSequence(parseDer(toBinary(pfx), 'the PFX'), 'the PFX');
    const [, holder] = readSequence(content, 'the contents');
    const contents = readOctets(inTag0(holder, 'the contents'), 'the contents');
    const counts = {read: 0, refused: 0};
    fc.assert(
      fc.property(mutated(contents), changed => {
        const found = read(sealed(changed));
        counts[found ? 'read' : 'refused'] += 1;
        // The pair is never put together wrongly.
        if (found?.certificate) expect(pkcs8(found.key)).toEqual(pkcs8(EC.key));
      }),
      {numRuns: 150},
    );
    expect(counts.refused).toBeGreaterThan(50);
  });

  test('of bytes at random is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({maxLength: 300}), bytes => {
        expect(() => readPfx(bytes, PASSWORD)).toThrow(X509Error);
        expect(() => readPfx(sealed(Buffer.from(bytes)), PASSWORD)).toThrow(X509Error);
      }),
      {numRuns: 200},
    );
  });
});
