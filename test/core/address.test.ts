import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {
  type AddressParts,
  compareAddresses,
  formatAddress,
  matches,
  memberAddress,
  parseAddress,
} from '../../src/core/address.ts';

const SERVER: AddressParts = {scope: 'server', pool: 'pool.x.com', server: 'fe01.x.com', certificate: 'default'};
const POOL: AddressParts = {scope: 'pool', pool: 'edge.x.com', certificate: 'external'};
const GLOBAL: AddressParts = {scope: 'global', certificate: 'oauth'};

describe('an address', () => {
  test.each([
    [SERVER, 'pool.x.com/fe01.x.com/default'],
    [POOL, 'edge.x.com/external'],
    [GLOBAL, 'global/oauth'],
  ])('is written and read back', (parts, text) => {
    expect(formatAddress(parts)).toBe(text);
    expect(parseAddress(text)).toEqual({parts});
  });

  test('names a member of a shared slot behind an at sign', () => {
    const text = memberAddress(formatAddress(POOL), 'edge01.x.com');
    expect(text).toBe('edge.x.com/external@edge01.x.com');
    expect(parseAddress(text)).toEqual({parts: POOL, member: 'edge01.x.com'});
  });

  test('is read in any letter case', () => {
    expect(parseAddress('Pool.X.com/FE01.x.com/default')).toEqual({parts: SERVER});
  });

  test.each(['', 'pool.x.com', 'pool.x.com/', '/default', 'a//b', 'a/b/c/d', 'global/a/b', 'a/b@', 'a/b/c@d'])(
    'is not "%s"',
    text => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );
});

describe('a pattern', () => {
  const default1 = 'fepool01.x.com/fe01.x.com/default';
  const external2 = 'fepool01.x.com/fe02.x.com/external';
  const edge = 'edge.x.com/external';
  const edgeMember = 'edge.x.com/external@edge01.x.com';
  const oauth = 'global/oauth';
  const all = [default1, external2, edge, edgeMember, oauth];

  test.each<[string, readonly string[]]>([
    ['fepool01.x.com/fe01.x.com/default', [default1]],
    ['FEPOOL01.x.com/fe01.x.com/Default', [default1]],
    ['fepool01.x.com', [default1, external2]],
    ['fepool01.x.com/', [default1, external2]],
    ['fepool01.x.com/fe02.x.com', [external2]],
    ['fe01.x.com', [default1]],
    ['fe01.x.com/default', [default1]],
    ['fe01.x.com/external', []],
    ['fe*.x.com/*/default', [default1]],
    ['*/external', [external2, edge, edgeMember]],
    ['**/external', [external2, edge, edgeMember]],
    ['**/default', [default1]],
    ['*', all],
    ['**', all],
    ['global', [oauth]],
    ['edge.x.com/external', [edge, edgeMember]],
    ['edge.x.com/external@edge01.x.com', [edgeMember]],
    ['edge.x.com/external@*', [edgeMember]],
    ['edge01.x.com', [edgeMember]],
    ['default', []],
    ['fepool', []],
    ['', []],
    ['/', []],
    ['fepool01.x.com//default', []],
    ['f.*', []],
    ['fe*1.x*m', [default1, external2]],
  ])('"%s" means what it says', (pattern, expected) => {
    expect(all.filter(address => matches(pattern, address))).toEqual(expected);
  });

  test('of stars alone takes no time worth speaking of, however long', () => {
    const steps = `${'*a'.repeat(2000)}b`;
    expect(matches(steps, `${'a'.repeat(2000)}/x`)).toBe(false);
  });

  test('without stars means exactly its address and what is below it', () => {
    const segment = fc.stringMatching(/^[a-z0-9.-]{1,6}$/);
    fc.assert(
      fc.property(fc.tuple(segment, segment, segment), segments => {
        const address = segments.join('/');
        for (const length of [1, 2, 3]) expect(matches(segments.slice(0, length).join('/'), address)).toBe(true);
        expect(matches(`${address}/more`, address)).toBe(false);
        expect(matches(`${address}x`, address)).toBe(false);
      }),
    );
  });
});

test('addresses are sorted with global ones first, then segment by segment', () => {
  const sorted = ['global/oauth', 'a.x.com/default', 'a.x.com/fe01/default', 'a.x.com-b/default', 'b.x.com/default'];
  expect(sorted.toReversed().sort(compareAddresses)).toEqual(sorted);
  expect(compareAddresses('a/b', 'a/b')).toBe(0);
});
