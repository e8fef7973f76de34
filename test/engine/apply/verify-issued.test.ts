/**
 * What an authority answers is judged before it is stored. Each answer here has one thing wrong with it, and comes when
 * a server renews a certificate that works: whatever happens, that one goes on working.
 */
import {describe, expect, test} from '@jest/globals';
import type {Plan} from '../../../src/core/model/plan.ts';
import {readCertificate} from '../../../src/x509/facts.ts';
import {deployment, EngineWorld, FE1, results, slotOf} from '../../support/deployment.ts';
import {ecKey, makeParty, type Parties, type Party, RogueAuthority, type Wrong} from '../../support/rogue-authority.ts';

const DAY = 86_400_000;

/** One Front End and an authority that answers wrongly. */
function rogueWorld(wrong: Wrong, options: {readonly remembers?: boolean} = {}) {
  const world = new EngineWorld(deployment({servers: [FE1]}));
  const rogue = new RogueAuthority(new Date(world.clock.now().getTime() - DAY), options);
  rogue.wrong = wrong;
  world.issuer = rogue;
  return {world, rogue};
}

/** The same with a certificate that works and is due for renewal. */
async function renewing(wrong: Wrong, options: {readonly remembers?: boolean} = {}) {
  const {world, rogue} = rogueWorld({}, options);
  await world.apply();
  world.clock.advance(300 * DAY);
  rogue.wrong = wrong;
  return {world, rogue};
}

/** Everything of the server but keys and requests. */
function storesOf(world: EngineWorld) {
  const {my, ca, root, assigned} = world.connection.server(FE1);
  return {
    my: [...my.keys()].sort(),
    ca: [...ca.keys()].sort(),
    root: [...root.keys()].sort(),
    assigned: Object.fromEntries(assigned),
  };
}

const ofVerb = (plan: Plan, verb: string) => plan.actions.filter(action => action.verb === verb);

/** A chain with certificates that the authority did not need to send. */
const along =
  (make: (parties: Parties) => readonly Party[]) =>
  (parties: Parties): readonly string[] =>
    [parties.issuing, ...make(parties), parties.root].map(({der}) => der);

/** Two CAs that each certify the other, and no root. */
function loop({from}: Parties): readonly [Party, Party] {
  const [a, b] = [ecKey(), ecKey()];
  const [nameA, nameB] = [[{type: 'CN', value: 'Loop A'}] as const, [{type: 'CN', value: 'Loop B'}] as const];
  return [
    makeParty('Loop A', {from, key: a, issuer: {name: nameB, key: b}}),
    makeParty('Loop B', {from, key: b, issuer: {name: nameA, key: a}}),
  ];
}

const flipLastBit = (base64: string): string => {
  const der = Buffer.from(base64, 'base64');
  der.writeUInt8((der.at(-1) ?? 0) ^ 1, der.length - 1);
  return der.toString('base64');
};

/** An extension that nobody reads, of a size that nobody needs. */
const ballast = (bytes: number) => ({oid: '1.3.6.1.4.1.99999.1', critical: false, value: octets(bytes)});

function octets(bytes: number): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(0x04, 0);
  head.writeUInt8(0x83, 1);
  head.writeUIntBE(bytes, 2, 3);
  return Buffer.concat([head, Buffer.alloc(bytes)]);
}

/** What the CA did otherwise than it was asked. It would do so again, so it is not asked again. */
const REFUSED: readonly (readonly [string, Wrong, RegExp])[] = [
  ['for another key', {key: ecKey()}, /another key/],
  ['with a name missing', {names: ['elsewhere.contoso.com']}, /fe01\.contoso\.com/],
  ['with a name that nobody asked for', {names: [FE1, 'evil.example']}, /evil\.example/],
  ['with more names than anybody can read', {names: Array.from({length: 900}, (_, at) => `n${at}.${FE1}`)}, /n0\./],
  ['for another subject', {commonName: 'Somebody else'}, /Somebody else/],
  ['that may itself issue certificates', {ca: true}, /CA certificate/],
  ['without extended key usage', {eku: 'none'}, /serverAuth/],
  ['for clients only', {eku: ['1.3.6.1.5.5.7.3.2']}, /serverAuth/],
  ['for signing code', {eku: ['1.3.6.1.5.5.7.3.3']}, /serverAuth/],
  ['with a key usage of no use', {keyUsage: ['cRLSign']}, /key usage/],
  ['that has expired already', {notBefore: -30, notAfter: -1}, /expired/],
  [
    'with a critical extension that nobody knows',
    {extra: {...ballast(4), critical: true}},
    /critical extension 1\.3\.6\.1\.4\.1\.99999\.1/,
  ],
  ['that is no certificate', {leaf: () => Buffer.from('hello').toString('base64')}, /not a readable certificate/],
  [
    'that is a page of HTML',
    {leaf: () => Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>').toString('base64')},
    /not a readable certificate/,
  ],
  ['that is not even base64', {leaf: () => '<html>'}, /not a readable certificate/],
  ['that is nothing', {leaf: () => ''}, /not a readable certificate/],
  ['that is cut off', {leaf: right => right.slice(0, right.length / 2)}, /not a readable certificate/],
  [
    'with something behind it',
    {leaf: right => Buffer.from(`${Buffer.from(right, 'base64').toString('latin1')}more`, 'latin1').toString('base64')},
    /not a readable certificate/,
  ],
  ['that is gigantic', {leaf: right => right + 'A'.repeat(64 * 2 ** 20)}, /KiB, which no certificate has/],
  ['that is a certificate of gigantic size', {extra: ballast(200_000)}, /KiB, which no certificate has/],
  ['whose signature is wrong', {leaf: flipLastBit}, /signature/],
  [
    'from a server that is no CA',
    {
      issuer: ({issuing, from}) => makeParty('Only a server', {from, issuer: issuing, ca: false, key: NO_CA}),
      chain: ({issuing, root, from}) => [
        makeParty('Only a server', {from, issuer: issuing, ca: false, key: NO_CA}).der,
        issuing.der,
        root.der,
      ],
    },
    /is not a CA/,
  ],
  [
    'from a CA that has expired',
    {
      issuer: ({root, from}) => makeParty('Old CA', {from, issuer: root, days: 30, key: OLD_CA}),
      chain: ({root, from}) => [makeParty('Old CA', {from, issuer: root, days: 30, key: OLD_CA}).der, root.der],
    },
    /Old CA expired/,
  ],
  [
    'with more certificates than a chain has',
    {chain: ({issuing}) => Array.from({length: 5000}, () => issuing.der)},
    /5000 certificates came with it/,
  ],
  [
    'with a chain of gigantic size',
    {chain: ({issuing, root}) => [issuing.der, root.der, 'A'.repeat(4 * 2 ** 20)]},
    /chain has \d+ KiB/,
  ],
];

const NO_CA = ecKey();
const OLD_CA = ecKey();

/** What may be right, but does not lead to a root that is declared. */
const NOT_TRUSTED: readonly (readonly [string, Wrong, RegExp])[] = [
  [
    'under another root',
    {issuer: ({stranger}) => stranger, chain: ({stranger}) => [stranger.der]},
    /Stranger Root is not among the trusted/,
  ],
  ['without its issuer', {chain: () => []}, /Rogue Issuing CA, is not among the known CAs/],
  [
    'with garbage for a chain',
    {chain: () => ['', '<html>', Buffer.from('hello').toString('base64')]},
    /not among the known CAs/,
  ],
  [
    'whose chain leads in a circle',
    {
      issuer: parties => ({...loopOf(parties)[0]}),
      chain: parties => loopOf(parties).map(({der}) => der),
    },
    /Loop/,
  ],
];

/** One circle for one world. */
const loops = new WeakMap<Parties, readonly [Party, Party]>();
function loopOf(parties: Parties): readonly [Party, Party] {
  const known = loops.get(parties) ?? loop(parties);
  loops.set(parties, known);
  return known;
}

const CASES = [
  ...REFUSED.map(([title, wrong, why]) => [title, wrong, 'ANSWER_REFUSED', why] as const),
  ...NOT_TRUSTED.map(([title, wrong, why]) => [title, wrong, 'ANSWER_NOT_TRUSTED', why] as const),
];

describe.each(CASES)('an answer %s', (_title, wrong, code, why) => {
  test.each([
    ['forgets what it has issued', false],
    ['can be asked again', true],
  ])(
    'of an authority that %s changes nothing on the server, is told with its reason, and costs no second certificate',
    async (_kind, remembers) => {
      const {world, rogue} = await renewing(wrong, {remembers});
      const before = storesOf(world);
      const outcomes = await world.apply();
      expect(results(outcomes)).toEqual(['request done', 'import failed', 'assign not-run', 'assign not-run']);
      const problem = outcomes.find(({verb}) => verb === 'import')?.problem;
      expect(problem).toMatchObject({code, detail: expect.stringMatching(why)});
      expect(problem?.help).toBeTruthy();
      expect(problem?.detail.length).toBeLessThan(2500);
      expect(storesOf(world)).toEqual(before);

      const {plan} = await world.plan();
      expect([...ofVerb(plan, 'request'), ...ofVerb(plan, 'trust')]).toEqual([]);
      await world.apply();
      await world.apply();
      expect(rogue.issued).toBe(2);
      expect(storesOf(world)).toEqual(before);
      expect(world.connection.server(FE1).requests.size).toBe(1);
      expect(world.locked).toEqual([]);
    },
  );
});

describe('an answer that is refused', () => {
  test('is noted with the reason, so that the plan says it and asks for a person', async () => {
    const {world} = await renewing({ca: true});
    await world.apply();
    const [pending] = world.connection.server(FE1).requests.values();
    expect(pending?.progress).toMatchObject({state: 'refused', why: expect.stringMatching(/CA certificate/)});
    const {plan} = await world.plan();
    expect(plan.slots[0]).toMatchObject({
      state: 'person',
      blocked: [expect.stringMatching(/CA certificate/), expect.stringContaining(`--retry ${slotOf(FE1)}`)],
    });
    expect(plan.actions).toEqual([]);
  });

  test('leaves a server that had no certificate without one', async () => {
    const {world, rogue} = rogueWorld({names: ['evil.example']});
    await world.apply();
    await world.apply();
    const {my, assigned} = world.connection.server(FE1);
    expect([my.size, assigned.size, rogue.issued]).toEqual([0, 0, 1]);
  });

  test('is asked for anew when a person says so, and a right one is taken then', async () => {
    const {world, rogue} = await renewing({eku: 'none'});
    await world.apply();
    rogue.wrong = {};
    world.desired = {...world.desired, slots: world.desired.slots.map(slot => ({...slot, retry: true}))};
    expect((await world.apply()).map(({result}) => result)).not.toContain('failed');
    expect(rogue.issued).toBe(3);
  });
});

describe('an answer that leads to an undeclared root', () => {
  test('is taken when the root is declared, where the authority can be asked again', async () => {
    const {world, rogue} = await renewing(
      {issuer: ({stranger}) => stranger, chain: ({stranger}) => [stranger.der]},
      {remembers: true},
    );
    const [, , {problem} = {problem: undefined}] = await world.apply();
    expect(problem).toBeUndefined();
    const {root, stranger} = rogue.parties;
    rogue.chain = async () => ({ok: {roots: [root.der, stranger.der], intermediates: []}});
    expect((await world.apply()).map(({result}) => result)).not.toContain('failed');
    expect(rogue.issued).toBe(2);
  });

  test('is for a person where another would have to be issued, and the line to add is noted with the request', async () => {
    const {world} = await renewing({issuer: ({stranger}) => stranger, chain: ({stranger}) => [stranger.der]});
    const problem = (await world.apply()).find(({verb}) => verb === 'import')?.problem;
    expect(problem?.help).toMatch(
      /add "sha256:[0-9a-f]{64}" to the roots.*, and have it requested anew: cscert apply --retry/,
    );
    const {plan} = await world.plan();
    expect(plan.slots[0]).toMatchObject({state: 'person'});
    expect(plan.slots[0]?.blocked?.join(' ')).toMatch(/does not reach a declared root.*add "sha256:/);
  });
});

describe('of a chain, only what holds the certificate is stored', () => {
  const stored = async (wrong: Wrong) => {
    const {world} = rogueWorld(wrong);
    const outcomes = await world.apply();
    const {ca, root, assigned} = world.connection.server(FE1);
    const names = (store: typeof ca): readonly (string | undefined)[] =>
      [...store.values()].map(({subject}) => subject[0]?.value);
    return {
      results: new Set(outcomes.map(({result}) => result)),
      ca: names(ca),
      root: names(root),
      assigned: assigned.size,
    };
  };
  const RIGHT = {results: new Set(['done']), ca: ['Rogue Issuing CA'], root: ['Rogue Root'], assigned: 2};

  test.each<readonly [string, Wrong['chain']]>([
    ['as it should be', undefined],
    ['without the root', ({issuing}) => [issuing.der]],
    ['in the wrong order', ({issuing, root}) => [root.der, issuing.der]],
    ['with every certificate twice', ({issuing, root}) => [root.der, issuing.der, root.der, issuing.der]],
    [
      'with CAs that have nothing to do with it',
      along(({from, stranger}) => [stranger, makeParty('Unrelated', {from, issuer: stranger})]),
    ],
    [
      'with a certificate of a server',
      along(({from, issuing}) => [makeParty('www', {from, issuer: issuing, ca: false})]),
    ],
    [
      'with a CA of the same name and another key',
      along(({from, stranger}) => [makeParty('Rogue Issuing CA', {from, issuer: stranger})]),
    ],
    [
      'with a cross-certificate to an undeclared root',
      along(({from, issuing, stranger}) => [makeParty('Rogue Issuing CA', {from, key: issuing.key, issuer: stranger})]),
    ],
    ['with two CAs that certify each other', along(parties => loop(parties))],
    [
      'with a circle through its own issuer',
      along(({from, issuing, root}) => [makeParty('Rogue Root', {from, key: root.key, issuer: issuing})]),
    ],
    [
      'with a certificate of gigantic size',
      along(({from, stranger}) => [makeParty('Huge', {from, issuer: stranger, extra: ballast(300_000)})]),
    ],
    [
      'with something that is no certificate',
      ({issuing, root}) => [issuing.der, Buffer.from('hello').toString('base64'), '', root.der],
    ],
    [
      "with a hundred CAs of its own issuer's name",
      along(({from, stranger}) =>
        Array.from({length: 98}, () => makeParty('Rogue Issuing CA', {from, issuer: stranger, key: stranger.key})),
      ),
    ],
  ])('%s', async (_what, chain) => {
    expect(await stored(chain === undefined ? {} : {chain})).toEqual(RIGHT);
  });
});

describe('an answer that is right', () => {
  test('is handed to the server with its issuers alone: neither the certificate itself nor a root is among them', async () => {
    const {world, rogue} = rogueWorld({});
    const chains: (readonly string[])[] = [];
    const perform = world.connection.perform.bind(world.connection);
    world.connection.perform = (server, steps, cx) => {
      for (const step of steps) if (step.do === 'install') chains.push(step.chain);
      return perform(server, steps, cx);
    };
    await world.apply();
    expect(rogue.issued).toBe(1);
    const names = chains.map(chain => chain.map(der => readCertificate(Buffer.from(der, 'base64')).subject[0]?.value));
    expect(names).toEqual([['Rogue Issuing CA']]);
  });

  test('but begins in the future is stored, and assigned only when its time has come', async () => {
    const {world, rogue} = await renewing({notBefore: 1});
    const before = storesOf(world);
    expect(results(await world.apply())).toEqual([
      'request done',
      'import waiting',
      'assign waiting',
      'assign waiting',
    ]);
    const {my, ...rest} = storesOf(world);
    expect({my: before.my, ...rest}).toEqual(before);
    expect(my).toHaveLength(before.my.length + 1);
    expect(my).toEqual(expect.arrayContaining(before.my));
    const {plan} = await world.plan();
    expect(plan.slots[0]?.state).toBe('waiting');
    expect(plan.actions).toEqual([]);

    world.clock.advance(2 * DAY);
    expect(results(await world.apply())).toEqual(['assign done', 'assign done']);
    expect(rogue.issued).toBe(2);
  });
});

describe('an authority that is known to change what it is asked for', () => {
  test.each([
    ['subject', {commonName: 'another.contoso.com'}],
    ['surplusNames', {names: [FE1, 'extra.contoso.com']}],
    ['eku', {eku: 'none'}],
  ] as const)(
    'has its answer stored and used where "tolerate" names %s, and is asked once',
    async (tolerance, wrong) => {
      const {world, rogue} = rogueWorld(wrong);
      const {slots} = world.desired;
      const tolerant = slots.map(slot => ({...slot, upkeep: {...slot.upkeep, tolerate: [tolerance]}}));
      world.desired = {...world.desired, slots: tolerant};
      expect((await world.apply()).every(({result}) => result === 'done')).toBe(true);
      const {plan} = await world.plan();
      expect({actions: plan.actions, state: plan.slots[0]?.state, issued: rogue.issued}).toEqual({
        actions: [],
        state: 'in-sync',
        issued: 1,
      });
    },
  );
});
