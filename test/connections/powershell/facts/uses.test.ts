import {describe, expect, test} from '@jest/globals';
import {parseUses} from '../../../../src/connections/powershell/facts/uses.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const [OLD, NEW] = ['AB'.repeat(20), 'CD'.repeat(20)];
const use = (over: object = {}) => ({
  use: 'Default',
  thumbprint: NEW,
  effectiveDate: null,
  previousThumbprint: '',
  ...over,
});
const parse = (...raw: readonly unknown[]) => parseUses(raw, NOW);

describe('what usages point to', () => {
  test.each([['Default'], ['default'], ['urn:certref:Default'], ['URN:CERTREF:DEFAULT']])('is known by "%s"', name => {
    expect(parse(use({use: name}))).toEqual({Default: {current: NEW}});
  });

  test('leaves out usages that cscert does not manage', () => {
    expect(parse(use({use: 'WsFedTokenTransfer'}), use())).toEqual({Default: {current: NEW}});
  });

  test('is the new one from its date on, and the one before until then', () => {
    const staged = use({
      use: 'AudioVideoAuthentication',
      previousThumbprint: OLD,
      effectiveDate: '2026-03-01T12:00:01Z',
    });
    const at = '2026-03-01T12:00:01.000Z';
    expect(parse(staged)).toEqual({AudioVideoAuthentication: {current: OLD, staged: {thumbprint: NEW, at}}});
    expect(parseUses([staged], new Date(at))).toEqual({
      AudioVideoAuthentication: {current: NEW, previous: OLD, since: at},
    });
  });

  test('has no date where there is nothing before: then nothing waits', () => {
    expect(parse(use({effectiveDate: '2027-01-01T00:00:00Z'}))).toEqual({Default: {current: NEW}});
  });

  test('knows since when where the date has passed', () => {
    expect(parse(use({effectiveDate: '2026-02-01T00:00:00Z'}))).toEqual({
      Default: {current: NEW, since: '2026-02-01T00:00:00.000Z'},
    });
  });

  test('is remembered with what was before, also where the product tells no date', () => {
    expect(parse(use({previousThumbprint: OLD.toLowerCase()}))).toEqual({Default: {current: NEW, previous: OLD}});
  });

  test('came by replication where it is of the whole deployment', () => {
    expect(parse(use({use: 'OAuthTokenIssuer'}))).toEqual({OAuthTokenIssuer: {current: NEW, replicated: true}});
  });

  test.each([
    ['a thumbprint that is none', use({thumbprint: 'ABC'})],
    ['a date that is none', use({effectiveDate: 'next week', previousThumbprint: OLD})],
    ['a usage that is a number', use({use: 1})],
    ['nothing', null],
  ])('with %s is refused', (_what, raw) => {
    expect(() => parse(raw)).toThrow(/./);
  });
});
