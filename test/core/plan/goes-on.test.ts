/** Which assignments only go on with a request that was approved, and which need an approval of their own. */
import {describe, expect, test} from '@jest/globals';
import type {Assignments} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  type CertificateWish,
  FE01,
  FE02,
  inDays,
  planOf,
} from '../../support/small-world.ts';

const upkeep = {maintenance: {timeZone: 'UTC', windows: [{days: ['sat'], from: 60, to: 120}]}} as const;
const slot = aSlot({usages: ['Default', 'WebServicesInternal'], upkeep});
const old = aCertificate(slot, {label: 'old', notBefore: inDays(-500), notAfter: inDays(20)});
const next = aCertificate(slot, {label: 'next', notBefore: inDays(-3)});
const since = inDays(-400);
const AV = 'AudioVideoAuthentication';
const using = {current: old.thumbprint, since};

/** By usage: whether its assignment goes on. */
function going(assigned: Assignments, my: readonly StoredCertificate[] = [old, next], declared = slot) {
  const {actions} = planOf(aWorld([declared], {[FE01]: aHolder({my, assigned})}));
  return Object.fromEntries(
    actions.flatMap(({verb, args, continues}) => (verb === 'assign' ? [[args.usage, continues]] : [])),
  );
}

const both = (one: Assignments['Default']): Assignments => ({...(one && {Default: one, WebServicesInternal: one})});

describe('an assignment goes on with the request of its certificate', () => {
  test('where that was issued while the usage pointed to something else, and names its key', () => {
    expect(going(both(using))).toEqual({Default: next.spki, WebServicesInternal: next.spki});
  });

  test('where what signs tokens has moved from the same one, or is staged', () => {
    const edge = aSlot({usages: ['AccessEdgeExternal', AV], upkeep});
    const after = aCertificate(edge, {label: 'after', notBefore: inDays(-3)});
    const before = {...old, thumbprint: 'AB'.repeat(20)};
    const access = {AccessEdgeExternal: {current: before.thumbprint, since}};
    const staged = {thumbprint: after.thumbprint, at: inDays(1)};
    for (const signs of [
      {current: after.thumbprint, previous: before.thumbprint, since: inDays(-1)},
      {current: before.thumbprint, staged, since},
    ])
      expect(going({...access, [AV]: signs}, [before, after], edge)).toEqual({AccessEdgeExternal: after.spki});
    const another = {current: after.thumbprint, previous: 'CD'.repeat(20), since: inDays(-1)};
    expect(going({...access, [AV]: another}, [before, after], edge)).toEqual({AccessEdgeExternal: undefined});
  });

  test('where another server of the pool has it already', () => {
    const pool = aPoolSlot({members: [FE01, FE02], usages: ['Default'], upkeep});
    const [before, after] = [
      aCertificate(pool, {label: 'b', notAfter: inDays(20)}),
      aCertificate(pool, {label: 'a', notBefore: inDays(-3)}),
    ];
    const my = [before, after];
    const plan = planOf(
      aWorld([pool], {
        [FE01]: aHolder({my, assigned: assign(pool, after)}),
        [FE02]: aHolder({my, assigned: {Default: {current: before.thumbprint, since}}}),
      }),
    );
    expect(plan.actions).toMatchObject([{verb: 'assign', on: FE02, continues: after.spki}]);
  });
});

describe('it needs an approval of its own', () => {
  test.each<readonly [string, Assignments]>([
    ['the usage was pointed there after the certificate was issued', both({...using, since: inDays(-2)})],
    ['somebody has staged something else', both({...using, staged: {thumbprint: 'EF'.repeat(20), at: inDays(1)}})],
    ['nobody knows since when', both({current: old.thumbprint})],
    ['it pointed to the certificate before', both({...using, previous: next.thumbprint})],
    [
      'another usage has long moved: this one may be new in what is declared',
      {...both(using), Default: {current: next.thumbprint, previous: old.thumbprint, since: inDays(-1)}},
    ],
    ['nothing is in use any more: somebody may have taken the server out of service', {}],
    ['nothing is in use any more, but another usage has it', {WebServicesInternal: {current: next.thumbprint}}],
  ])('where %s', (_title, assigned) => {
    const found = going(assigned);
    expect(Object.keys(found)).not.toEqual([]);
    expect(Object.values(found).filter(one => one !== undefined)).toEqual([]);
  });

  test('where there is no window that it could have waited for', () => {
    const found = going(both(using), [old, next], aSlot({usages: ['Default', 'WebServicesInternal']}));
    expect(found).toEqual({Default: undefined, WebServicesInternal: undefined});
  });

  test('where we asked for something else, or never did', () => {
    const otherwise: CertificateWish = {label: 'next', mark: {spki: next.spki.slice(0, 8), spec: 'f'.repeat(8)}};
    const asked = going(both(using), [old, aCertificate(slot, otherwise)]);
    expect(Object.values(asked).filter(one => one !== undefined)).toEqual([]);
    const given = aForeignCertificate(slot, {notBefore: inDays(-3)});
    const named = {...slot, use: {thumbprint: given.thumbprint}};
    const found = going(both(using), [old, given], named);
    expect(found).toEqual({Default: undefined, WebServicesInternal: undefined});
  });

  test('where the configuration names the certificate, be it one of ours', () => {
    const found = going(both(using), [old, next], {...slot, use: {thumbprint: next.thumbprint}});
    expect(found).toEqual({Default: undefined, WebServicesInternal: undefined});
  });

  test('where a person decides when it is assigned: then nothing is planned', () => {
    expect(going(both(using), [old, next], {...slot, assign: 'manual'})).toEqual({});
  });
});
