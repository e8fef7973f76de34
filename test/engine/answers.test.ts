import {describe, expect, test} from '@jest/globals';
import type {HolderState, PendingRequest, Progress} from '../../src/core/model/actual.ts';
import {askForAnswers} from '../../src/engine/answers.ts';
import type {Answer} from '../../src/engine/ports/authority.ts';
import {FakeAuthority} from '../support/fake-authority.ts';
import {aHolder, aPending, aProblem, aSlot, WAITING} from '../support/small-world.ts';
import {callContext} from '../support/world.ts';

const PROBLEM = aProblem();
const ISSUED: Answer = {state: 'issued', leaf: '', chain: []};

/** An authority that answers `find` so; every public key that it was asked for. */
function answering(how: () => Promise<Answer | 'none'>): {authority: FakeAuthority; asked: string[]} {
  const authority = new FakeAuthority(new Date(0));
  const asked: string[] = [];
  authority.find = spki => {
    asked.push(spki);
    return how();
  };
  return {authority, asked};
}

const requestOf = (label: string, progress: Progress = WAITING, authority = 'corp'): PendingRequest => ({
  ...aPending(aSlot(), progress, label),
  authority,
});

function ask(requests: readonly PendingRequest[], authority: FakeAuthority, others: readonly HolderState[] = []) {
  const holders = [aHolder({requests}), ...others].map(ok => ({ok}));
  const world = {connections: new Map(), authorities: new Map([['corp', authority]])};
  return askForAnswers([...holders, {problem: PROBLEM}], world, callContext());
}

describe('asking for answers', () => {
  test('tells what was issued or denied, by public key', async () => {
    const waiting = requestOf('one');
    expect(await ask([waiting], answering(async () => ISSUED).authority)).toEqual({[waiting.spki]: 'issued'});
    const denied = answering(async () => ({state: 'denied', reason: 'no'}));
    expect(await ask([waiting], denied.authority)).toEqual({[waiting.spki]: 'denied'});
  });

  test.each([
    ['knows nothing', async () => 'none' as const],
    ['still waits', async () => ({state: 'waiting' as const, progress: WAITING, who: 'a person'})],
    ['fails', async () => ({state: 'failed' as const, problem: PROBLEM, repeatable: true})],
    ['throws', async () => Promise.reject(new Error('no route'))],
  ])('leaves it at waiting where the authority %s', async (_what, how) => {
    expect(await ask([requestOf('one')], answering(how).authority)).toEqual({});
  });

  test('asks only for what waits, at the authority that it waits for', async () => {
    const {authority, asked} = answering(async () => ISSUED);
    const waiting = requestOf('waiting');
    const at = '2026-03-01T00:00:00Z';
    await ask(
      [
        waiting,
        requestOf('made', {state: 'created'}),
        requestOf('sent', {state: 'sent', at}),
        requestOf('denied', {state: 'denied', reason: 'no', at}),
        requestOf('elsewhere', WAITING, 'gone'),
      ],
      authority,
    );
    expect(asked).toEqual([waiting.spki]);
  });

  test('leaves it at waiting where an authority cannot be asked by public key', async () => {
    const authority: {find?: unknown} = new FakeAuthority(new Date(0));
    Object.assign(authority, {find: undefined});
    expect(await ask([requestOf('one')], authority as FakeAuthority)).toEqual({});
  });

  test('asks for those of every server that could be read, and of none whose requests could not', async () => {
    const {authority, asked} = answering(async () => ISSUED);
    const other = requestOf('other');
    await ask([], authority, [aHolder({requests: [other]}), aHolder({requests: {problem: PROBLEM}})]);
    expect(asked).toEqual([other.spki]);
  });
});
