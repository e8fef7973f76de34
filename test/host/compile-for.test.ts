import {expect, jest, test} from '@jest/globals';
import {compileFor} from '../../src/host/compile-for.ts';

const NODE_20 = '11.3.244.8-node.33';

const flagsFor = (servers: number | 'not known yet', version: string) => {
  const setFlags = jest.fn<(flags: string) => void>();
  compileFor(servers, version, setFlags);
  return setFlags.mock.calls.flat();
};

test('only Node 20 is told when to compile: its flag is an error to later versions', () => {
  for (const later of ['12.4.254.21-node.33', '13.6.233.10-node.28', '14.6.202.33-node.18']) {
    expect(flagsFor(1000, later)).toEqual([]);
    expect(flagsFor('not known yet', later)).toEqual([]);
  }
});

test('what will be over soon is compiled late', () => {
  expect(flagsFor('not known yet', NODE_20)).toEqual(['--interrupt-budget=250000']);
  expect(flagsFor(1000, NODE_20)).toEqual(['--interrupt-budget=250000']);
  expect(flagsFor(50, NODE_20)).toEqual([]);
});

test('what turns out to be long is compiled as V8 would have it', () => {
  expect(flagsFor(3001, NODE_20)).toEqual(['--interrupt-budget=135168']);
});
