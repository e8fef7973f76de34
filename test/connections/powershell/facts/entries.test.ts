import {describe, expect, test} from '@jest/globals';
import {type LeftOut, parseEntries} from '../../../../src/connections/powershell/facts/entries.ts';
import {readCertificate} from '../../../../src/x509/facts.ts';
import {FakeAuthority} from '../../../support/fake-authority.ts';

const CA = new FakeAuthority(new Date('2026-03-01T12:00:00Z'));
const FACTS = readCertificate(Buffer.from(CA.root, 'base64'));
const entry = (over: object = {}) => ({
  thumbprint: FACTS.thumbprint,
  der: CA.root,
  friendlyName: '',
  hasPrivateKey: false,
  provider: null,
  exportable: null,
  proved: null,
  ...over,
});
const parse = (...raw: readonly unknown[]) => parseEntries(raw, 'My').map(({certificate}) => certificate);

describe('an entry of a store', () => {
  test('gets its facts from the certificate, and its key from what Windows knows', () => {
    const provider = 'Microsoft RSA SChannel Cryptographic Provider';
    const raw = entry({hasPrivateKey: true, provider, exportable: true, friendlyName: 'Default', proved: true});
    expect(parse(raw)).toEqual([{...FACTS, hasPrivateKey: true, provider, exportable: true, friendlyName: 'Default'}]);
  });

  test('is marked by a bracket for its own key, and by no other', () => {
    const own = `Default [cscert ${FACTS.spki.slice(0, 8)} 01234567 4711]`;
    expect(parse(entry({friendlyName: own}))).toMatchObject([
      {friendlyName: 'Default', mark: {spec: '01234567', ticket: '4711'}},
    ]);
    const copied = 'Default [cscert 00000000 01234567]';
    expect(parse(entry({friendlyName: copied}))[0]).not.toHaveProperty('mark');
  });

  test('whose key could not be proved has none that is of use', () => {
    const raw = entry({hasPrivateKey: true, provider: 'x', exportable: true, proved: false});
    expect(parse(raw)).toEqual([{...FACTS, hasPrivateKey: false}]);
  });

  test('that Windows holds but nobody can read is left out, and the others stay', () => {
    const odd = entry({der: Buffer.from('30030201', 'hex').toString('base64')});
    expect(parse(odd, entry())).toMatchObject([{thumbprint: FACTS.thumbprint}]);
    const told: LeftOut[] = [];
    parseEntries([odd, entry()], 'My', one => told.push(one));
    expect(told).toEqual([{thumbprint: FACTS.thumbprint, why: expect.stringMatching(/^\S.*\S$/)}]);
  });

  test.each([
    ['that is called by another thumbprint', entry({thumbprint: 'AB'.repeat(20)})],
    ['without a certificate', entry({der: null})],
    ['whose certificate is no base64', entry({der: '%%%%'})],
    ['whose key is neither there nor not', entry({hasPrivateKey: 'yes'})],
    ['whose name is a number', entry({friendlyName: 7})],
    ['whose name never ends', entry({friendlyName: 'x'.repeat(300_000)})],
    ['that is a text', 'entry'],
    ['that is nothing', null],
  ])('%s makes the whole answer unbelievable', (_what, raw) => {
    expect(() => parse(entry(), raw)).toThrow(/./);
  });

  test.each([
    ['an object', {}],
    ['nothing', undefined],
    ['a text', 'none'],
  ])('list that is %s is refused', (_what, raw) => {
    expect(() => parseEntries(raw, 'My')).toThrow(/not a list/);
  });
});
