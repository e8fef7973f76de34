import {describe, expect, test} from '@jest/globals';
import {NO_WISHES, wishProblems, withWishes} from '../../src/core/wishes.ts';
import {aDesired, aSlot, FE01, FE02} from '../support/small-world.ts';

const manual = aSlot({assign: 'manual'});
const other = aSlot({server: FE02, assign: 'manual'});
const desired = aDesired([manual, other]);

describe('wishes', () => {
  test('change only the slots that they name', () => {
    const {slots} = withWishes(desired, {retry: [], assign: [manual.address]});
    expect(slots.map(({address, assign}) => [address, assign])).toEqual([
      [manual.address, 'auto'],
      [other.address, 'manual'],
    ]);
    const retried = withWishes(desired, {retry: [other.address], assign: []}).slots;
    expect(retried.map(({retry}) => retry)).toEqual([undefined, true]);
  });

  test('may both be about one slot', () => {
    const {slots} = withWishes(desired, {retry: [manual.address], assign: [manual.address]});
    expect(slots[0]).toMatchObject({assign: 'auto', retry: true});
  });

  test('that are none change nothing, and no wish changes what it was given', () => {
    expect(withWishes(desired, NO_WISHES)).toBe(desired);
    withWishes(desired, {retry: [manual.address], assign: [manual.address]});
    expect(desired.slots[0]).toBe(manual);
  });
});

describe('a wish for what is not declared', () => {
  test('is a mistake, each told for itself', () => {
    const problems = wishProblems(desired, {retry: ['nowhere'], assign: ['elsewhere', manual.address]});
    expect(problems.map(({code, detail}) => [code, detail])).toEqual([
      ['UNKNOWN_ADDRESS', 'The configuration declares no certificate "nowhere".'],
      ['UNKNOWN_ADDRESS', 'The configuration declares no certificate "elsewhere".'],
    ]);
  });

  test('that is nearly one is answered with that one', () => {
    const near = `${manual.address.slice(0, -1)}`;
    const [problem] = wishProblems(desired, {retry: [], assign: [near]});
    expect(problem?.help).toBe(`did you mean "${manual.address}"?`);
  });

  test('is also a server or a pool: a wish is about one certificate', () => {
    expect(wishProblems(desired, {retry: [], assign: [FE01]})).toHaveLength(1);
  });

  test('none where all are declared', () => {
    expect(wishProblems(desired, {retry: [manual.address], assign: [other.address]})).toEqual([]);
  });
});
