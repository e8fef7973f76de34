import {expect, test} from '@jest/globals';
import {trustedRoots} from '../../../src/authorities/offline/roots.ts';
import type {Found} from '../../../src/authorities/offline/scan.ts';
import type {OfflineSite} from '../../../src/authorities/offline/settings.ts';
import {parseCertificate} from '../../../src/x509/certificate.ts';
import {certificateFacts} from '../../../src/x509/facts.ts';
import {orderFor} from '../../contract/authority-contract.ts';
import {countCalls} from '../../support/count-calls.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {spec, TestClock} from '../../support/world.ts';
import {answerOf, FE01, FOLDER} from './support.ts';

function foundIn(der: string): Found {
  const parsed = parseCertificate(Buffer.from(der, 'base64'));
  return {parsed, facts: certificateFacts(parsed), path: 'answer.pem'};
}

test('which roots answers bring costs as much for each answer in a folder of many as in one of few', async () => {
  const ca = new FakeAuthority(new TestClock().now(), 'Public');
  const order = await orderFor(spec(FE01));
  const site: OfflineSite = {
    name: 'public',
    files: new MemoryFiles(),
    folder: FOLDER,
    shown: 'requests',
    fromResponse: true,
    rootFiles: [],
    pinned: [],
  };
  const workFor = async (count: number): Promise<number> => {
    const answers = await Promise.all(Array.from({length: count}, () => answerOf(ca, order)));
    const all = [...answers.map(({leaf}) => leaf), ca.issuing, ca.root].map(foundIn);
    return countCalls('/src/', () => expect(trustedRoots(site, [], all)).toHaveLength(1));
  };
  expect(await workFor(40)).toBeLessThan(5 * (await workFor(10)));
});
