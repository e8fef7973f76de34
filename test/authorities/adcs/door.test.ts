import {expect, test} from '@jest/globals';
import {newDoor} from '../../../src/authorities/adcs/door.ts';
import type {Enrolled} from '../../../src/engine/ports/connection.ts';

const WRONG_PASSWORD: Enrolled = {waits: false, error: {said: 'no', numbers: [0x8007052e]}};
const UNREACHED: Enrolled = {waits: false, error: {said: 'no', numbers: [0x800706ba]}};
const LET_IN: Enrolled = {waits: true, ticket: '1', status: 'Pending'};

/** Those who come at once to a door, what each is told, and the most that were inside at the same time. */
async function atDoor(answers: readonly Enrolled[]) {
  const door = newDoor();
  let inside = 0;
  let most = 0;
  let asked = 0;
  const told = await Promise.all(
    answers.map(answer =>
      door.pass(async () => {
        asked += 1;
        inside += 1;
        most = Math.max(most, inside);
        await new Promise(resolve => setImmediate(resolve));
        inside -= 1;
        return {ok: answer};
      }),
    ),
  );
  return {told: told.map(one => (one === 'shut' ? one : 'asked')), asked, most, door};
}

test('of all who come with a wrong password one tries it', async () => {
  const {told, asked} = await atDoor([WRONG_PASSWORD, LET_IN, LET_IN]);
  expect({told, asked}).toEqual({told: ['asked', 'shut', 'shut'], asked: 1});
});

test('they come one by one until the first was let in, and then at once', async () => {
  const {most, door} = await atDoor([UNREACHED, UNREACHED, LET_IN]);
  expect(most).toBe(1);
  let inside = 0;
  let meet = (): void => undefined;
  const met = new Promise<void>(resolve => {
    meet = resolve;
  });
  const enter = async () => {
    inside += 1;
    // Nobody leaves before both are inside.
    if (inside === 2) meet();
    await met;
    return {ok: LET_IN};
  };
  await Promise.all([door.pass(enter), door.pass(enter)]);
  expect(inside).toBe(2);
});

test('a wrong password that comes after the first was let in shuts nobody out: that one was right', async () => {
  const {door} = await atDoor([LET_IN]);
  await door.pass(async () => ({ok: WRONG_PASSWORD}));
  expect(await door.pass(async () => ({ok: LET_IN}))).toEqual({ok: LET_IN});
});

test('an error that is not understood may be about the password, one of the CA is not', async () => {
  const strange: Enrolled = {waits: false, error: {said: 'no', numbers: []}};
  const denied: Enrolled = {waits: false, error: {said: 'no', numbers: [0x80094012]}};
  expect((await atDoor([strange, LET_IN])).told).toEqual(['asked', 'shut']);
  expect((await atDoor([denied, strange, LET_IN])).told).toEqual(['asked', 'asked', 'asked']);
});

test('a server that was not reached says nothing of the password', async () => {
  const door = newDoor();
  const problem = {severity: 'error', code: 'X', summary: 'x', detail: 'x'} as const;
  expect(await door.pass(async () => ({problem}))).toEqual({problem});
  expect(await door.pass(async () => ({ok: LET_IN}))).toEqual({ok: LET_IN});
});
