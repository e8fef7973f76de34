import {expect, test} from '@jest/globals';
import {placeInFleet} from '../../../src/core/upkeep/spread.ts';

const address = (n: number): string => `fepool01.contoso.com/fe${String(n).padStart(3, '0')}.contoso.com/default`;

test('a slot has the same place in every run', () => {
  expect(placeInFleet(address(1))).toBe(placeInFleet(address(1)));
  expect(placeInFleet(address(1))).toBeCloseTo(0.0494, 4);
});

test('a fleet is spread evenly: each tenth has about a tenth of 1,000 servers', () => {
  const tenths = Array.from({length: 1000}, (_, n) => Math.floor(placeInFleet(address(n)) * 10));
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = tenths.filter(one => one === tenth).length;
    expect(share).toBeGreaterThan(60);
    expect(share).toBeLessThan(140);
  }
});
