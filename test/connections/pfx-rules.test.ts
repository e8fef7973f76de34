import {describe, expect, test} from '@jest/globals';
import {openPfx} from '../../src/connections/pfx-rules.ts';
import {Secret} from '../../src/core/secret.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {certificateBag, fileOf, keyBag} from '../x509/pkcs12/bags-by-hand.ts';
import {EC, PASSWORD, STRAY} from '../x509/pkcs12/material.ts';

describe('a PFX', () => {
  test('is taken with a certificate beside its own that cannot be read, which is put nowhere', () => {
    const file = fileOf([keyBag(EC), certificateBag(STRAY), certificateBag(EC.certificate)]);
    const {facts, intermediates} = openPfx({pfx: new Secret(file.toString('base64')), password: PASSWORD});
    expect(facts).toEqual(readCertificate(EC.certificate));
    expect(intermediates).toEqual([]);
  });
});
