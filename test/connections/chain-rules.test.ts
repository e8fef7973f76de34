import {describe, expect, test} from '@jest/globals';
import {intermediatesOf} from '../../src/connections/chain-rules.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {makeParty} from '../support/rogue-authority.ts';
import {NOON} from '../support/world.ts';
import {EC, STRAY} from '../x509/pkcs12/material.ts';

describe('the chain that comes with a certificate', () => {
  const from = new Date(NOON);
  const leaf = readCertificate(EC.certificate);

  test('is its intermediates: no root, and nothing that cannot be read', () => {
    const root = makeParty('Root', {from});
    const issuing = makeParty('Issuing CA', {from, issuer: root});
    const chain = [STRAY.toString('base64'), issuing.der, root.der, leaf.der];
    expect(intermediatesOf(chain, leaf).map(({der}) => der)).toEqual([issuing.der]);
  });

  test('with a certificate that is not of a CA is refused', () => {
    const server = makeParty('Only a server', {from, ca: false});
    expect(() => intermediatesOf([server.der], leaf)).toThrow('is not a CA');
  });
});
