import {describe, expect, test} from '@jest/globals';
import {readEnrolment} from '../../../src/authorities/adcs/read-enrolment.ts';

const said = 'Die Zertifikatanforderung wurde abgelehnt.';

describe('what the product’s own command asked for', () => {
  test('is issued where its certificate lies in My, whatever the command says', () => {
    const error = {said, numbers: [0x80094012]};
    expect(readEnrolment({certificate: 'AA==', chain: ['BB=='], waits: false, error})).toEqual({
      state: 'issued',
      certificate: 'AA==',
      chain: ['BB=='],
    });
  });

  test('waits where its key is in REQUEST and a number is known, whatever the language of the state', () => {
    const pending = {state: 'pending', ticket: '12'};
    expect(readEnrolment({waits: true, ticket: '12', status: 'Ausstehend'})).toEqual(pending);
    expect(readEnrolment({waits: true, ticket: '12'})).toEqual(pending);
    expect(readEnrolment({waits: true, ticket: '12', error: {said, numbers: []}})).toEqual(pending);
    expect(readEnrolment({waits: true, status: 'Pending'})).toEqual({state: 'unnumbered'});
    expect(readEnrolment({waits: true})).toEqual({state: 'unnumbered'});
  });

  test.each([0x80094011, 0x80094012, 0x80094800, 0x80094801])('is denied where the CA says so (%i)', number => {
    expect(readEnrolment({waits: true, error: {said, numbers: [0x80070005, number]}})).toEqual({
      state: 'denied',
      reason: said,
    });
  });

  test('is denied where the command tells that state', () => {
    expect(readEnrolment({waits: false, status: 'Denied'})).toMatchObject({state: 'denied'});
  });

  test.each([0x800706ba, 0x8007052e, 0x80070775, 0x80070005])(
    'never reached the CA where Windows says so (%i)',
    number => {
      expect(readEnrolment({waits: false, error: {said, numbers: [number]}})).toEqual({
        state: 'failed',
        why: said,
        repeatable: true,
      });
    },
  );

  test('may have reached the CA where an error is not understood', () => {
    for (const numbers of [[], [0x80131500], [0x80090016]]) {
      expect(readEnrolment({waits: false, error: {said, numbers}})).toMatchObject({state: 'failed', repeatable: false});
    }
  });

  test('is a failure for a person where a key waits, no number is known, and the error is not understood', () => {
    for (const there of [{waits: true}, {waits: false, ticket: '12'}])
      expect(readEnrolment({...there, error: {said, numbers: [0x80131500]}})).toEqual({
        state: 'failed',
        why: said,
        repeatable: false,
      });
  });

  test('may be anything where the command tells a state and leaves nothing', () => {
    expect(readEnrolment({waits: false, status: 'Issued'})).toMatchObject({
      state: 'failed',
      why: expect.stringContaining('"Issued"'),
      repeatable: false,
    });
  });

  test('is nothing where nothing is there and no command was run', () => {
    expect(readEnrolment({waits: false})).toEqual({state: 'none'});
    // The key of a command that was broken off.
    expect(readEnrolment({waits: true, unlisted: true})).toEqual({state: 'none'});
    expect(readEnrolment({waits: true, unlisted: true, status: 'Pending'})).toEqual({state: 'unnumbered'});
  });
});
