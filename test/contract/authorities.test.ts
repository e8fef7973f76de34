import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {isLocalAuthority} from '../../src/authorities/local/index.ts';
import {type AuthoritySettings, createAuthority} from '../../src/authorities/registry.ts';
import type {Part} from '../../src/core/diagnostic.ts';
import {files} from '../../src/host/files.ts';
import {encodePem} from '../../src/x509/pem.ts';
import {FakeAuthority} from '../support/fake-authority.ts';
import {callContext, DEPLOYMENT, TestClock, testHost} from '../support/world.ts';
import {type AuthorityRig, describeAuthority, issuedOf, type Person} from './authority-contract.ts';

function okOf<T>(part: Part<T>): T {
  if ('problem' in part) throw new Error(part.problem.detail);
  return part.ok;
}

/** An authority of the registry on real files in a temporary folder. */
async function openRig(settings: AuthoritySettings, {base, people}: Around): Promise<AuthorityRig> {
  const clock = new TestClock();
  const site = {name: 'corp', base, deployment: DEPLOYMENT, host: testHost(files, clock), secrets: {}};
  const reopen = async () => okOf(await createAuthority(settings, site));
  const authority = await reopen();
  const person = people?.({clock, reopen});
  return {authority, clock, reopen, ...(person && {person}), close: () => rm(base, {recursive: true})};
}

interface Around {
  /** A folder of its own; it goes with the rig. */
  readonly base: string;
  readonly people?: (rig: Opened) => Person;
}

type Opened = Pick<AuthorityRig, 'clock' | 'reopen'>;

const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'cscert-authority-'));

/** Who decides with `cscert ca`. */
function approver({reopen}: Opened): Person {
  const open = async () => {
    const authority = await reopen();
    if (!isLocalAuthority(authority)) throw new Error('not a local authority');
    return authority;
  };
  return {
    approve: async (_order, ticket) => void okOf(await (await open()).approve(ticket)),
    deny: async (_order, ticket, reason) => void okOf(await (await open()).deny(ticket, reason)),
  };
}

const toPem = (der: string): string => encodePem('CERTIFICATE', Buffer.from(der, 'base64'));

/** The CA is a fake; who takes the request to it puts its answer beside the requests. */
async function openOffline(): Promise<AuthorityRig> {
  const ca = new FakeAuthority(new TestClock().now());
  const base = await temporary();
  await writeFile(join(base, 'root.pem'), toPem(ca.root));
  return openRig(
    {type: 'offline', folder: 'requests', roots: ['root.pem']},
    {
      base,
      people: ({clock}) => ({
        async approve(order, ticket) {
          const {leaf, chain} = issuedOf(await ca.submit(order, async () => undefined, callContext(clock)));
          await writeFile(join(base, 'requests', `answer-${ticket}.cer`), [leaf, ...chain].map(toPem).join(''));
        },
      }),
    },
  );
}

async function openFake(): Promise<AuthorityRig> {
  const clock = new TestClock();
  const authority = new FakeAuthority(clock.now());
  const person: Person = {
    hold: () => authority.reply('waiting'),
    approve: async (_order, ticket) => authority.approve(ticket),
    deny: async (_order, ticket, reason) => authority.refuse(ticket, reason),
  };
  return {authority, clock, person, reopen: async () => authority, close: async () => undefined};
}

const FINDS = {finds: true, idempotent: true} as const;
const LOCAL = {...FINDS, revokes: 'itself'} as const;

describeAuthority('local', async () => openRig({type: 'local', folder: 'ca'}, {base: await temporary()}), {
  ...LOCAL,
  waits: false,
  denies: false,
});
describeAuthority(
  'local with approval',
  async () => openRig({type: 'local', folder: 'ca', approval: 'required'}, {base: await temporary(), people: approver}),
  {...LOCAL, waits: true, denies: true},
);
describeAuthority('offline', openOffline, {...FINDS, revokes: 'elsewhere', waits: true, denies: false});
describeAuthority('fake', openFake, {...FINDS, revokes: 'no', waits: true, denies: true});
