import {describe, expect, test} from '@jest/globals';
import type {Assignments} from '../../../src/core/model/actual.ts';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {MemberPlan} from '../../../src/core/model/plan.ts';
import {readPlan, writePlan} from '../../../src/report/plan-json.ts';
import {statusRows} from '../../../src/report/status.ts';
import {aCertificate, aHolder, aSlot, aWorld, FE01, inDays, planOf} from '../../support/small-world.ts';

const slot = aSlot();
const since = inDays(-400);
const ended = aCertificate(slot, {label: 'ended', notBefore: inDays(-500), notAfter: inDays(-3)});
const good = aCertificate(slot, {label: 'good', notBefore: inDays(-10)});
const absent = 'AB'.repeat(20);

const planWith = (assigned: Assignments, my: readonly StoredCertificate[] = [ended, good]) =>
  planOf(aWorld([slot], {[FE01]: aHolder({my, assigned})}));

const to = ({thumbprint}: {readonly thumbprint: string}) => ({current: thumbprint, since});

function memberOf(assigned: Assignments): MemberPlan | undefined {
  return planWith(assigned).slots[0]?.members[0];
}

describe('a plan tells when each assigned certificate ends', () => {
  test('once where all usages have the same', () => {
    const all = {Default: to(good), WebServicesInternal: to(good), WebServicesExternal: to(good)};
    expect(memberOf(all)).toMatchObject({notAfter: good.notAfter});
    expect(memberOf(all)).not.toHaveProperty('ends');
  });

  test('by usage where they have different ones, as far as they are in the store', () => {
    const mixed = {Default: to(ended), WebServicesInternal: to(good), WebServicesExternal: to({thumbprint: absent})};
    expect(memberOf(mixed)?.ends).toEqual({Default: ended.notAfter, WebServicesInternal: good.notAfter});
  });

  test('not at all where none of them is in the store', () => {
    const lost = memberOf({Default: to({thumbprint: absent})});
    expect(lost).not.toHaveProperty('notAfter');
    expect(lost).not.toHaveProperty('ends');
  });

  test.each<readonly [string, Assignments, readonly string[]]>([
    ['one', {Default: to(ended), WebServicesInternal: to(good), WebServicesExternal: to(good)}, ['Default']],
    [
      'most',
      {Default: to(good), WebServicesInternal: to(ended), WebServicesExternal: to(ended)},
      ['WebServicesInternal', 'WebServicesExternal'],
    ],
  ])('so that a status calls those usages expired whose certificate is: %s of them', (_what, assigned, expected) => {
    const plan = planWith(assigned);
    const rows = statusRows(plan);
    expect(rows.filter(({condition}) => condition === 'expired').map(({usage}) => usage)).toEqual(expected);
    expect(readPlan(writePlan(plan))).toEqual({ok: plan});
  });
});
