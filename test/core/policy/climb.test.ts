import {describe, expect, test} from '@jest/globals';
import type {StoredCertificate} from '../../../src/core/model/certificate.ts';
import {climb, fingerprint, isDeclaredRoot, issuersOf, mayHaveIssued} from '../../../src/core/policy/climb.ts';
import {aCertificate, aSlot, ISSUING, ROOT, STRANGE_ROOT, sha256} from '../../support/small-world.ts';

const leaf = aCertificate(aSlot());
const names = (all: readonly {thumbprint: string}[]) => all.map(one => one.thumbprint);

/** A certificate of `of`'s key that another CA signed. */
const crossed = (of: StoredCertificate, by: StoredCertificate): StoredCertificate => ({
  ...of,
  thumbprint: sha256(`${of.thumbprint} by ${by.thumbprint}`).slice(0, 40).toUpperCase(),
  issuer: by.subject,
  authorityKeyId: by.subjectKeyId ?? '',
  selfIssued: false,
});
const CROSSED_ROOT = crossed(ROOT, STRANGE_ROOT);
const CROSSED_ISSUING = crossed(ISSUING, STRANGE_ROOT);

describe('the way up', () => {
  test('leads over the intermediate to the root, whatever the order of the store', () => {
    for (const known of [
      [ISSUING, ROOT],
      [ROOT, ISSUING],
    ]) {
      expect(names(issuersOf(leaf, known))).toEqual(names([ISSUING, ROOT]));
      expect(climb(leaf, known)).toEqual({roots: [ROOT]});
    }
  });

  test('names the issuer that is missing, the nearest one', () => {
    expect(climb(leaf, [])).toEqual({missing: 'CN=Contoso Issuing CA, O=Contoso, C=US'});
    expect(climb(leaf, [ROOT])).toEqual({missing: 'CN=Contoso Issuing CA, O=Contoso, C=US'});
    expect(climb(leaf, [ISSUING])).toEqual({missing: 'CN=Contoso Root CA, O=Contoso, C=US'});
  });

  test('of a certificate that issued itself ends with it', () => {
    expect(climb(ROOT, [])).toEqual({roots: [ROOT]});
    expect(issuersOf(ROOT, [ROOT, ISSUING])).toEqual([]);
  });

  test('takes no CA of the same name with another key', () => {
    expect(mayHaveIssued({...ISSUING, subjectKeyId: 'ab'.repeat(20)}, leaf)).toBe(false);
    expect(climb(leaf, [{...ISSUING, subjectKeyId: 'ab'.repeat(20)}])).toHaveProperty('missing');
  });
});

describe('a CA that was also signed by another one', () => {
  test.each([
    ['at the root', [CROSSED_ROOT, ISSUING, ROOT]],
    ['below the root', [CROSSED_ISSUING, ISSUING, ROOT]],
  ])('%s does not hide the way to the root that is there', (_where, known) => {
    expect(climb(leaf, known)).toEqual({roots: [ROOT]});
  });

  test('leads to both roots where both are there', () => {
    expect(climb(leaf, [CROSSED_ISSUING, ISSUING, STRANGE_ROOT, ROOT])).toEqual({roots: [STRANGE_ROOT, ROOT]});
  });

  test('two CAs that signed each other are a circle without a root, and the search ends', () => {
    const circle = crossed(STRANGE_ROOT, ROOT);
    const known = [ISSUING, CROSSED_ROOT, circle];
    expect(names(issuersOf(leaf, known))).toEqual(names(known));
    expect(climb(leaf, known)).toHaveProperty('missing');
  });

  test('a thousand certificates of one name are looked through, and soon', () => {
    const many = Array.from({length: 1000}, (_, n) => ({...CROSSED_ROOT, thumbprint: sha256(`${n}`).slice(0, 40)}));
    expect(climb(leaf, [...many, ISSUING, ROOT])).toEqual({roots: [ROOT]});
  });
});

describe('a root is declared', () => {
  const nobody = {roots: [], intermediates: []};

  test('by itself, by its fingerprint, or by trusting what answers bring', () => {
    expect(isDeclaredRoot(ROOT, {...nobody, roots: [ROOT]})).toBe(true);
    expect(isDeclaredRoot(ROOT, {...nobody, pinned: [fingerprint(ROOT)]})).toBe(true);
    expect(isDeclaredRoot(ROOT, {...nobody, fromResponse: true})).toBe(true);
  });

  test('and by nothing else', () => {
    expect(isDeclaredRoot(ROOT, nobody)).toBe(false);
    expect(isDeclaredRoot(ROOT, {...nobody, intermediates: [ROOT]})).toBe(false);
    expect(isDeclaredRoot(ROOT, {...nobody, roots: [STRANGE_ROOT], pinned: [fingerprint(STRANGE_ROOT)]})).toBe(false);
  });

  test('the fingerprint is the SHA-256 of its bytes', () => {
    expect(fingerprint(ROOT)).toBe(sha256('Contoso Root CA'));
  });
});
