import {describe, expect, test} from '@jest/globals';
import {unknownAddress} from '../../src/cli/problem.ts';

const KNOWN = [
  'global/oauth',
  'pool01.contoso.com/fe01.contoso.com/default',
  'pool01.contoso.com/fe01.contoso.com/web',
  'pool01.contoso.com/fe02.contoso.com/default',
  'pool01.contoso.com/fe03.contoso.com/default',
  'pool01.contoso.com/fe04.contoso.com/default',
];

const LISTED = 'cscert explain lists the addresses.';

describe('an address that nothing has', () => {
  test.each([
    ['global/oaut', 'did you mean "global/oauth"?'],
    ['Web', 'did you mean "pool01.contoso.com/fe01.contoso.com/web"?'],
    ['fe01.contoso.com', `${LISTED} It is a part of ${KNOWN[1]}, ${KNOWN[2]}. Give one of them whole.`],
    ['default', `${LISTED} It is a part of ${KNOWN[1]}, ${KNOWN[3]}, ${KNOWN[4]} and 1 more. Give one of them whole.`],
    ['nowhere', LISTED],
  ])('as %s is told what may be meant', (address, help) => {
    expect(unknownAddress(address, KNOWN)).toMatchObject({code: 'UNKNOWN_ADDRESS', help});
  });
});
