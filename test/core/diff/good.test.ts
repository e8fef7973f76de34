import {describe, expect, test} from '@jest/globals';
import type {Judged} from '../../../src/core/diff/candidates.ts';
import {bestGood} from '../../../src/core/diff/good.ts';
import type {KnownMember} from '../../../src/core/diff/member.ts';
import {
  aCertificate,
  aPoolSlot,
  aSlot,
  type CertificateWish,
  FE01,
  FE02,
  FE03,
  inDays,
} from '../../support/small-world.ts';

const slot = aPoolSlot({members: [FE01, FE02, FE03], usages: ['Default']});

interface Wish extends CertificateWish {
  readonly assigned?: number;
  readonly good?: boolean;
}

function having({assigned = 0, good = true, ...wish}: Wish): Judged {
  return {certificate: aCertificate(slot, wish), findings: [], good, assigned};
}

const member = (server: string, ...candidates: readonly Judged[]): KnownMember => ({
  server,
  named: undefined,
  assigned: {},
  staged: {},
  assignments: {},
  store: [],
  candidates,
  pending: {ok: []},
  requests: [],
});

function chosen(...members: readonly KnownMember[]): string | undefined {
  const best = bestGood(slot, members);
  return best && `${best.certificate.certificate.friendlyName} on ${best.home.split('.')[0]}`;
}

const a = {label: 'a', friendlyName: 'a'};
const b = {label: 'b', friendlyName: 'b'};

describe('of several good certificates', () => {
  test('the one that is in use most is taken', () => {
    const members = [
      member(FE01, having({...a, assigned: 1, notAfter: inDays(900)})),
      member(FE02, having({...b, assigned: 1})),
      member(FE03, having({...b, assigned: 1})),
    ];
    expect(chosen(...members)).toBe('b on fe02');
  });

  test('then the one that most members have', () => {
    const longer = having({...a, notAfter: inDays(900)});
    expect(chosen(member(FE01, longer), member(FE02, having(b)), member(FE03, having(b)))).toBe('b on fe02');
  });

  test('then ours, then the one that is valid longest', () => {
    const foreign = having({...a, without: ['mark'], notAfter: inDays(900)});
    expect(chosen(member(FE01, foreign), member(FE02, having(b)))).toBe('b on fe02');
    expect(chosen(member(FE01, having(a)), member(FE02, having({...b, notAfter: inDays(900)})))).toBe('b on fe02');
  });

  test('ours is also one that lost its mark on some of the members', () => {
    const [kept, lost] = [having(a), having({...a, without: ['mark']})];
    const foreign = having({...b, without: ['mark'], notAfter: inDays(900)});
    expect(chosen(member(FE01, kept, foreign), member(FE02, lost, foreign))).toBe('a on fe01');
    expect(chosen(member(FE01, lost, foreign), member(FE02, kept, foreign))).toBe('a on fe01');
  });

  test('then always the same one, in whatever order the members come', () => {
    const [one, two] = [member(FE01, having(a)), member(FE02, having(b))];
    const first = chosen(one, two);
    expect(first).toBeDefined();
    expect(chosen(two, one)).toBe(first);
  });

  test('a bad one is none', () => {
    expect(chosen(member(FE01, having({...a, good: false})))).toBeUndefined();
    expect(chosen()).toBeUndefined();
  });
});

describe('the home', () => {
  test('is where it is assigned, else the first by name', () => {
    expect(chosen(member(FE01, having(a)), member(FE02, having({...a, assigned: 1})))).toBe('a on fe02');
    expect(chosen(member(FE02, having(a)), member(FE01, having(a)))).toBe('a on fe01');
  });

  test('is a member whose key may leave, before one that uses it', () => {
    const stays = having({...a, assigned: 1, exportable: false});
    expect(chosen(member(FE01, stays), member(FE02, having(a)))).toBe('a on fe02');
    expect(chosen(member(FE01, stays))).toBe('a on fe01');
  });

  test('may have a key that stays, where nobody copies', () => {
    const own = aSlot();
    const best = bestGood(own, [
      member(FE01, having({...a, assigned: 1, exportable: false})),
      member(FE02, having({...a, exportable: true})),
    ]);
    expect(best?.home).toBe(FE01);
  });
});
