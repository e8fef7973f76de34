import {describe, expect, it} from '@jest/globals';
import {ambiguousThumbprint} from '../../../src/cli/show-certificate/refusals.ts';
import {certificatesIn, unreadIn, withThumbprint} from '../../../src/cli/show-certificate/search.ts';
import {groupBy} from '../../../src/core/group.ts';
import {
  aCertificate,
  aGoodHolder,
  aProblem,
  aSlot,
  aWorld,
  FE01,
  FE02,
  ISSUING,
  ROOT,
  unreadable,
} from '../../support/small-world.ts';

const SLOTS = [aSlot(), aSlot({server: FE02})] as const;
/** Two certificates that begin alike, as no CA would make them on purpose. */
const TWINS = ['AAAAAAAA1'.padEnd(40, '0'), 'AAAAAAAA2'.padEnd(40, '0')].map((thumbprint, at) =>
  aCertificate(SLOTS[0], {label: `twin ${at}`, thumbprint}),
);
const {actual} = aWorld(SLOTS, {[FE01]: aGoodHolder([SLOTS[0]], {my: TWINS})});
const all = certificatesIn(actual);

describe('a search by thumbprint', () => {
  it('looks into every store of every server', () => {
    expect(all.map(({server, store}) => `${server} ${store}`)).toEqual([
      `${FE01} My`,
      `${FE01} My`,
      `${FE01} CA`,
      `${FE01} Root`,
      `${FE02} My`,
      `${FE02} CA`,
      `${FE02} Root`,
    ]);
    expect(withThumbprint(all, ROOT.thumbprint.slice(0, 8)).map(({server}) => server)).toEqual([FE01, FE02]);
    expect(withThumbprint(all, ISSUING.thumbprint.slice(1, 9))).toEqual([]);
  });

  it('lists what several certificates begin with, and where they are', () => {
    const found = groupBy(withThumbprint(all, 'AAAAAAAA'), ({certificate}) => certificate.thumbprint);
    const {code, detail} = ambiguousThumbprint('AAAAAAAA', found);
    expect(code).toBe('THUMBPRINT_AMBIGUOUS');
    expect(detail.split('\n').slice(1)).toEqual(
      TWINS.map(({thumbprint}) => `  ${thumbprint}  CN=${FE01}, O=Contoso, C=US, on ${FE01}`),
    );
    expect(withThumbprint(all, 'AAAAAAAA1')).toHaveLength(1);
  });
});

describe('what could not be read', () => {
  it('is every server and every part of one', () => {
    const world = aWorld(SLOTS, {
      [FE01]: unreadable('NO_SERVER'),
      [FE02]: aGoodHolder([SLOTS[1]], {ca: {problem: aProblem('NO_CA')}, assigned: {problem: aProblem('NO_USAGES')}}),
    });
    expect(unreadIn(world.actual).map(({code}) => code)).toEqual(['NO_SERVER', 'NO_CA', 'NO_USAGES']);
  });

  it('is nothing where all is well', () => {
    expect(unreadIn(actual)).toEqual([]);
  });
});
