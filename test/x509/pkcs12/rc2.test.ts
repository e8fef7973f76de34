import {describe, expect, test} from '@jest/globals';
import {decryptRc2} from '../../../src/x509/pkcs12/rc2.ts';

const NO_IV = Buffer.alloc(8);

describe('RC2', () => {
  // RFC 2268 section 5.
  test.each([
    ['0000000000000000', 63, 'ebb773f993278eff', '0000000000000000'],
    ['ffffffffffffffff', 64, '278b27e42e2f0d49', 'ffffffffffffffff'],
    ['3000000000000000', 64, '30649edf9be7d2c2', '1000000000000001'],
    ['88', 64, '61a8a244adacccf0', '0000000000000000'],
    ['88bca90e90875a', 64, '6ccf4308974c267f', '0000000000000000'],
    ['88bca90e90875a7f0f79c384627bafb2', 64, '1a807d272bbe5db1', '0000000000000000'],
    ['88bca90e90875a7f0f79c384627bafb2', 128, '2269552ab0f85ca6', '0000000000000000'],
    ['88bca90e90875a7f0f79c384627bafb216f80a6f85920584c42fceb0be255daf1e', 129, '5b78d3a43dfff1f1', '0000000000000000'],
  ])('with key %s of %i bits makes of %s what the RFC says', (key, bits, cipher, plain) => {
    const data = Buffer.from(cipher, 'hex');
    expect(decryptRc2({key: Buffer.from(key, 'hex'), bits, iv: NO_IV, data}).toString('hex')).toBe(plain);
  });

  test('chains its blocks', () => {
    const key = Buffer.from('88bca90e90875a7f0f79c384627bafb2', 'hex');
    const block = Buffer.from('2269552ab0f85ca6', 'hex');
    const iv = Buffer.from('0102030405060708', 'hex');
    const plain = decryptRc2({key, bits: 128, iv, data: Buffer.concat([block, block])});
    // Each block alone is zeros, so what is left is the IV and then the block before.
    expect(plain.toString('hex')).toBe('01020304050607082269552ab0f85ca6');
  });
});
