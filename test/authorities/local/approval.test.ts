import {dirname} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {type LocalAuthority, type LocalSettings, local} from '../../../src/authorities/local/index.ts';
import type {Order} from '../../../src/engine/ports/authority.ts';
import type {Files} from '../../../src/engine/ports/host.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {issuedOf, orderFor, waitingOf} from '../../contract/authority-contract.ts';
import {Killed, killedAt, MemoryFiles} from '../../support/memory-files.ts';
import {callContext, DEPLOYMENT, NOON, spec, TestClock, testHost} from '../../support/world.ts';
import {SAME_TICKET} from './same-ticket.ts';

const FE01 = 'fe01.contoso.com';
const CA = '/base/ca';

async function open(
  files: Files,
  {clock, ...settings}: Partial<LocalSettings> & {readonly clock?: TestClock} = {},
): Promise<LocalAuthority> {
  const made = await local.create(
    {type: 'local', folder: 'ca', approval: 'required', ...settings},
    {name: 'corp', base: '/base', deployment: DEPLOYMENT, host: testHost(files, clock), secrets: {}},
  );
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

const submit = (authority: LocalAuthority, order: Order, clock?: TestClock) =>
  authority.submit(order, async () => undefined, callContext(clock));

/** The CA and the request that all tests work on copies of: making them takes long. */
let used: MemoryFiles;
let order: Order;
/** The same with the order waiting. */
let held: MemoryFiles;
let ticket: string;
beforeAll(async () => {
  used = new MemoryFiles();
  await (await open(used)).chain({create: true}, callContext());
  order = await orderFor(spec(FE01));
  held = used.clone();
  ticket = waitingOf(await submit(await open(held), order)).progress.ticket;
});

const issuedFiles = (files: MemoryFiles) => files.tree(CA).filter(name => name.startsWith('issued/'));
const pendingFiles = (files: MemoryFiles) => files.tree(CA).filter(name => name.startsWith('pending/'));

describe('a request that waits', () => {
  test('is filed with what it asks for, and says who has to do what', async () => {
    const answer = waitingOf(await submit(await open(held.clone()), order));
    expect(answer.who).toBe(`the approval of request ${ticket} at "corp" (cscert ca approve ${ticket})`);
    expect(answer.progress).toEqual({state: 'waiting', ticket, since: NOON});
    expect(JSON.parse(held.text(`${CA}/pending/${ticket}.json`))).toMatchObject({
      format: 1,
      csr: order.csr,
      server: FE01,
      slot: order.slot,
      subject: `CN=${FE01}, O=Contoso, C=US`,
      names: [FE01],
      template: 'WebServer',
      at: NOON,
    });
  });

  test('handed in ten times, by ten runners at once, is one entry', async () => {
    const files = used.clone();
    const answers = await Promise.all(Array.from({length: 10}, async () => submit(await open(files), order)));
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
    expect(pendingFiles(files)).toHaveLength(1);
    expect(await (await open(files)).pending()).toMatchObject({ok: [{ticket, server: FE01, names: [FE01]}]});
  });

  test('is read once for all that a plan asks at the same time, and anew after it was decided', async () => {
    const files = held.clone();
    const authority = await open(files);
    let reads = 0;
    let gate: Promise<void> | undefined;
    const [read, list] = [files.read.bind(files), files.list.bind(files)];
    files.read = (path, ...rest) => {
      if (path.startsWith(`${CA}/pending/`)) reads++;
      return read(path, ...rest);
    };
    files.list = async path => {
      if (path === `${CA}/revoked`) await gate;
      return list(path);
    };
    const find = () => authority.find?.(order.spki, callContext());
    expect(await Promise.all(Array.from({length: 20}, find))).toContainEqual(
      expect.objectContaining({state: 'waiting'}),
    );
    expect(reads).toBe(1);
    // A look that began before the approval, and is still under way after it.
    let go = (): void => undefined;
    gate = new Promise(resolve => {
      go = resolve;
    });
    const early = find();
    await authority.approve(ticket);
    const late = find();
    go();
    expect([await early, await late]).toMatchObject([{state: 'waiting'}, {state: 'issued'}]);
  });

  test('that the rules can never permit is denied at once and not filed', async () => {
    const files = used.clone();
    const strict = await open(files, {profiles: {WebServer: {names: ['other.example']}}});
    expect(await submit(strict, order)).toMatchObject({state: 'denied'});
    expect(pendingFiles(files)).toEqual([]);
  });

  test('that waits, and that the rules no longer permit, is denied for the one who decides too', async () => {
    const files = held.clone();
    const strict = await open(files, {profiles: {WebServer: {names: ['other.example']}}});
    const answer = await submit(strict, order);
    expect(answer).toMatchObject({state: 'denied', reason: expect.stringContaining('does not allow the name')});
    expect(pendingFiles(files)).toEqual([]);
    expect(await strict.ledger()).toMatchObject({ok: {waiting: [], denied: [{ticket, decision: {verdict: 'denied'}}]}});
    // The server was told so, and hands this one in no more: what is issued for it now, nobody fetches.
    expect(await (await open(files)).approve(ticket)).toMatchObject({problem: {code: 'REQUEST_DECIDED'}});
  });

  test('that was approved but not issued, and that the rules no longer permit, is denied with their reason', async () => {
    let files = held.clone();
    for (let n = 1; !files.tree(`${CA}/decided`).length; n++) {
      files = held.clone();
      await (await open(killedAt(files, n))).approve(ticket).catch(() => undefined);
    }
    expect(issuedFiles(files)).toEqual([]);
    const strict = await open(files, {profiles: {WebServer: {names: ['other.example']}}});
    const reason = expect.stringContaining('does not allow the name');
    expect(await submit(strict, order)).toMatchObject({state: 'denied', reason});
  });

  test('is issued without more ado when approval is no longer required', async () => {
    const files = held.clone();
    const made = await local.create(
      {type: 'local', folder: 'ca'},
      {name: 'corp', base: '/base', deployment: DEPLOYMENT, host: testHost(files), secrets: {}},
    );
    if ('problem' in made) throw new Error(made.problem.detail);
    expect(await submit(made.ok, order)).toMatchObject({state: 'issued'});
    expect(pendingFiles(files)).toEqual([]);
  });
});

/** With as many names as fit, each as long as `nameOf` makes it. */
async function largeOrder(bytes: number, nameOf: (at: number) => string, organization = 'Contoso'): Promise<Order> {
  const names: string[] = [FE01];
  for (let size = 1024 + organization.length; size < bytes; ) {
    const name = nameOf(names.length);
    names.push(name);
    size += Buffer.byteLength(name) + 2;
  }
  const subject = {commonName: FE01, organization};
  return orderFor(spec(FE01, {subject, names: names.map(value => ({value, reasons: ['test']}))}));
}

const longName = (at: number): string => `${`n${at}`.padEnd(50, 'x')}.${'y'.repeat(50)}.contoso.com`;

describe('the largest request', () => {
  const MOST = 64 * 1024;

  test.each<[string, () => Promise<Order>]>([
    ['many long names', () => largeOrder(MOST, longName)],
    ['very many short names', () => largeOrder(MOST, at => at.toString(36).padStart(5, 'n'))],
    ['a subject that has to be escaped', () => largeOrder(MOST, longName, '\u0001'.repeat(62_000))],
  ])('with %s can be read again wherever it is written', async (_what, make) => {
    const large = await make();
    expect(Buffer.byteLength(large.csr, 'base64')).toBeLessThanOrEqual(MOST);
    expect(Buffer.byteLength(large.csr, 'base64')).toBeGreaterThan(MOST - 1024);
    const files = used.clone();
    const {progress} = waitingOf(await submit(await open(files), large));
    expect(await (await open(files)).ledger()).toMatchObject({ok: {waiting: [{ticket: progress.ticket}], damaged: []}});
    expect(await (await open(files)).approve(progress.ticket)).toMatchObject({ok: {server: FE01}});
    const {leaf} = issuedOf(await submit(await open(files), large));
    const authority = await open(files);
    expect(await authority.find?.(large.spki, callContext())).toMatchObject({state: 'issued', leaf});
    const certificate = readCertificate(Buffer.from(leaf, 'base64'));
    expect(await authority.revoke?.(certificate, 'superseded', callContext())).toMatchObject({ok: {outcome: 'done'}});
    expect(await (await open(files)).ledger()).toMatchObject({ok: {issued: [{}], revoked: [{}], damaged: []}});
  });

  test('is the largest: what is larger is denied in words, and nothing is written', async () => {
    const large = await largeOrder(70 * 1024, longName);
    const files = used.clone();
    const answer = await submit(await open(files), large);
    expect(answer).toMatchObject({state: 'denied', reason: expect.stringMatching(/has 7\d KiB; 64 KiB are allowed/)});
    expect([...pendingFiles(files), ...issuedFiles(files)]).toEqual([]);
  });
});

describe('approval', () => {
  test('issues what was asked for into the register and takes the request off the list', async () => {
    const files = held.clone();
    const authority = await open(files);
    const entry = await authority.approve(ticket);
    if ('problem' in entry) throw new Error(entry.problem.detail);
    expect(entry.ok).toMatchObject({server: FE01, certificate: {spki: order.spki}});
    expect(issuedOf(await submit(authority, order)).leaf).toBe(entry.ok.certificate.der);
    expect(await authority.pending()).toEqual({ok: []});
    expect(pendingFiles(files)).toEqual([]);
  });

  test('signs with the hash that was asked for', async () => {
    const files = used.clone();
    const authority = await open(files);
    const wanted = await orderFor(spec(FE01, {signature: 'sha384'}));
    const {progress} = waitingOf(await submit(authority, wanted));
    await authority.approve(progress.ticket);
    const {leaf} = issuedOf(await submit(authority, wanted));
    expect(readCertificate(Buffer.from(leaf, 'base64')).signature.hash).toBe('sha384');
  });

  test('twice, or by two at once, is one certificate', async () => {
    const files = held.clone();
    const [one, two] = await Promise.all([(await open(files)).approve(ticket), (await open(files)).approve(ticket)]);
    expect(one).toEqual(two);
    expect(await (await open(files)).approve(ticket)).toEqual(one);
    expect(issuedFiles(files)).toHaveLength(1);
  });

  test('is refused with words when the rules have changed since', async () => {
    const files = held.clone();
    const strict = await open(files, {profiles: {WebServer: {names: ['other.example']}}});
    expect(await strict.approve(ticket)).toMatchObject({problem: {code: 'REQUEST_NOT_PERMITTED'}});
    expect(issuedFiles(files)).toEqual([]);
    expect(await strict.pending()).toMatchObject({ok: [{ticket}]});
  });

  test.each(['ffffffffffff', 'nonsense', '../../etc/x', ''])('of the unknown ticket %j is told', async unknown => {
    const authority = await open(held.clone());
    expect(await authority.approve(unknown)).toMatchObject({problem: {code: 'REQUEST_UNKNOWN'}});
    expect(await authority.deny(unknown, 'no')).toMatchObject({problem: {code: 'REQUEST_UNKNOWN'}});
  });

  test('a kill at any point is harmless: it never issues twice, and the next one finishes', async () => {
    for (let n = 1; ; n++) {
      const files = held.clone();
      const end = await (await open(killedAt(files, n))).approve(ticket).catch((error: unknown) => error);
      const authority = await open(files);
      const between = await submit(authority, order);
      expect(between.state).toMatch(/^(waiting|issued)$/);
      const approved = await authority.approve(ticket);
      if ('problem' in approved) throw new Error(approved.problem.detail);
      const answer = issuedOf(await submit(authority, order));
      expect(answer.leaf).toBe(approved.ok.certificate.der);
      if (between.state === 'issued') expect(between).toEqual(answer);
      expect(issuedFiles(files)).toHaveLength(1);
      expect(pendingFiles(files)).toEqual([]);
      if (end instanceof Killed) continue;
      expect(n).toBeGreaterThan(4);
      break;
    }
  });
});

describe('a request that was being decided on when that was cut off', () => {
  test.each(['approve', 'deny'] as const)('is listed once, by what became of it (%s)', async verb => {
    const seen = new Set<string>();
    for (let n = 1, ended = false; !ended; n++) {
      const files = held.clone();
      const authority = await open(killedAt(files, n));
      ended = await (verb === 'approve' ? authority.approve(ticket) : authority.deny(ticket, 'no')).then(
        () => true,
        () => false,
      );
      const ledger = await (await open(files)).ledger();
      if ('problem' in ledger) throw new Error(ledger.problem.detail);
      const {waiting, approved, denied, issued} = ledger.ok;
      const tickets = Object.entries({waiting, approved, denied}).flatMap(([state, all]) =>
        all.map(one => [state, one.ticket]),
      );
      const all = [...tickets, ...issued.map(({request}) => ['issued', request.slice(0, 12)])];
      expect(all).toEqual([[expect.anything(), ticket]]);
      seen.add(String(all[0]?.[0]));
    }
    expect([...seen]).toEqual(verb === 'approve' ? ['waiting', 'approved', 'issued'] : ['waiting', 'denied']);
  });
});

describe('a denial', () => {
  test('tells reason and moment to the server, and is remembered', async () => {
    const files = held.clone();
    const clock = new TestClock();
    clock.pass(3_600_000);
    const authority = await open(files, {clock});
    await authority.deny(ticket, 'wrong\n\u001b[31m pool ');
    const answer = {state: 'denied', reason: 'wrong [31m pool (denied at 2026-03-01 13:00 UTC)'};
    expect(await submit(await open(files), order)).toEqual(answer);
    expect(await (await open(files)).find?.(order.spki, callContext())).toEqual(answer);
    expect(await authority.pending()).toEqual({ok: []});
    expect(await authority.ledger()).toMatchObject({ok: {denied: [{ticket, decision: {verdict: 'denied'}}]}});
  });

  test('keeps its first reason', async () => {
    const files = held.clone();
    await (await open(files)).deny(ticket, 'first');
    await (await open(files)).deny(ticket, 'second');
    expect(await submit(await open(files), order)).toMatchObject({reason: expect.stringMatching(/^first/)});
  });

  test('and an approval exclude each other, whoever is first', async () => {
    for (let round = 0; round < 10; round++) {
      const files = held.clone();
      const [one, two] = [await open(files), await open(files)];
      const tasks = [() => one.approve(ticket), () => two.deny(ticket, 'no')];
      const ended = await Promise.all((round % 2 === 0 ? tasks : tasks.toReversed()).map(task => task()));
      expect(ended.filter(end => 'problem' in end)).toMatchObject([{problem: {code: 'REQUEST_DECIDED'}}]);
      const {state} = await submit(await open(files), order);
      expect(issuedFiles(files)).toHaveLength(state === 'issued' ? 1 : 0);
    }
  });

  test('of what was issued, and an approval of what was denied, are refused', async () => {
    const [approved, denied] = [held.clone(), held.clone()];
    const entry = await (await open(approved)).approve(ticket);
    if ('problem' in entry) throw new Error(entry.problem.detail);
    const {thumbprint} = entry.ok.certificate;
    await (await open(denied)).deny(ticket, 'no');
    expect(await (await open(approved)).deny(ticket, 'no')).toMatchObject({
      problem: {
        code: 'REQUEST_DECIDED',
        detail: expect.stringContaining('was issued at 2026-03-01 12:00 UTC with the serial number'),
        help: expect.stringContaining(`cscert revoke ${thumbprint.slice(0, 8)}`),
      },
    });
    expect(await (await open(denied)).approve(ticket)).toMatchObject({problem: {code: 'REQUEST_DECIDED'}});
    expect(await submit(await open(approved), order)).toMatchObject({state: 'issued'});
    expect(await submit(await open(denied), order)).toMatchObject({state: 'denied'});
  });

  test('survives a kill at any point', async () => {
    for (let n = 1; ; n++) {
      const files = held.clone();
      const end = await (await open(killedAt(files, n))).deny(ticket, 'no').catch((error: unknown) => error);
      const authority = await open(files);
      expect((await submit(authority, order)).state).toMatch(/^(waiting|denied)$/);
      expect(await authority.deny(ticket, 'no')).toMatchObject({ok: {decision: {reason: 'no'}}});
      expect(await submit(authority, order)).toMatchObject({state: 'denied'});
      expect(await authority.pending()).toEqual({ok: []});
      if (end instanceof Killed) continue;
      expect(n).toBeGreaterThan(2);
      break;
    }
  });
});

describe('of two requests that have the same ticket', () => {
  const {one, other} = SAME_TICKET;
  const waiting = {state: 'waiting', progress: {ticket: SAME_TICKET.ticket}};

  /** Where the one waits, under the ticket that is the other's too. */
  async function withOne(): Promise<{readonly files: MemoryFiles; readonly authority: LocalAuthority}> {
    const files = used.clone();
    const authority = await open(files);
    expect(await submit(authority, one)).toMatchObject(waiting);
    return {files, authority};
  }

  test('the one that waits is not taken for the other, which is told to come later', async () => {
    const {files, authority} = await withOne();
    expect(await submit(authority, other)).toMatchObject({
      state: 'failed',
      problem: {code: 'REQUEST_TICKET_TAKEN', help: expect.stringContaining(`cscert ca deny ${SAME_TICKET.ticket}`)},
    });
    expect(await authority.pending()).toMatchObject({ok: [{server: one.server}]});
    expect(pendingFiles(files)).toHaveLength(1);
  });

  test('an approval of the one issues nothing to the other', async () => {
    const {files, authority} = await withOne();
    const path = `${CA}/decided/${SAME_TICKET.ticket}.json`;
    expect(await authority.approve(SAME_TICKET.ticket)).toMatchObject({ok: {server: one.server}});
    expect(JSON.parse(files.text(path))).toMatchObject({verdict: 'approved', csr: one.csr});
    expect(await submit(authority, other)).toMatchObject(waiting);
    expect(issuedFiles(files)).toHaveLength(1);
  });

  test('a denial of the one is none of the other', async () => {
    const {authority} = await withOne();
    await authority.deny(SAME_TICKET.ticket, 'no');
    expect(await submit(authority, other)).toMatchObject(waiting);
    expect(await submit(authority, one)).toMatchObject({state: 'denied'});
  });
});

describe('a hostile file among those that wait', () => {
  const fields = (): Record<string, unknown> => JSON.parse(held.text(`${CA}/pending/${ticket}.json`));
  let stranger: Order;
  beforeAll(async () => {
    stranger = await orderFor(spec('evil.example'));
  });

  test.each<[string, () => string]>([
    ['no JSON', () => '{'],
    ['no object', () => '[]'],
    ['another format', () => JSON.stringify({...fields(), format: 2})],
    ['another request', () => JSON.stringify({...fields(), csr: stranger.csr})],
    ['no request', () => JSON.stringify({...fields(), csr: 'AAAA'})],
    ['a server with a line break', () => JSON.stringify({...fields(), server: 'a\nprofile: CA'})],
    ['a slot with an escape', () => JSON.stringify({...fields(), slot: 'a/\u001b[2J'})],
    ['an unknown hash', () => JSON.stringify({...fields(), signature: 'md5'})],
    ['a time that is none', () => JSON.stringify({...fields(), at: 'soon'})],
    ['too much', () => 'x'.repeat(2 ** 20 + 1)],
  ])('with %s is told, never signed, and healed when the request comes again', async (_what, text) => {
    const files = held.clone();
    await files.write(`${CA}/pending/${ticket}.json`, text(), {mode: 0o644});
    const authority = await open(files);
    expect(await authority.approve(ticket)).toMatchObject({problem: {code: 'REQUEST_FILE_DAMAGED'}});
    expect(await authority.ledger()).toMatchObject({ok: {waiting: [], damaged: [{code: 'REQUEST_FILE_DAMAGED'}]}});
    expect(issuedFiles(files)).toEqual([]);
    expect(await submit(authority, order)).toMatchObject({state: 'waiting', progress: {ticket}});
    expect(await authority.approve(ticket)).toMatchObject({ok: {certificate: {spki: order.spki}}});
  });

  test('cannot show one name and get another signed', async () => {
    const files = held.clone();
    const forged = {...fields(), subject: 'CN=good.contoso.com', names: ['good.contoso.com']};
    await files.write(`${CA}/pending/${ticket}.json`, JSON.stringify(forged), {mode: 0o644});
    expect(await (await open(files)).pending()).toMatchObject({ok: [{names: [FE01]}]});
  });

  test('does not hide the others', async () => {
    const files = held.clone();
    await files.write(`${CA}/pending/000000000000.json`, 'x', {mode: 0o644});
    files.plant(`${CA}/pending/111111111111.json`, 'other');
    await files.write(`${CA}/pending/readme`, 'x', {mode: 0o644});
    const ledger = await (await open(files)).ledger();
    expect(ledger).toMatchObject({ok: {waiting: [{ticket}]}});
    expect('ok' in ledger && ledger.ok.damaged).toHaveLength(2);
  });

  test.each([
    [`issued/${'0'.repeat(64)}.pem`, 'AUTHORITY_DAMAGED'],
    ['decided/000000000000.json', 'REQUEST_FILE_DAMAGED'],
    ['revoked/1234.json', 'REVOCATION_DAMAGED'],
  ])('is told with the requests, wherever it lies (%s)', async (path, code) => {
    const files = held.clone();
    await files.makeFolder(dirname(`${CA}/${path}`));
    await files.write(`${CA}/${path}`, 'x', {mode: 0o644});
    expect(await (await open(files)).ledger()).toMatchObject({ok: {waiting: [{ticket}], damaged: [{code}]}});
  });

  test('a damaged decision is told and never guessed', async () => {
    const files = held.clone();
    await (await open(files)).deny(ticket, 'no');
    await files.write(`${CA}/decided/${ticket}.json`, '{}', {mode: 0o644});
    const failed = {problem: {code: 'REQUEST_FILE_DAMAGED'}};
    expect(await submit(await open(files), order)).toMatchObject({state: 'failed', ...failed});
    expect(await (await open(files)).approve(ticket)).toMatchObject(failed);
  });
});
