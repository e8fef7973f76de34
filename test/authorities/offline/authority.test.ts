import {createHash} from 'node:crypto';
import {dirname} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {offline} from '../../../src/authorities/offline/index.ts';
import {certificatesIn, scanFolder} from '../../../src/authorities/offline/scan.ts';
import type {OfflineSite} from '../../../src/authorities/offline/settings.ts';
import type {Order} from '../../../src/engine/ports/authority.ts';
import {generateKey} from '../../../src/x509/key.ts';
import {decodePem, encodePem} from '../../../src/x509/pem.ts';
import {createRequest} from '../../../src/x509/request.ts';
import {issuedOf, orderFor, waitingOf} from '../../contract/authority-contract.ts';
import {FakeAuthority} from '../../support/fake-authority.ts';
import {Killed, killedAt, MemoryFiles} from '../../support/memory-files.ts';
import {callContext, DEPLOYMENT, NOON, spec, TestClock, testHost} from '../../support/world.ts';
import {answerOf, at, drop, FE01, FE02, FOLDER, open, POOL, pem, remarksOf, submit} from './support.ts';

const DAY = 86_400_000;
const ca = new FakeAuthority(new TestClock().now(), 'Public');
const other = new FakeAuthority(new TestClock().now(), 'Other');

let order: Order;
let older: Order;
let stranger: Order;
beforeAll(async () => {
  [order, older, stranger] = await Promise.all([orderFor(spec(FE01)), orderFor(spec(FE01)), orderFor(spec(FE02))]);
});

async function freshFiles(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await files.makeFolder('/base');
  await files.write('/base/root.pem', pem(ca.root), {mode: 0o644});
  return files;
}

const stemOf = ({spki}: Order, certificate = 'default'): string => `${certificate}.${spki.slice(0, 12)}`;
const own = (name: string): string => `${POOL}/${FE01}/${name}`;
const fingerprint = (der: string): string => createHash('sha256').update(Buffer.from(der, 'base64')).digest('hex');

describe('the folder', () => {
  test('is read once for all that a plan asks at the same time, and anew for who asks later', async () => {
    const files = await freshFiles();
    const authority = await open(files);
    await submit(authority, order);
    await drop(files, 'answer.pem', pem((await answerOf(ca, order)).leaf));
    let lists = 0;
    const list = files.list.bind(files);
    files.list = path => {
      if (path === FOLDER) lists++;
      return list(path);
    };
    const ask = () =>
      Promise.all([order, older, order].map(({spki}) => authority.find?.(spki, callContext(new TestClock()))));
    expect(await ask()).toMatchObject([{state: 'issued'}, 'none', {state: 'issued'}]);
    expect(lists).toBe(1);
    await ask();
    expect(lists).toBe(2);
  });

  test('is read once for all orders that come at the same time, and anew after they were written', async () => {
    const files = await freshFiles();
    const authority = await open(files);
    let lists = 0;
    const list = files.list.bind(files);
    files.list = path => {
      if (path === FOLDER) lists++;
      return list(path);
    };
    const orders = Array.from({length: 30}, (_, index) => at(order, `fe${index}.contoso.com`));
    await Promise.all(orders.map(one => submit(authority, one)));
    expect({lists, written: files.tree(FOLDER).length}).toEqual({lists: 1, written: 60});
    await submit(authority, older);
    expect(lists).toBe(2);
  });

  test('has each file taken apart once, however many lie there and however often it is read', async () => {
    const files = await freshFiles();
    const key = await generateKey(spec(FE01).key);
    for (let index = 0; index < 300; index++) {
      const csr = createRequest({spec: spec(`fe${index}.contoso.com`), key});
      await drop(files, `${POOL}/fe${index}.csr`, encodePem('CERTIFICATE REQUEST', csr));
    }
    await drop(files, 'answer.pem', pem((await answerOf(ca, order)).leaf));
    const bare = {name: 'public', shown: 'requests', fromResponse: false, rootFiles: [], pinned: []};
    const site: OfflineSite = {...bare, files, folder: FOLDER};
    const [before, now] = [await scanFolder(site), await scanFolder(site)];
    expect(before.requests).toHaveLength(300);
    for (const [index, {names}] of before.requests.entries()) expect(now.requests[index]?.names).toBe(names);
    expect(certificatesIn(now)[0]?.parsed).toBe(certificatesIn(before)[0]?.parsed);
    await drop(files, 'answer.pem', pem((await answerOf(other, order)).leaf));
    expect(certificatesIn(await scanFolder(site))[0]?.facts.der).not.toBe(certificatesIn(now)[0]?.facts.der);
  });
});

describe('a request', () => {
  test('is written where its pool and server say, with a page to read, and waits for a person', async () => {
    const files = await freshFiles();
    const answer = waitingOf(await submit(await open(files), order));
    expect(files.tree(FOLDER)).toEqual([own(`${stemOf(order)}.csr`), own(`${stemOf(order)}.txt`)]);
    expect(answer.progress).toEqual({state: 'waiting', ticket: order.spki.slice(0, 12), since: NOON});
    expect(answer.who).toBe(`the CA's answer to requests/${own(`${stemOf(order)}.csr`)}, to be put beside it`);
    expect(answer.remarks).toBeUndefined();
    const [block] = decodePem(files.text(`${FOLDER}/${own(`${stemOf(order)}.csr`)}`));
    expect(block?.label).toBe('CERTIFICATE REQUEST');
    expect(block?.der.toString('base64')).toBe(order.csr);
  });

  test('has a page that says for whom it is, what it asks for and what to do', async () => {
    const files = await freshFiles();
    const names = [
      {value: FE01, reasons: ['name of this server']},
      {value: 'sip.contoso.com', reasons: ['automatic sign-in of SIP domain contoso.com']},
    ];
    const wanted = await orderFor(spec(FE01, {names, eku: ['serverAuth', 'clientAuth'], signature: 'sha384'}));
    await submit(await open(files), wanted);
    const page = files.text(`${FOLDER}/${own(`${stemOf(wanted)}.txt`)}`);
    for (const line of [
      /^Certificate request default\.[0-9a-f]{12}\.csr$/m,
      /^Certificate: +fepool01\.contoso\.com\/fe01\.contoso\.com\/default$/m,
      /^Server: +fe01\.contoso\.com /m,
      /^Subject: +CN=fe01\.contoso\.com, O=Contoso, C=US$/m,
      /^Key: +RSA 2048 bits$/m,
      /^Purposes: +serverAuth, clientAuth$/m,
      /^Signature: +sha384; the CA should sign with sha384$/m,
      /^ {2}sip\.contoso\.com +automatic sign-in of SIP domain contoso\.com$/m,
      /beside this file, under any name/,
    ]) {
      expect(page).toMatch(line);
    }
  });

  test('of a pool or of the deployment lies with the server that has its key', async () => {
    const files = await freshFiles();
    const authority = await open(files);
    await submit(authority, {...order, slot: 'edgepool.contoso.com/external'});
    await submit(authority, {...order, slot: 'global/oauth'});
    expect(files.tree(FOLDER).filter(name => name.endsWith('.csr'))).toEqual([
      `edgepool.contoso.com/${FE01}/${stemOf(order, 'external')}.csr`,
      `global/${FE01}/${stemOf(order, 'oauth')}.csr`,
    ]);
  });

  test.each([
    '../up/default',
    'pool/../default',
    'pool/fe01/..',
    'pool',
    '/etc/passwd',
    'pool/a\\b/c',
    'pool/fe01/aux',
    'pool/con.contoso.com/default',
    'Pool/fe01/default',
    `${'a'.repeat(64)}/fe01/default`,
    'pool/fe\n01/default',
    '',
  ])('under the address %j is refused before anything is written', async slot => {
    const files = await freshFiles();
    const before = files.tree('/');
    const answer = await submit(await open(files), {...order, slot});
    expect(answer).toMatchObject({state: 'failed', problem: {code: 'REQUEST_NAME_UNSAFE'}});
    expect(files.tree('/')).toEqual(before);
  });

  test('of a server whose name leads elsewhere is refused too', async () => {
    const answer = await submit(await open(await freshFiles()), {...order, server: '../../etc'});
    expect(answer).toMatchObject({problem: {code: 'REQUEST_NAME_UNSAFE'}});
  });

  test.each([POOL, `${POOL}/${FE01}`])('is not written through the link %s', async path => {
    const files = await freshFiles();
    await files.makeFolder(dirname(`${FOLDER}/${path}`));
    files.plant(`${FOLDER}/${path}`, 'link');
    const answer = await submit(await open(files), order);
    expect(answer).toMatchObject({state: 'failed', problem: {code: 'REQUEST_FOLDER_UNWRITABLE'}});
    expect(files.tree(FOLDER)).toEqual([]);
  });

  test('that is not one, or for another key, is refused', async () => {
    const authority = await open(await freshFiles());
    for (const change of [{csr: 'AAAA'}, {spki: older.spki}]) {
      const answer = await submit(authority, {...order, ...change});
      expect(answer).toMatchObject({state: 'failed', repeatable: false, problem: {code: 'REQUEST_UNREADABLE'}});
    }
  });

  test('is written again by every apply when a file is missing or was changed, and is not touched otherwise', async () => {
    const files = await freshFiles();
    const authority = await open(files);
    const {progress} = waitingOf(await submit(authority, order));
    const before = new Map(files.nodes);
    const waitingOrder = {...order, progress};
    await authority.resume(waitingOrder, async () => undefined, callContext());
    expect(files.nodes).toEqual(before);
    for (const ending of ['csr', 'txt']) {
      const path = `${FOLDER}/${own(`${stemOf(order)}.${ending}`)}`;
      const text = files.text(path);
      for (const damage of [() => files.remove(path), () => files.write(path, `${text} `, {mode: 0o644})]) {
        await damage();
        await authority.resume(waitingOrder, async () => undefined, callContext());
        expect(files.text(path)).toBe(text);
      }
    }
  });

  test('keeps the moment since which it waits, on any runner and in any checkout', async () => {
    const {progress} = waitingOf(await submit(await open(await freshFiles()), order));
    const later = new TestClock();
    later.pass(40 * DAY);
    const answer = await (await open(await freshFiles())).resume(
      {...order, progress},
      async () => undefined,
      callContext(later),
    );
    expect(waitingOf(answer).progress).toEqual(progress);
  });

  test('survives a kill before every change to the disk', async () => {
    for (let n = 1; ; n++) {
      const files = await freshFiles();
      const end = await submit(await open(killedAt(files, n)), order).catch((error: unknown) => error);
      waitingOf(await submit(await open(files), order));
      expect(files.tree(FOLDER)).toEqual([own(`${stemOf(order)}.csr`), own(`${stemOf(order)}.txt`)]);
      if (end instanceof Killed) continue;
      expect(n).toBe(4);
      break;
    }
  });
});

describe('an answer', () => {
  test.each(['answer.cer', 'default.crt', 'Zertifikat (3) für fe01.pem', 'mail.txt', 'no-ending'])(
    'is known by its key under the name %j',
    async name => {
      const files = await freshFiles();
      const {leaf, chain} = await answerOf(ca, order);
      await drop(files, own(name), pem(leaf));
      const answer = issuedOf(await submit(await open(files), order));
      expect(answer).toEqual({state: 'issued', leaf, chain: [], where: `requests/${own(name)}`});
      await drop(files, 'intermediates/issuing.cer', pem(...chain));
      expect(issuedOf(await submit(await open(files), order)).chain).toEqual(chain);
    },
  );

  test('is found anywhere below the folder, and by a plan that has only the key', async () => {
    const files = await freshFiles();
    const {leaf, chain} = await answerOf(ca, order);
    await drop(files, 'somewhere/else/answer.cer', pem(leaf, ...chain));
    const authority = await open(files);
    const expected = {state: 'issued', leaf, chain, where: 'requests/somewhere/else/answer.cer'};
    expect(await authority.find?.(order.spki, callContext())).toEqual(expected);
    expect(await submit(authority, order)).toEqual(expected);
    expect(await authority.find?.(older.spki, callContext())).toBe('none');
  });

  test('that was saved over the page of its request is known, and nothing is written over it', async () => {
    const files = await freshFiles();
    const authority = await open(files);
    await submit(authority, order);
    const page = own(`${stemOf(order)}.txt`);
    const text = pem((await answerOf(ca, order)).leaf);
    await drop(files, page, text);
    expect(issuedOf(await submit(authority, order)).where).toBe(`requests/${page}`);
    expect(files.text(`${FOLDER}/${page}`)).toBe(text);
  });

  test('that is there already leaves no files for a person', async () => {
    const files = await freshFiles();
    await drop(files, 'answer.cer', pem((await answerOf(ca, order)).leaf));
    await submit(await open(files), order);
    expect(files.tree(FOLDER)).toEqual(['answer.cer']);
  });

  test('takes its chain from all files, with the root where one brought it, and nothing that does not belong to it', async () => {
    const files = await freshFiles();
    const {leaf} = await answerOf(ca, order);
    await drop(files, own('leaf.cer'), pem(leaf));
    await drop(files, 'bundle.pem', pem(other.issuing, other.root, ca.root, ca.issuing));
    expect(issuedOf(await submit(await open(files), order)).chain).toEqual([ca.issuing, ca.root]);
  });

  test('of several is the one that is valid longest, and it says so', async () => {
    const files = await freshFiles();
    const later = new TestClock();
    later.pass(10 * DAY);
    const long = await answerOf(new FakeAuthority(new TestClock().now()), order, later);
    const short = await answerOf(ca, order);
    await drop(files, own('a.cer'), pem(long.leaf));
    await drop(files, own('b.cer'), pem(short.leaf));
    await drop(files, own('copy-of-a.cer'), pem(long.leaf));
    const answer = issuedOf(await submit(await open(files), order));
    expect(answer.leaf).toBe(long.leaf);
    expect(answer.remarks).toMatchObject([{code: 'ANSWERS_SEVERAL', severity: 'warning'}]);
    expect(answer.remarks?.[0]?.detail).toContain('b.cer');
  });
});

describe('a file that answers nothing', () => {
  /** What is said while the order waits, with a file in its own folder and the requests of others. */
  async function remarksWith(name: string, data: string | Uint8Array, others: readonly Order[] = []) {
    const files = await freshFiles();
    const authority = await open(files);
    for (const one of others) await submit(authority, one);
    await drop(files, name, data);
    return remarksOf(await submit(authority, order));
  }

  test('because it answers an older request names both', async () => {
    const {leaf} = await answerOf(ca, older);
    const [remark, ...more] = await remarksWith(own('old.cer'), pem(leaf), [older]);
    expect(more).toEqual([]);
    expect(remark?.[0]).toBe('ANSWER_TO_OLDER_REQUEST');
    expect(remark?.[1]).toContain(`${stemOf(older)}.csr`);
    expect(remark?.[1]).toContain(`${stemOf(order)}.csr`);
  });

  test('because it was the answer of an earlier year is no news', async () => {
    const files = await freshFiles();
    const authority = await open(files);
    await submit(authority, older);
    await drop(files, own('old.cer'), pem((await answerOf(ca, older)).leaf));
    const nextYear = new TestClock();
    nextYear.pass(300 * DAY);
    expect(remarksOf(await submit(authority, order, nextYear))).toEqual([]);
  });

  test('because it answers the request of another server names that one, and is taken there', async () => {
    const theirs = at(stranger, FE02);
    const {leaf} = await answerOf(ca, theirs);
    const files = await freshFiles();
    const authority = await open(files);
    await submit(authority, theirs);
    await drop(files, own('swapped.cer'), pem(leaf));
    expect(remarksOf(await submit(authority, order))).toMatchObject([
      ['ANSWER_TO_OTHER_SERVER', expect.stringContaining(`${FE02}/${stemOf(theirs)}.csr`)],
    ]);
    expect(issuedOf(await submit(authority, theirs)).leaf).toBe(leaf);
  });

  test('here, but answers another where that one lies, or another certificate of the server, is no news', async () => {
    const theirs = at(stranger, FE02);
    const {leaf} = await answerOf(ca, theirs);
    expect(await remarksWith(`${POOL}/${FE02}/theirs.cer`, pem(leaf), [theirs])).toEqual([]);
    expect(await remarksWith('theirs.cer', pem(leaf), [theirs])).toEqual([]);
    expect(await remarksWith(own('external.cer'), pem(leaf), [at(stranger, FE01, 'external')])).toEqual([]);
  });

  test.each(['', own('')])('because no request has its key, in the folder %j, is told', async folder => {
    const {leaf} = await answerOf(ca, stranger);
    expect(await remarksWith(`${folder}x.cer`, pem(leaf))).toEqual([
      ['ANSWER_WITHOUT_REQUEST', expect.stringContaining(`CN=${FE02}`)],
    ]);
  });

  test.each<[string, string | Uint8Array, string]>([
    ['page.html', '<!DOCTYPE html><html><body>Sign in</body></html>', 'web page'],
    ['empty.cer', '', 'empty'],
    ['noise.cer', Buffer.from('30820400ffffffff', 'hex'), 'noise.cer'],
    [
      'wrong.pem',
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
      'certificate request',
    ],
    ['big.cer', Buffer.alloc(1024 * 1024 + 1, 0x41), 'larger than 1024 KiB'],
    ['many.pem', pem(...Array<string>(201).fill(ca.root)), '201 certificates'],
  ])('because it is none (%s) is told with the reason', async (name, data, words) => {
    expect(await remarksWith(own(name), data)).toEqual([['ANSWER_UNREADABLE', expect.stringContaining(words)]]);
  });

  test('because it is a link or no regular file is told', async () => {
    const files = await freshFiles();
    await drop(files, own('note.md'), 'x');
    files.plant(`${FOLDER}/${own('link.cer')}`, 'link');
    files.plant(`${FOLDER}/${own('pipe.cer')}`, 'other');
    expect(remarksOf(await submit(await open(files), order))).toEqual([
      ['ANSWER_UNREADABLE', expect.stringContaining('link.cer: it is a link')],
      ['ANSWER_UNREADABLE', expect.stringContaining('pipe.cer: it is not a regular file')],
    ]);
  });

  test('because it lies too deep is told', async () => {
    const deep = await freshFiles();
    await drop(deep, `${'d/'.repeat(8)}x.cer`, pem((await answerOf(ca, order)).leaf));
    expect(remarksOf(await submit(await open(deep), order))).toEqual([
      ['ANSWER_UNREADABLE', expect.stringContaining('deeper than 6 folders')],
    ]);
  });

  test.each(['aside', POOL])(
    'because it is one of too many is told to everybody who waits, wherever it lies (%s)',
    async folder => {
      const files = await freshFiles();
      await submit(await open(files), at(older, 'aa.contoso.com'));
      const place = `${FOLDER}/${folder}/aa.contoso.com`;
      await files.makeFolder(place);
      for (let n = 0; n < 5100; n++) await files.write(`${place}/${n}.txt`, '', {mode: 0o644});
      await drop(files, own('answer.cer'), pem((await answerOf(ca, order)).leaf));
      const remarks = remarksOf(await submit(await open(files), order));
      const where = `from ${folder}/aa.contoso.com/`;
      expect(remarks).toEqual([['REQUEST_FOLDER_FULL', expect.stringContaining('more than 5000 files and folders; ')]]);
      expect(remarks[0]?.[1]).toContain(where);
    },
  );

  test('because what lies there is too much is told once, and the looking ends', async () => {
    const files = await freshFiles();
    const mebibyte = Buffer.alloc(1024 * 1024);
    for (let n = 100; n < 170; n++) await drop(files, `a/${n}.txt`, mebibyte);
    await drop(files, own('answer.cer'), pem((await answerOf(ca, order)).leaf));
    expect(remarksOf(await submit(await open(files), order))).toEqual([
      ['REQUEST_FOLDER_FULL', expect.stringMatching(/^requests holds more than 64 MiB; from a\/165\.txt on nothing/)],
    ]);
  });

  test('says nothing of notes, hidden files, chains of CAs and what cscert wrote itself', async () => {
    const files = await freshFiles();
    await drop(files, 'README.md', 'how to answer');
    await drop(files, own('note.txt'), 'asked on Monday');
    await drop(files, '.gitkeep', '');
    await drop(files, '.git/config', 'x');
    await drop(files, 'chain.pem', pem(ca.issuing, ca.root));
    const authority = await open(files);
    await submit(authority, older);
    await submit(authority, order);
    expect(remarksOf(await submit(authority, order))).toEqual([]);
  });
});

describe('roots', () => {
  const chainOf = async (files: MemoryFiles, roots?: readonly string[] | 'fromResponse') =>
    (await open(files, roots === undefined ? {} : {roots})).chain({create: false}, callContext());

  test('come from declared files, and intermediates that lead to them from the answers', async () => {
    const files = await freshFiles();
    expect(await chainOf(files)).toEqual({ok: {roots: [ca.root], intermediates: [], pinned: []}});
    await drop(files, 'bundle.pem', pem(ca.root, ca.issuing, other.issuing, other.root));
    expect(await chainOf(files)).toEqual({ok: {roots: [ca.root], intermediates: [ca.issuing], pinned: []}});
  });

  test('declared by fingerprint are passed on, and are used once they lie in the folder', async () => {
    const files = await freshFiles();
    const print = fingerprint(other.root);
    const roots = [`sha256:${print.toUpperCase()}`];
    expect(await chainOf(files, roots)).toEqual({ok: {roots: [], intermediates: [], pinned: [print]}});
    await drop(files, 'bundle.pem', pem(ca.root, ca.issuing, other.issuing, other.root));
    expect(await chainOf(files, roots)).toEqual({
      ok: {roots: [other.root], intermediates: [other.issuing], pinned: [print]},
    });
  });

  test('fromResponse is said, and no file makes a root by itself', async () => {
    const files = await freshFiles();
    await drop(files, 'bundle.pem', pem(ca.root, ca.issuing));
    expect(await chainOf(files, 'fromResponse')).toEqual({
      ok: {roots: [], intermediates: [], pinned: [], fromResponse: true},
    });
  });

  test('that are missing, not roots or unreadable are told with the file', async () => {
    const files = await freshFiles();
    await files.write('/base/issuing.pem', pem(ca.root, ca.issuing), {mode: 0o644});
    await files.write('/base/noise.pem', 'nothing', {mode: 0o644});
    files.plant('/base/pipe', 'other');
    for (const [file, code, words] of [
      ['gone.pem', 'ROOT_FILE_MISSING', 'gone.pem'],
      ['issuing.pem', 'ROOT_FILE_INVALID', 'CN=Public Issuing CA was issued by CN=Public Root'],
      ['noise.pem', 'ROOT_FILE_INVALID', 'noise.pem'],
      ['pipe', 'ROOT_FILE_INVALID', 'EINVAL'],
    ] as const) {
      const chain = await chainOf(files, ['root.pem', file]);
      expect(chain).toMatchObject({problem: {code, detail: expect.stringContaining(words)}});
    }
  });

  test('that are no fingerprint, or none at all, are refused in the settings', async () => {
    const site = {name: 'public', base: '/', deployment: DEPLOYMENT, host: testHost(new MemoryFiles()), secrets: {}};
    for (const roots of [['sha256:abc'], [`sha256:${'g'.repeat(64)}`], []]) {
      const made = await offline.create({type: 'offline', folder: 'requests', roots}, site);
      expect(made).toMatchObject({problem: {code: 'AUTHORITY_SETTING_INVALID'}});
    }
  });
});

test('a folder that cannot be listed is a problem that can pass, never an answer', async () => {
  const files = await freshFiles();
  await files.write(FOLDER, 'not a folder', {mode: 0o644});
  const authority = await open(files);
  const failure = {code: 'REQUEST_FOLDER_UNREADABLE'};
  expect(await submit(authority, order)).toMatchObject({state: 'failed', repeatable: true, problem: failure});
  expect(await authority.find?.(order.spki, callContext())).toMatchObject({state: 'failed', problem: failure});
  expect(await authority.chain({create: false}, callContext())).toMatchObject({problem: failure});
});
