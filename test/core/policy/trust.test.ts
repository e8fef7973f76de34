import {describe, expect, test} from '@jest/globals';
import {misplacedInRoot, trustNeeds} from '../../../src/core/policy/trust.ts';
import {aHolder, CORP, ISSUING, NOT_MADE_YET, ROOT, STRANGE_ROOT, unreadable} from '../../support/small-world.ts';

const needs = (...args: Parameters<typeof trustNeeds>) =>
  trustNeeds(...args).map(({store, certificate, finding}) => [store, certificate?.thumbprint, finding.code]);

describe('what a server needs to trust an authority', () => {
  test('is nothing when root and intermediate are where they belong', () => {
    expect(trustNeeds(aHolder(), 'corp', CORP)).toEqual([]);
  });

  test('is what is missing, root before intermediate', () => {
    expect(needs(aHolder({root: [], ca: []}), 'corp', CORP)).toEqual([
      ['Root', ROOT.thumbprint, 'ROOT_MISSING'],
      ['CA', ISSUING.thumbprint, 'INTERMEDIATE_MISSING'],
    ]);
  });

  test('is said with name, thumbprint and the store as Windows titles it, and cured by trust alone', () => {
    expect(trustNeeds(aHolder({root: []}), 'corp', CORP)[0]?.finding).toEqual({
      code: 'ROOT_MISSING',
      cure: 'trust',
      severity: 'drift',
      message: `CN=Contoso Root CA, O=Contoso, C=US (${ROOT.thumbprint.slice(0, 8)}) is missing from Trusted Root Certification Authorities`,
      expected: 'CN=Contoso Root CA, O=Contoso, C=US in Root',
      actual: 'not there',
    });
  });

  test('an intermediate in Root does not do for CA, nor a root in CA for Root', () => {
    const holder = aHolder({root: [ISSUING], ca: [ROOT]});
    expect(needs(holder, 'corp', CORP).map(([store]) => store)).toEqual(['Root', 'CA']);
  });

  test('is not judged for a store that could not be read: unknown is not absent', () => {
    expect(needs(aHolder({root: unreadable(), ca: []}), 'corp', CORP)).toEqual([
      ['CA', ISSUING.thumbprint, 'INTERMEDIATE_MISSING'],
    ]);
    expect(needs(aHolder({root: [], ca: unreadable()}), 'corp', CORP)).toEqual([
      ['Root', ROOT.thumbprint, 'ROOT_MISSING'],
    ]);
  });

  test('is not judged when the authority’s chain could not be read', () => {
    expect(trustNeeds(aHolder({root: []}), 'corp', {chain: unreadable()})).toEqual([]);
  });

  test('is the whole chain of an authority that its first use will make', () => {
    expect(trustNeeds(aHolder(), 'lab', NOT_MADE_YET)).toEqual([
      expect.objectContaining({authority: 'lab', store: 'Root', certificate: null}),
    ]);
  });
});

describe('a certificate in Root that is not self-issued', () => {
  test('is a warning for a person, for cscert did not put it there', () => {
    const [finding, ...others] = misplacedInRoot(aHolder({root: [ROOT, ISSUING, STRANGE_ROOT]}));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({code: 'INTERMEDIATE_IN_ROOT', cure: 'person', severity: 'warning'});
    expect(finding?.message).toContain(ISSUING.thumbprint.slice(0, 8));
  });

  test('is not looked for in a Root that could not be read', () => {
    expect(misplacedInRoot(aHolder({root: unreadable()}))).toEqual([]);
  });
});
