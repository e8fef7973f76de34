import {describe, expect, test} from '@jest/globals';
import type {SimpleUrls} from '../../../src/config/generated/document.ts';
import {generateFriendlyName} from '../../../src/config/resolve/friendly-name.ts';
import {parseRenewBefore} from '../../../src/config/resolve/renew-before.ts';
import {deploymentTopology} from '../../../src/config/resolve/topology.ts';
import {USAGES} from '../../../src/core/model/usage.ts';

describe('renewal', () => {
  test.each([
    ['33%', {percent: 33}],
    ['12.5 %', {percent: 12.5}],
    ['30 days', {milliseconds: 30 * 86_400_000}],
    ['1day', {milliseconds: 86_400_000}],
    ['1.5 hours', {milliseconds: 5_400_000}],
  ])('"%s" is read', (text, expected) => {
    expect(parseRenewBefore(text)).toEqual(expected);
  });

  test.each(['', '30', 'days', '-3 days', '3 weeks', '1e3 days', '3  days'])('"%s" is refused', text => {
    expect(parseRenewBefore(text)).toBeUndefined();
  });
});

describe('a generated friendly name', () => {
  test('says what for and whose', () => {
    expect(generateFriendlyName(['Default'], 'fe01.contoso.com')).toBe('Default - fe01.contoso.com');
  });

  test('keeps within 180 characters and keeps its usages, which make it unique', () => {
    const owner = `${'x'.repeat(60)}.${'y'.repeat(60)}.${'z'.repeat(60)}.contoso.com`;
    const name = generateFriendlyName(USAGES, owner);
    expect(name).toHaveLength(180);
    expect(name).toMatch(/^Internal, Default, .*, ReverseProxy, OAuthTokenIssuer - x.*\.\.\.$/);
  });
});

describe('simple URLs', () => {
  const hostsOf = (simpleUrls: SimpleUrls) =>
    deploymentTopology({name: 'contoso', product: 'lync2013', sipDomains: ['contoso.com'], simpleUrls}).simpleUrls;

  test('count with their hosts alone, in lower case and sorted', () => {
    expect(
      hostsOf({meet: ['https://Meet.fabrikam.com/x', 'https://meet.contoso.com'], admin: 'https://ADMIN.contoso.com/'}),
    ).toEqual({
      meet: ['meet.contoso.com', 'meet.fabrikam.com'],
      admin: 'admin.contoso.com',
    });
  });

  test('may share a host and may be one text', () => {
    expect(hostsOf({meet: 'https://lync.contoso.com/meet', dialin: 'https://lync.contoso.com/dialin'})).toEqual({
      meet: ['lync.contoso.com'],
      dialin: 'lync.contoso.com',
    });
  });
});
