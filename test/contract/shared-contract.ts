/**
 * What every connection does with the certificate that a pool shares: its key leaves one server as an encrypted PFX and
 * arrives on another one. Nothing of the password or the key is to be seen on the way.
 */
import {inspect} from 'node:util';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {HolderState} from '../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../src/core/model/certificate.ts';
import {Secret} from '../../src/core/secret.ts';
import type {Step, StepResult} from '../../src/engine/ports/connection.ts';
import {FakeAuthority} from '../support/fake-authority.ts';
import {callContext, createRequestStep, spec} from '../support/world.ts';
import type {ConnectionRig} from './connection-contract.ts';

const EDGE01 = 'edge01.contoso.com';
const EDGE02 = 'edge02.contoso.com';
const EDGE03 = 'edge03.contoso.com';
const PASSWORD = 'canary-password-4711';
const NAME = 'Edge external';
const DIGEST = 'ab'.repeat(32);

type Imported = Extract<Step, {do: 'importShared'}>;

export function describeShared(name: string, make: () => Promise<ConnectionRig>): void {
  describe(`${name}: a certificate that a pool shares`, () => {
    let rig: ConnectionRig;
    let ca: FakeAuthority;
    let seen: StepResult[];
    beforeEach(async () => {
      rig = await make();
      ca = new FakeAuthority(rig.clock.now());
      seen = [];
    });
    afterEach(() => rig.close());

    async function perform(server: string, ...steps: readonly Step[]): Promise<StepResult> {
      const results = await rig.connection.perform(server, steps, callContext(rig.clock));
      seen.push(...results);
      const last = results.at(-1);
      if (last === undefined) throw new Error('nothing was tried');
      return last;
    }

    async function does(server: string, step: Step) {
      const result = await perform(server, step);
      if (result.outcome === 'failed') throw new Error(`${result.problem.code}: ${result.problem.detail}`);
      return result;
    }

    async function fails(server: string, step: Step): Promise<string> {
      const result = await perform(server, step);
      if (result.outcome !== 'failed') throw new Error(`${step.do} did not fail`);
      expect(result.problem.detail).not.toBe('');
      return result.problem.code;
    }

    async function read(server: string): Promise<HolderState> {
      const state = await rig.connection.read(server, {deep: true}, callContext(rig.clock));
      if ('problem' in state) throw new Error(state.problem.detail);
      return state.ok;
    }

    async function store(server: string, which: 'My' | 'CA' | 'Root'): Promise<readonly StoredCertificate[]> {
      const part = (await read(server)).stores[which];
      if ('problem' in part) throw new Error(part.problem.detail);
      return part.ok;
    }

    /** A certificate on the home; its thumbprint. */
    async function obtain(exportable = true): Promise<string> {
      const wanted = spec('access.contoso.com', {key: {algorithm: 'rsa', size: 2048, exportable}});
      const {spki = '', csr = ''} = (await does(EDGE01, createRequestStep(wanted))).after;
      const order = {csr, spki, spec: wanted, server: EDGE01, slot: 'edgepool/external', progress: CREATED};
      const answer = await ca.submit(order, async () => undefined, callContext(rig.clock));
      if (answer.state !== 'issued') throw new Error(`the authority answered ${answer.state}`);
      const {after} = await does(EDGE01, {do: 'install', spki, leaf: answer.leaf, chain: answer.chain});
      return after.thumbprint ?? '';
    }

    async function exportFrom(server: string, thumbprint: string, profile: Profile = 'modern'): Promise<Secret> {
      const step = {do: 'exportShared', thumbprint, profile, password: new Secret(PASSWORD)} as const;
      const {pfx} = (await does(server, step)).after;
      if (pfx === undefined) throw new Error('there is no PFX');
      return pfx;
    }

    const importing = (pfx: Secret, over: Partial<Imported> = {}): Imported => ({
      do: 'importShared',
      pfx,
      password: new Secret(PASSWORD),
      exportable: true,
      friendlyName: NAME,
      specDigest: DIGEST,
      ...over,
    });

    test.each(PROFILES)('goes from its home to another server, with its key (%s)', async profile => {
      const thumbprint = await obtain();
      const [home] = await store(EDGE01, 'My');
      const step = importing(await exportFrom(EDGE01, thumbprint, profile));
      expect(await does(EDGE02, step)).toMatchObject({outcome: 'done', after: {thumbprint, spki: home?.spki}});
      expect(await store(EDGE02, 'My')).toMatchObject([{der: home?.der, hasPrivateKey: true, exportable: true}]);
      await does(EDGE02, {do: 'assign', usage: 'AccessEdgeExternal', thumbprint});
      expect((await read(EDGE02)).assigned).toMatchObject({ok: {AccessEdgeExternal: {current: thumbprint}}});
    });

    test('arrives with the name and the mark that it is given', async () => {
      await does(EDGE02, importing(await exportFrom(EDGE01, await obtain())));
      const [copy] = await store(EDGE02, 'My');
      expect(copy).toMatchObject({friendlyName: NAME, mark: {spki: copy?.spki.slice(0, 8), spec: DIGEST.slice(0, 8)}});
    });

    test('brings its intermediates into CA, and no root anywhere', async () => {
      const thumbprint = await obtain();
      await does(EDGE01, {do: 'trust', store: 'Root', der: ca.root});
      await does(EDGE02, importing(await exportFrom(EDGE01, thumbprint)));
      expect((await store(EDGE02, 'CA')).map(({der}) => der)).toEqual([ca.issuing]);
      expect(await store(EDGE02, 'Root')).toEqual([]);
    });

    test('imported twice is already done, also from a second export', async () => {
      const thumbprint = await obtain();
      await does(EDGE02, importing(await exportFrom(EDGE01, thumbprint)));
      const before = await read(EDGE02);
      const again = await does(EDGE02, importing(await exportFrom(EDGE01, thumbprint)));
      expect(again).toEqual({outcome: 'already-done', after: {thumbprint, spki: again.after.spki}});
      expect(await read(EDGE02)).toEqual(before);
    });

    test('imported under another name is called so from then on', async () => {
      const pfx = await exportFrom(EDGE01, await obtain());
      await does(EDGE02, importing(pfx));
      expect(await does(EDGE02, importing(pfx, {friendlyName: 'Renamed'}))).toMatchObject({outcome: 'done'});
      expect(await store(EDGE02, 'My')).toMatchObject([{friendlyName: 'Renamed', hasPrivateKey: true}]);
    });

    test('can go on from the copy to a third server', async () => {
      const thumbprint = await obtain();
      await does(EDGE02, importing(await exportFrom(EDGE01, thumbprint)));
      await does(EDGE03, importing(await exportFrom(EDGE02, thumbprint)));
      expect(await store(EDGE03, 'My')).toMatchObject([{thumbprint, hasPrivateKey: true, exportable: true}]);
      expect((await store(EDGE03, 'CA')).map(({der}) => der)).toEqual([ca.issuing]);
    });

    test('whose copy must stay does not go on from there', async () => {
      const thumbprint = await obtain();
      const pfx = await exportFrom(EDGE01, thumbprint);
      await does(EDGE02, importing(pfx, {exportable: false}));
      expect(await store(EDGE02, 'My')).toMatchObject([{hasPrivateKey: true, exportable: false}]);
      expect(await fails(EDGE02, exporting(thumbprint))).toBe('KEY_NOT_EXPORTABLE');
      expect(await does(EDGE02, importing(pfx))).toMatchObject({outcome: 'done'});
      expect(await store(EDGE02, 'My')).toMatchObject([{exportable: true}]);
      expect(await does(EDGE02, importing(pfx, {exportable: false}))).toMatchObject({outcome: 'done'});
      expect(await store(EDGE02, 'My')).toMatchObject([{exportable: false}]);
      expect(await fails(EDGE02, exporting(thumbprint))).toBe('KEY_NOT_EXPORTABLE');
    });

    test('whose key was made to stay is refused in words, and so is one that is not there', async () => {
      const thumbprint = await obtain(false);
      expect(await fails(EDGE01, exporting(thumbprint))).toBe('KEY_NOT_EXPORTABLE');
      expect(await fails(EDGE02, exporting(thumbprint))).toBe('CERTIFICATE_MISSING');
      expect(await fails(EDGE01, exporting('not a thumbprint'))).toBe('CERTIFICATE_MISSING');
    });

    test.each(SPOILT)('is not imported %s, and nothing is stored', async (_how, spoil) => {
      const pfx = await exportFrom(EDGE01, await obtain());
      const before = await read(EDGE02);
      expect(await fails(EDGE02, importing(pfx, spoil(pfx)))).toBe('PFX_UNREADABLE');
      expect(await read(EDGE02)).toEqual(before);
    });

    test('shows nothing of its password or its key in any result', async () => {
      const thumbprint = await obtain();
      const pfx = await exportFrom(EDGE01, thumbprint);
      await does(EDGE02, importing(pfx));
      await fails(EDGE02, importing(pfx, {password: new Secret(`${PASSWORD}-wrong`)}));
      expect(pfx.reveal().length).toBeGreaterThan(1000);
      for (const shown of [JSON.stringify(seen), inspect(seen, {depth: null, showHidden: true}), `${pfx}`]) {
        expect(shown).not.toContain(PASSWORD);
        expect(shown).not.toContain(pfx.reveal().slice(0, 40));
        expect(shown).not.toContain('PRIVATE KEY');
      }
    });
  });
}

const CREATED = {state: 'created'} as const;
const PROFILES = ['modern', 'windows-legacy'] as const;

type Profile = (typeof PROFILES)[number];

const exporting = (thumbprint: string): Step => ({
  do: 'exportShared',
  thumbprint,
  profile: 'modern',
  password: new Secret(PASSWORD),
});

const changed = (how: (bytes: Buffer) => Buffer) => (pfx: Secret) => ({
  pfx: new Secret(how(Buffer.from(pfx.reveal(), 'base64')).toString('base64')),
});

/** What can be wrong with a PFX that arrives, and how to make it so. */
const SPOILT: readonly (readonly [string, (pfx: Secret) => Partial<Imported>])[] = [
  ['with another password', () => ({password: new Secret('another')})],
  ['without a password', () => ({password: new Secret('')})],
  ['when it was cut short', changed(bytes => bytes.subarray(0, bytes.length / 2))],
  ['when its last byte is missing', changed(bytes => bytes.subarray(0, -1))],
  ['when it is empty', changed(() => Buffer.alloc(0))],
  [
    'when it was changed on the way',
    changed(bytes => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(copy.length >> 1) ^ 1, copy.length >> 1);
      return copy;
    }),
  ],
];
