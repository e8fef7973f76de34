import {describe, expect, test} from '@jest/globals';
import {readAnswer} from '../../../src/authorities/adcs/read-answer.ts';
import type {RelayAnswer} from '../../../src/engine/ports/connection.ts';

const said = (output: string, exitCode = 0, over: Partial<RelayAnswer> = {}) => readAnswer({exitCode, output, ...over});
const lines = (...all: readonly string[]): string => all.join('\r\n');

describe('a certificate that lies there', () => {
  test('is the answer, whatever the words and the exit code say', () => {
    const certificate = Buffer.from('leaf').toString('base64');
    expect(said('Zertifikat abgerufen(Ausgestellt) Ausgestellt', 1, {certificate})).toEqual({
      state: 'issued',
      certificate: Buffer.from('leaf'),
      chain: undefined,
    });
  });
});

describe('a request that waits', () => {
  test.each([
    [
      'English',
      lines('RequestId: 12', 'RequestId: "12"', 'Certificate request is pending: Taken Under Submission (0)'),
    ],
    [
      'German',
      lines(
        'Anforderungs-ID: 12',
        'Anforderungs-ID: "12"',
        'Die Zertifikatanforderung steht aus: Zur Bearbeitung übernommen (0)',
      ),
    ],
    ['Japanese', lines('要求 ID: 12', '要求 ID: "12"', '証明書の要求は保留中です: 送信中 (0)')],
    ['one that tells the number once', lines('RequestId: 12', 'pending (0)')],
  ])('is known by its number, in %s', (_language, output) => {
    expect(said(output)).toEqual({state: 'pending', ticket: '12'});
  });
});

describe('a request that was denied', () => {
  const denied = lines(
    'RequestId: 85',
    'RequestId: "85"',
    'Certificate not issued (Denied) Denied by Policy Module  0x80094800, The request was for a certificate template that is not supported',
  );

  test('is known by its number and the error, whether certreq ends with it or with nothing', () => {
    for (const exitCode of [0, -2146875392]) {
      expect(said(denied, exitCode)).toEqual({
        state: 'denied',
        ticket: '85',
        reason: expect.stringContaining('Denied by Policy Module 0x80094800'),
      });
    }
  });

  test('is known by the exit code where the words hold no error', () => {
    expect(said(lines('RequestId: "7"', 'Zertifikat nicht ausgestellt (Gesperrt) Gesperrt'), 1)).toMatchObject({
      state: 'denied',
    });
  });
});

describe('a CA that was not asked', () => {
  test('because it was not reached, may be asked again', () => {
    const output = 'The RPC server is unavailable. 0x800706ba (WIN32: 1722 RPC_S_SERVER_UNAVAILABLE)';
    expect(said(output, -2147023174)).toEqual({state: 'failed', why: output, repeatable: true});
  });

  test('because it does not know the request, is a failure for a person', () => {
    expect(
      said('The requested property value is empty. 0x80094004 (-2146877436 CERTSRV_E_PROPERTY_EMPTY)', 1),
    ).toMatchObject({
      state: 'failed',
      repeatable: false,
    });
  });

  test.each([
    ['nothing at all', ''],
    ['a page of something else', '<html><body>502 Bad Gateway</body></html>'],
    ['half of an answer', 'RequestId:'],
  ])('with %s, is never asked again by itself', (_title, output) => {
    expect(said(output, 1)).toMatchObject({state: 'failed', repeatable: false});
  });

  test('says so on one short line', () => {
    const answer = said(`first\r\nsecond\u001b[31m ${'x'.repeat(5000)}`, 1);
    expect(answer.state === 'failed' && answer.why).toMatch(/^first second \[31m x{500,}$/);
    expect(answer.state === 'failed' && answer.why.length).toBeLessThanOrEqual(600);
  });
});
