/** Which of several answers to one request is taken: one that would be refused does not stand in the way of a good one. */
import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Order} from '../../../src/engine/ports/authority.ts';
import {issuedOf, orderFor} from '../../contract/authority-contract.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {makeParty, RogueAuthority, type Wrong} from '../../support/rogue-authority.ts';
import {callContext, spec, TestClock} from '../../support/world.ts';
import {drop, FE01, open, pem, submit} from './support.ts';

const DAY = 86_400_000;
const clock = new TestClock();
const ca = new RogueAuthority(new Date(clock.now().getTime() - DAY));

let order: Order;
beforeAll(async () => {
  order = await orderFor(spec(FE01));
});

async function answer(wrong: Wrong, of = order): Promise<{readonly leaf: string; readonly text: string}> {
  ca.wrong = wrong;
  const {leaf, chain} = issuedOf(await ca.submit(of, async () => undefined, callContext(clock)));
  return {leaf, text: pem(leaf, ...chain)};
}

/** An authority with the root declared, and files in its folder. */
async function withFiles(texts: Readonly<Record<string, string>>, of = order) {
  const files = new MemoryFiles();
  await files.makeFolder('/base');
  await files.write('/base/root.pem', pem(ca.parties.root.der), {mode: 0o644});
  const authority = await open(files);
  // The request lies there too, as it does for a plan, which knows nothing but the key.
  await submit(authority, of, clock);
  for (const [name, text] of Object.entries(texts)) await drop(files, name, text);
  const found = await authority.find?.(of.spki, callContext(clock));
  if (found === undefined || found === 'none') throw new Error('the answer was not found');
  return {submitted: issuedOf(await submit(authority, of, clock)), found: issuedOf(found)};
}

const stranger = makeParty('Stranger', {from: ca.parties.from});

describe('of several answers to one request', () => {
  test.each<readonly [string, Wrong]>([
    ['may itself issue certificates', {ca: true}],
    ['lacks a name', {names: ['elsewhere.contoso.com']}],
    ['has a name too many', {names: [FE01, 'evil.example']}],
    ['is for clients', {eku: ['1.3.6.1.5.5.7.3.2']}],
    ['leads to no declared root', {issuer: () => stranger, chain: () => [stranger.der]}],
  ])('one that %s is not taken, however long it is valid', async (_what, wrong) => {
    const bad = await answer({...wrong, notAfter: 900});
    const good = await answer({});
    for (const texts of [
      {'a.cer': bad.text, 'b.cer': good.text},
      {'a.cer': good.text, 'b.cer': bad.text},
    ]) {
      const {submitted, found} = await withFiles(texts);
      expect(submitted.leaf).toBe(good.leaf);
      expect(found).toEqual(submitted);
      expect(submitted.remarks).toMatchObject([{code: 'ANSWERS_SEVERAL'}]);
    }
  });

  test('one that has only some of the names is not taken, however long it is valid', async () => {
    const names = [FE01, 'sip.contoso.com'];
    const of = await orderFor(spec(FE01, {names: names.map(value => ({value, reasons: ['test']}))}));
    const bad = await answer({names: [FE01], notAfter: 900}, of);
    const good = await answer({names}, of);
    const {submitted, found} = await withFiles({'a.cer': bad.text, 'b.cer': good.text}, of);
    expect([submitted.leaf, found.leaf]).toEqual([good.leaf, good.leaf]);
  });

  test('one whose names are in capitals is as was asked', async () => {
    const bad = await answer({eku: ['1.3.6.1.5.5.7.3.2'], notAfter: 900});
    const good = await answer({names: [FE01.toUpperCase()]});
    const {submitted} = await withFiles({'a.cer': bad.text, 'b.cer': good.text});
    expect(submitted.leaf).toBe(good.leaf);
  });

  test('one that has expired is not taken, though it is as was asked', async () => {
    const bad = await answer({notBefore: -400, notAfter: -1});
    const good = await answer({notAfter: 2});
    const {submitted} = await withFiles({'a.cer': bad.text, 'b.cer': good.text});
    expect(submitted.leaf).toBe(good.leaf);
  });

  test('one alone is given whatever is wrong with it: what that is, is told by who verifies it', async () => {
    const bad = await answer({ca: true});
    const {submitted, found} = await withFiles({'a.cer': bad.text});
    expect([submitted.leaf, found.leaf]).toEqual([bad.leaf, bad.leaf]);
  });

  test('no more than a few are named', async () => {
    const all = [];
    for (let days = 100; days < 140; days++) all.push(await answer({notAfter: days}));
    const {submitted} = await withFiles(Object.fromEntries(all.map(({text}, index) => [`${index}.cer`, text])));
    expect(submitted.leaf).toBe(all.at(-1)?.leaf);
    expect(submitted.remarks?.[0]?.detail).toMatch(/ and 34 more are for the same key\.$/);
  });
});
