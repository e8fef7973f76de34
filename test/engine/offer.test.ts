import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Part} from '../../src/core/diagnostic.ts';
import {Secret} from '../../src/core/secret.ts';
import {type OpenOffer, openAndRead, readOffers} from '../../src/engine/offer.ts';
import {readCertificate} from '../../src/x509/facts.ts';
import {asPfx, type Bought, buy} from '../support/bought.ts';
import {aProblem, aSlot, FE02} from '../support/small-world.ts';
import {NOON, spec} from '../support/world.ts';
import {certificateBag, fileOf, keyBag} from '../x509/pkcs12/bags-by-hand.ts';
import {EC, PASSWORD as PFX_PASSWORD, STRAY} from '../x509/pkcs12/material.ts';

const PASSWORD = 'canary-password-4711';
const slot = aSlot({use: {pfx: 'bought/web.pfx'}});
let bought: Bought;
let pfx: Buffer;

beforeAll(async () => {
  bought = await buy(spec('web.contoso.com'), NOON);
  pfx = await asPfx(bought, PASSWORD);
});

const opening =
  (file: Buffer, password = PASSWORD): OpenOffer =>
  async () => ({ok: {pfx: new Secret(file.toString('base64')), password: new Secret(password)}});

function ok<T>(part: Part<T>): T {
  if ('problem' in part) throw new Error(part.problem.detail);
  return part.ok;
}

describe('what a PFX file offers', () => {
  test('is its certificate and what it brings of the chain, by the address of the slot', async () => {
    const offers = await readOffers([slot], opening(pfx));
    expect(offers).toEqual({[slot.address]: {ok: {...bought.facts, chain: [bought.issuing]}}});
  });

  test('is not spoiled by a certificate beside it that cannot be read', async () => {
    const file = fileOf([keyBag(EC), ...[EC.certificate, STRAY].map(der => certificateBag(der))]);
    const {certificate} = ok(await openAndRead(slot, opening(file, PFX_PASSWORD.reveal())));
    expect(certificate).toEqual({...readCertificate(EC.certificate), chain: []});
  });

  test('holds nothing of the key or the password', async () => {
    const text = JSON.stringify(await readOffers([slot], opening(pfx)));
    const {d = '', p = ''} = bought.key.export({format: 'jwk'});
    for (const secret of [PASSWORD, d, p]) {
      expect(secret.length).toBeGreaterThan(10);
      expect(text).not.toContain(secret);
    }
  });

  test('is asked for only where a slot names a file', async () => {
    const asked: string[] = [];
    const open: OpenOffer = async ({address}) => {
      asked.push(address);
      return {problem: aProblem()};
    };
    await readOffers([aSlot(), aSlot({server: FE02, use: {thumbprint: 'AB'.repeat(20)}}), slot], open);
    expect(asked).toEqual([slot.address]);
  });
});

describe('a file that cannot be used', () => {
  test('because it was not read keeps the reason', async () => {
    const problem = aProblem('PFX_NOT_READ');
    expect(await openAndRead(slot, async () => ({problem}))).toEqual({problem});
  });

  test.each([
    ['opens with another password', async () => opening(pfx, 'another'), 'the password does not open the PFX'],
    ['is cut short', async () => opening(pfx.subarray(0, -10)), 'the PFX'],
    ['is empty', async () => opening(Buffer.alloc(0)), 'the PFX'],
    [
      'holds no key',
      async () => opening(fileOf([certificateBag(Buffer.from(bought.facts.der, 'base64'))]), 'correct horse'),
      'it holds no private key together with its certificate',
    ],
  ])('because it %s is a problem of its slot, which names the file', async (_what, open, why) => {
    const read = await openAndRead(slot, await open());
    expect(read).toMatchObject({
      problem: {code: 'PFX_UNUSABLE', address: slot.address, detail: expect.stringContaining(why)},
    });
    expect(JSON.stringify(read)).toContain('bought/web.pfx');
  });
});
