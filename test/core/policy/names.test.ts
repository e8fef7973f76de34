import {describe, expect, test} from '@jest/globals';
import {describeName, describeSubject} from '../../../src/core/policy/names.ts';
import {aCertificate, aSlot, FE01} from '../../support/small-world.ts';
import {codesOf, findingOf, OTHER_MARK} from './judging.ts';

const subjectOf = (text: string) =>
  text.split('; ').map(part => {
    const [type = '', value = ''] = part.split('=');
    return {type, value};
  });
const named = (...values: string[]) => ({names: values.map(value => ({type: 'dns', value}) as const)});

describe('a name in words', () => {
  test('stands in the order in which people write it, whatever the encoding', () => {
    expect(describeName(subjectOf('C=US; ST=WA; L=Redmond; O=Contoso; OU=IT; CN=fe01'))).toBe(
      'CN=fe01, OU=IT, O=Contoso, L=Redmond, ST=WA, C=US',
    );
  });

  test('keeps what cannot be declared at its end, in its own order', () => {
    expect(describeName(subjectOf('DC=com; 1.2.3=x; DC=contoso; CN=fe01'))).toBe(
      'CN=fe01, DC=com, 1.2.3=x, DC=contoso',
    );
  });

  test('is called empty when there is none', () => {
    expect(describeName([])).toBe('(empty)');
  });

  test('stays on one line, whatever is in its values', () => {
    const name = [{type: 'O', value: 'Evil\nroot: {x: y}\r\n::error::\u0085'}];
    expect(describeName(name)).toBe('O=Evil\\x0aroot: {x: y}\\x0d\\x0a::error::\\x85');
  });

  test('a declared subject has only what is declared', () => {
    expect(describeSubject({commonName: 'fe01', state: 'WA'})).toBe('CN=fe01, ST=WA');
  });
});

describe('the subject', () => {
  const wrong = (subject: string) =>
    findingOf('SUBJECT', {certificate: {subject: subjectOf(subject), mark: OTHER_MARK}});

  test('may stand in any order, and host names in any letter case', () => {
    expect(wrong(`CN=${FE01.toUpperCase()}; C=US; O=Contoso`)).toBeUndefined();
    expect(wrong(`O=Contoso; C=US; CN=${FE01}`)).toBeUndefined();
  });

  test.each([
    ['another common name', 'CN=fe02.contoso.com; O=Contoso; C=US'],
    ['an organization in another letter case', `CN=${FE01}; O=CONTOSO; C=US`],
    ['an attribute too few', `CN=${FE01}; C=US`],
    ['an attribute too many', `CN=${FE01}; OU=IT; O=Contoso; C=US`],
    ['an attribute twice', `CN=${FE01}; O=Contoso; O=Contoso; C=US`],
    ['one value that looks like two attributes', `CN=${FE01}, O=Contoso; C=US`],
    ['the values of two attributes exchanged', `CN=${FE01}; O=US; C=Contoso`],
  ])('is not as declared with %s', (_what, subject) => {
    expect(wrong(subject)?.cure).toBe('request');
  });

  test('says both sides', () => {
    expect(wrong('CN=fe02.contoso.com')).toEqual({
      code: 'SUBJECT',
      cure: 'request',
      severity: 'drift',
      message: `the subject is CN=fe02.contoso.com; declared is CN=${FE01}, O=Contoso, C=US`,
      expected: `CN=${FE01}, O=Contoso, C=US`,
      actual: 'CN=fe02.contoso.com',
    });
  });
});

describe('names', () => {
  test('compare without letter case and without order', () => {
    expect(codesOf({certificate: named('SIP.contoso.com', FE01.toUpperCase())})).toEqual([]);
  });

  test('that are missing are counted and listed in their declared order', () => {
    const slot = aSlot({
      spec: {names: [FE01, 'sip.contoso.com', 'meet.contoso.com'].map(value => ({value, reasons: []}))},
    });
    expect(findingOf('NAMES_MISSING', {slot, certificate: {...named('sip.contoso.com'), mark: OTHER_MARK}})).toEqual({
      code: 'NAMES_MISSING',
      cure: 'request',
      severity: 'drift',
      message: `2 of 3 names missing: ${FE01}, meet.contoso.com`,
      expected: `${FE01}, meet.contoso.com`,
      actual: 'not in the certificate',
    });
  });

  test('that nobody declared are drift, each once', () => {
    const certificate = {...named(FE01, 'sip.contoso.com', 'old.contoso.com', 'OLD.contoso.com'), mark: OTHER_MARK};
    expect(findingOf('NAMES_SURPLUS', {certificate})).toEqual({
      code: 'NAMES_SURPLUS',
      cure: 'request',
      severity: 'drift',
      message: '1 name not declared: old.contoso.com',
      expected: 'only declared names',
      actual: 'old.contoso.com',
    });
  });

  test('of several are counted in the plural', () => {
    const certificate = {...named(FE01, 'sip.contoso.com', 'a.contoso.com', 'b.contoso.com'), mark: OTHER_MARK};
    expect(findingOf('NAMES_SURPLUS', {certificate})?.message).toBe(
      '2 names not declared: a.contoso.com, b.contoso.com',
    );
  });

  test('that are not declared stay on one line in what is said of them', () => {
    const certificate = {mark: OTHER_MARK, ...named(FE01, 'evil\n::error::')};
    expect(findingOf('NAMES_SURPLUS', {certificate})?.message).toContain('evil\\x0a::error::');
  });

  test('of another type are never taken for host names', () => {
    const {names} = aCertificate(aSlot());
    const certificate = {names: [...names.slice(1), {type: 'uri', value: FE01} as const], mark: OTHER_MARK};
    expect(codesOf({certificate})).toEqual(['NAMES_MISSING', 'NAMES_SURPLUS']);
    expect(findingOf('NAMES_SURPLUS', {certificate})?.actual).toBe(`uri:${FE01}`);
  });

  test('a wildcard does not stand for a declared name', () => {
    expect(codesOf({certificate: {...named(FE01, '*.contoso.com'), mark: OTHER_MARK}})).toEqual([
      'NAMES_MISSING',
      'NAMES_SURPLUS',
    ]);
  });

  test('a common name alone is no name: clients look at the alternative names', () => {
    expect(findingOf('NAMES_MISSING', {certificate: {names: [], mark: OTHER_MARK}})?.message).toBe(
      `2 of 2 names missing: ${FE01}, sip.contoso.com`,
    );
  });
});
