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

  test('is no denied one because certreq ended as after an error', () => {
    const output = lines(
      'RequestId: 12',
      'RequestId: "12"',
      'Certificate request is pending: Taken Under Submission (0)',
    );
    for (const exitCode of [1, 5, -1, -2147467259])
      expect(said(output, exitCode)).toEqual({state: 'pending', ticket: '12'});
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

  test("is known by a number of the CA's own with which certreq ends, where the words hold none", () => {
    expect(said(lines('RequestId: "7"', 'Zertifikat nicht ausgestellt (Verweigert)'), -2146877420)).toMatchObject({
      state: 'denied',
    });
  });

  test('is known by any error that is none of the way to the CA', () => {
    expect(said(lines('RequestId: "7"', 'Denied by Policy Module 0x80070057'), 0)).toMatchObject({state: 'denied'});
  });

  test('is known where the CA could not issue it, since a list of revocations is not to be had', () => {
    const why = 'The revocation function was unable to check revocation because the revocation server was offline.';
    const output = lines('RequestId: "7"', `Certificate not issued (Error) ${why} 0x80092013 (-2146885613)`);
    for (const exitCode of [0, -2146885613])
      expect(said(output, exitCode)).toMatchObject({state: 'denied', ticket: '7'});
  });
});

describe('a request that the CA has, and a way to it that broke', () => {
  test.each(['0x800706ba', '0x800706be', '0x80070005', '0x8007274c', '0x80010108'])('is never denied (%s)', number => {
    const output = lines('RequestId: 12', 'RequestId: "12"', `Der RPC-Server ist nicht verfügbar. ${number}`);
    expect(said(output, Number(number) | 0)).toEqual({
      state: 'cut off',
      ticket: '12',
      why: expect.stringContaining(number),
    });
  });
});

describe('a CA that was not asked', () => {
  test('because it was not reached, may be asked again', () => {
    const output = 'The RPC server is unavailable. 0x800706ba (WIN32: 1722 RPC_S_SERVER_UNAVAILABLE)';
    expect(said(output, -2147023174)).toEqual({state: 'failed', why: output, repeatable: true});
  });

  test('because one of several errors says that it was not reached, may be asked again', () => {
    const output = 'The class is not registered. 0x80040154 The RPC server is unavailable. 0x800706ba';
    expect(said(output, 1)).toMatchObject({state: 'failed', repeatable: true});
  });

  test.each([
    'The requested property value is empty. 0x80094004 (-2146877436 CERTSRV_E_PROPERTY_EMPTY)',
    'The request does not exist. 0x80094002 (-2146877438 CERTSRV_E_NO_REQUEST)',
  ])('about a request that it does not know, says so (%s)', output => {
    expect(said(output, 1)).toEqual({state: 'unknown', why: output});
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
