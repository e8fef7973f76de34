import {beforeAll, describe, expect, test} from '@jest/globals';
import type {Entry} from '../../../../src/connections/powershell/facts/entries.ts';
import {joinRequests, takenOver} from '../../../../src/connections/powershell/facts/requests.ts';
import {encodeNote} from '../../../../src/connections/request-notes.ts';
import type {PendingRequest} from '../../../../src/core/model/actual.ts';
import {readCertificate} from '../../../../src/x509/facts.ts';
import {generateKey, spkiHash} from '../../../../src/x509/key.ts';
import {encodePem} from '../../../../src/x509/pem.ts';
import {createRequest} from '../../../../src/x509/request.ts';
import {FakeAuthority} from '../../../support/fake-authority.ts';
import {spec} from '../../../support/world.ts';

const ROOT = readCertificate(Buffer.from(new FakeAuthority(new Date('2026-03-01T12:00:00Z')).root, 'base64'));
let pending: PendingRequest;
let csr: string;

beforeAll(async () => {
  const key = await generateKey({algorithm: 'rsa', size: 2048, exportable: false});
  const der = createRequest({spec: spec('fe01.contoso.com'), key});
  csr = encodePem('CERTIFICATE REQUEST', der);
  pending = {
    spki: spkiHash(key),
    csr: der.toString('base64'),
    specDigest: 'ab'.repeat(32),
    friendlyName: 'Default',
    authority: 'corp',
    createdAt: '2026-03-01T12:00:00.000Z',
    progress: {state: 'waiting', ticket: '4711', since: '2026-03-01T12:00:00.000Z'},
  };
});

/** An entry for the key of the request: only that, and whether it has it, counts here. */
const entry = (over: Partial<Entry['certificate']> = {}): Entry => ({
  certificate: {...ROOT, spki: pending.spki, hasPrivateKey: true, ...over},
  storedName: 'Default [cscert …]',
});
const files = (over: Readonly<Record<string, string | undefined>> = {}): ReadonlyMap<string, string> => {
  const all = {[`${pending.spki}.json`]: encodeNote(pending), [`${pending.spki}.req`]: csr, ...over};
  return new Map(Object.entries(all).flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])));
};
const MARK = {spki: '01234567', spec: 'abababab'};

describe('a request', () => {
  test('is what was noted, joined with the key that waits', () => {
    expect(joinRequests({files: files(), entries: [entry()], my: []})).toEqual([pending]);
  });

  test('is still one where the certificate has come and nothing was tidied up', () => {
    expect(joinRequests({files: files(), entries: [], my: [entry()]})).toEqual([pending]);
  });

  test('that stood for an enrolment is none any more once the certificate of that has our mark, and till then is one', () => {
    const enrolled = 'cd'.repeat(32);
    const noted = files({[`${pending.spki}.json`]: encodeNote({...pending, enrolled})});
    const other = (over: Partial<Entry['certificate']>): Entry => entry({spki: enrolled, ...over});
    expect(joinRequests({files: noted, entries: [entry()], my: [other({})]})).toEqual([pending]);
    expect(joinRequests({files: noted, entries: [entry()], my: [other({mark: MARK})]})).toEqual([]);
    expect(takenOver({files: noted, my: [other({mark: MARK})]})).toEqual(new Map([[pending.spki, enrolled]]));
    expect(takenOver({files: files(), my: [other({mark: MARK})]})).toEqual(new Map());
  });

  test('is none without its key, for no answer could be used', () => {
    expect(joinRequests({files: files(), entries: [], my: []})).toEqual([]);
    expect(joinRequests({files: files(), entries: [entry({hasPrivateKey: false})], my: []})).toEqual([]);
  });

  test('is none of ours where nothing was noted and nothing is marked', () => {
    expect(joinRequests({files: new Map(), entries: [entry()], my: []})).toEqual([]);
  });

  test('that is marked, whose notes are gone, is not forgotten', () => {
    expect(() => joinRequests({files: new Map(), entries: [entry({mark: MARK})], my: []})).toThrow(/nobody knows/);
    expect(joinRequests({files: new Map(), entries: [entry({mark: MARK})], my: [entry()]})).toEqual([]);
  });

  const damages: readonly (readonly [string, () => Readonly<Record<string, string | undefined>>])[] = [
    ['is no JSON', () => ({json: '{'})],
    ['is of another key', () => ({json: encodeNote({...pending, spki: '0'.repeat(64)})})],
    ['has no progress', () => ({json: '{"format":1}'})],
    ['has lost its CSR', () => ({req: undefined})],
    ['has a CSR that is none', () => ({req: 'hello'})],
  ];

  test.each(damages)('whose note %s is damaged, and said to be', (_what, damage) => {
    const spoilt = Object.entries(damage()).map(([ending, text]) => [`${pending.spki}.${ending}`, text]);
    const world = {files: files(Object.fromEntries(spoilt)), entries: [entry()], my: []};
    expect(() => joinRequests(world)).toThrow(/%ProgramData%/);
  });
});
