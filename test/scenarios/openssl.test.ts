/** A second opinion on everything that applying the examples brings about: OpenSSL's. */
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect} from '@jest/globals';
import {loadConfig} from '../../src/config/load.ts';
import {resolve} from '../../src/config/resolve/resolve.ts';
import type {Slot} from '../../src/core/model/desired.ts';
import type {SlotPlan} from '../../src/core/model/plan.ts';
import {files} from '../../src/host/files.ts';
import {APPLIED_AT} from '../support/contoso-world.ts';
import {endedWith} from '../support/ended-with.ts';
import {ManualClock} from '../support/manual-clock.ts';
import {hasOpenssl, openWorkshop} from '../support/openssl.ts';
import {copyExample, mustRun, planOf} from '../support/program.ts';
import {realPart} from '../support/real-parts.ts';

const {describe, test} = realPart('OpenSSL 3', hasOpenssl());

describe.each(['lab', 'contoso'] as const)('the applied example %s, as OpenSSL sees it', name => {
  const shop = openWorkshop();
  const folder = mkdtempSync(join(tmpdir(), 'cscert-test-'));
  /** PEM of every request that was written to a server's Request store; it is gone when its certificate is there. */
  const requests: string[] = [];
  let world: string;
  let slots: readonly SlotPlan[];

  beforeAll(async () => {
    world = copyExample(name, folder);
    const clock = new ManualClock(APPLIED_AT);
    const watched = {
      ...files,
      write: (path: string, data: string | Uint8Array, options: {readonly mode: number}) => {
        if (path.endsWith('.p10')) requests.push(Buffer.from(data).toString('latin1'));
        return files.write(path, data, options);
      },
      create: (path: string, data: string | Uint8Array, options: {readonly mode: number}) => {
        if (path.endsWith('.p10')) requests.push(Buffer.from(data).toString('latin1'));
        return files.create(path, data, options);
      },
    };
    await mustRun(['init', '--config', '.'], {cwd: world, clock});
    await mustRun(['apply', '--config', '.', '--auto-approve'], {cwd: world, clock, files: watched});
    const {plan} = await planOf(world, {clock, flags: ['--verbose']});
    slots = plan.slots;
  });

  afterAll(() => {
    shop.remove();
    rmSync(folder, {recursive: true, force: true});
  });

  const pem = (server: string, store: string, thumbprint: string): string =>
    join(world, 'servers', server, store, `${thumbprint}.pem`);

  /** All certificates of a store in one file, as OpenSSL wants them. */
  function bundle(server: string, store: string): string {
    const at = join(world, 'servers', server, store);
    return shop.write(
      `${server}.${store}.pem`,
      readdirSync(at)
        .map(one => readFileSync(join(at, one), 'utf8'))
        .join('\n'),
    );
  }

  test('every certificate passes verify -x509_strict for each of its declared names, from the stores of its server', async () => {
    const desired = await declaredIn(world);
    let verified = 0;
    for (const slot of slots) {
      const names = desired.find(one => one.address === slot.address)?.spec.names ?? [];
      expect(names.length).toBeGreaterThan(0);
      for (const {server, assigned} of slot.members) {
        const trust = ['-CAfile', bundle(server, 'Root'), '-untrusted', bundle(server, 'CA')];
        for (const thumbprint of new Set(Object.values(assigned))) {
          for (const {value} of names) {
            const strict = ['-x509_strict', '-purpose', 'sslserver', '-attime', String(Date.parse(APPLIED_AT) / 1000)];
            const args = ['verify', ...strict, '-no-CApath', '-no-CAstore', '-verify_hostname', value, ...trust];
            const {code, stderr} = shop.tryOpenssl(...args, pem(server, 'My', thumbprint));
            expect({slot: slot.address, server, value, code, stderr}).toEqual(endedWith(0));
            verified++;
          }
        }
      }
    }
    expect(verified).toBeGreaterThanOrEqual(slots.length);
  });

  test('a name that is not declared does not pass', () => {
    const [slot] = slots.filter(one => one.scope === 'server');
    const member = slot?.members[0];
    const [thumbprint] = Object.values(member?.assigned ?? {});
    if (member === undefined || thumbprint === undefined) throw new Error('nothing is assigned');
    const trust = ['-CAfile', bundle(member.server, 'Root'), '-untrusted', bundle(member.server, 'CA')];
    const at = ['-attime', String(Date.parse(APPLIED_AT) / 1000)];
    const args = ['verify', ...at, '-verify_hostname', 'elsewhere.contoso.com', ...trust];
    expect(shop.tryOpenssl(...args, pem(member.server, 'My', thumbprint)).stderr).toContain('hostname mismatch');
  });

  test('every request that was made carries a signature that verifies', () => {
    expect(requests).toHaveLength(slots.length);
    for (const [index, request] of requests.entries()) {
      const path = shop.write(`${index}.p10`, request);
      const {code, stderr, stdout} = shop.tryOpenssl('req', '-verify', '-noout', '-in', path);
      expect({code, said: stderr + stdout}).toMatchObject({code: 0, said: expect.stringContaining('verify OK')});
    }
  });

  test('every private key belongs to a certificate of its server', () => {
    for (const server of readdirSync(join(world, 'servers')).filter(one => !one.startsWith('.'))) {
      const at = join(world, 'servers', server);
      const publicKeys = new Set(
        readdirSync(join(at, 'My')).map(one => shop.openssl('x509', '-noout', '-pubkey', '-in', join(at, 'My', one))),
      );
      for (const key of readdirSync(join(at, 'Keys'))) {
        expect(publicKeys).toContain(shop.openssl('pkey', '-pubout', '-in', join(at, 'Keys', key)));
      }
    }
  });
});

/** The slots that the configuration of a world declares. */
async function declaredIn(world: string): Promise<readonly Slot[]> {
  const {loaded} = await loadConfig({paths: ['.'], cwd: world, environment: {}, files});
  const slots = loaded && resolve(loaded).desired?.slots;
  if (slots === undefined) throw new Error('the configuration is not valid');
  return slots;
}
