/** What an authority answers is judged before it is stored. Each answer here has one thing wrong with it. */
import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {deployment, EngineWorld, FE1, results} from '../support/deployment.ts';
import {RogueAuthority, type Wrong} from '../support/rogue-authority.ts';

/** One Front End and an authority that answers wrongly. */
function rogueWorld(wrong: Wrong) {
  const world = new EngineWorld(deployment({servers: [FE1]}));
  const rogue = new RogueAuthority(new Date(world.clock.now().getTime() - 86_400_000));
  rogue.wrong = wrong;
  world.issuer = rogue;
  return {world, rogue};
}

const REFUSED: readonly (readonly [string, Wrong, RegExp])[] = [
  ['for another key', {key: generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey}, /another key/],
  ['with a name missing', {names: ['elsewhere.contoso.com']}, /fe01\.contoso\.com/],
  ['with a name that nobody asked for', {names: [FE1, 'evil.example']}, /evil\.example/],
  ['that may itself issue certificates', {ca: true}, /CA certificate/],
  ['that has expired already', {notBefore: -30, notAfter: -1}, /expired/],
  ['that is no certificate', {garbage: Buffer.from('hello').toString('base64')}, /not a readable certificate/],
  ['that is nothing', {garbage: ''}, /not a readable certificate/],
];

describe.each(REFUSED)('an answer %s', (_title, wrong, why) => {
  test('is not stored, is noted with the reason, and is never asked for a second time', async () => {
    const {world, rogue} = rogueWorld(wrong);
    const outcomes = await world.apply();
    expect(results(outcomes)).toEqual([
      'trust done',
      'request done',
      'import failed',
      'assign not-run',
      'assign not-run',
    ]);
    expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({
      code: 'ANSWER_REFUSED',
      detail: expect.stringMatching(why),
    });

    const server = world.connection.server(FE1);
    expect([...server.my.keys()]).toEqual([]);
    expect([...server.assigned.keys()]).toEqual([]);
    const [pending] = server.requests.values();
    expect(pending?.progress).toMatchObject({state: 'refused', why: expect.stringMatching(why)});

    const {plan} = await world.plan();
    expect(plan.slots[0]?.state).toBe('person');
    expect(plan.actions).toEqual([]);
    await world.apply();
    expect(rogue.orders).toHaveLength(1);
  });
});

test("an answer from under another root than the authority's is not stored; what is missing is the declaration", async () => {
  const {world} = rogueWorld({stranger: true});
  const outcomes = await world.apply();
  expect(outcomes.find(({verb}) => verb === 'import')?.problem).toMatchObject({
    code: 'ANSWER_NOT_TRUSTED',
    help: expect.stringContaining('root'),
  });
  const server = world.connection.server(FE1);
  expect(server.my.size + server.ca.size + server.assigned.size).toBe(0);
  expect([...server.root.values()].map(({subject}) => subject[0]?.value)).toEqual(['Rogue Root']);
});

describe('an answer that is right', () => {
  test('is stored and assigned; the root that it brought is trusted only because the authority declares it', async () => {
    const {world} = rogueWorld({});
    const outcomes = await world.apply();
    expect(outcomes.map(({result}) => result)).toEqual(['done', 'done', 'done', 'done', 'done']);
    const server = world.connection.server(FE1);
    expect(server.ca.size).toBe(0);
    expect([...server.root.values()].map(({subject}) => subject[0]?.value)).toEqual(['Rogue Root']);
  });

  test('but begins in the future is stored, and assigned only when its time has come', async () => {
    const {world, rogue} = rogueWorld({notBefore: 1});
    const outcomes = await world.apply();
    expect(results(outcomes)).toEqual([
      'trust done',
      'request done',
      'import waiting',
      'assign waiting',
      'assign waiting',
    ]);
    const server = world.connection.server(FE1);
    expect(server.my.size).toBe(1);
    expect(server.assigned.size).toBe(0);
    const {plan} = await world.plan();
    expect(plan.slots[0]?.state).toBe('waiting');
    expect(plan.actions).toEqual([]);

    world.clock.advance(2 * 86_400_000);
    expect(results(await world.apply())).toEqual(['assign done', 'assign done']);
    expect(rogue.orders).toHaveLength(1);
  });
});
