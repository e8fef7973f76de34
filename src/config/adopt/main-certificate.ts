import {groupBy} from '../../core/group.ts';
import type {StoredCertificate} from '../../core/model/certificate.ts';
import {isValidAt} from '../../core/policy/life.ts';
import type {Found} from './found.ts';

/**
 * The certificate that a shared one is described by: the one that most servers have, of as many the one that ends last. One
 * that expired, or has no key, tells it only where no other does: described by that, the plan would take the renewed one
 * for another, and request what is there already.
 */
export function mainCertificate({stored}: Pick<Found, 'stored'>, now: Date): StoredCertificate | undefined {
  const groups = groupBy([...stored.values()], ({thumbprint}) => thumbprint);
  const counted = [...groups.values()].flatMap(group => group.slice(0, 1).map(one => ({one, count: group.length})));
  const [main] = counted.toSorted(
    (a, b) =>
      Number(serves(b.one, now)) - Number(serves(a.one, now)) ||
      b.count - a.count ||
      Date.parse(b.one.notAfter) - Date.parse(a.one.notAfter),
  );
  return main?.one;
}

const serves = (one: StoredCertificate, now: Date): boolean => one.hasPrivateKey && isValidAt(one, now);
