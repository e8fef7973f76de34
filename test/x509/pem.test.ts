import {describe, expect, test} from '@jest/globals';
import {X509Error} from '../../src/x509/error.ts';
import {decodePem, encodePem} from '../../src/x509/pem.ts';

const DER = Buffer.from(Array.from({length: 100}, (_, i) => i));
const PEM = encodePem('CERTIFICATE', DER);

describe('PEM', () => {
  test('is written with lines of 64 characters and read again', () => {
    const lines = PEM.split('\n');
    expect(lines.map(line => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
    expect(decodePem(PEM)).toEqual([{label: 'CERTIFICATE', der: DER, base64: DER.toString('base64'), preamble: ''}]);
  });

  test.each([
    ['a byte order mark', `\uFEFF${PEM}`],
    ['CRLF', PEM.replaceAll('\n', '\r\n')],
    ['one line', PEM.replaceAll('\n', '')],
    ['one line of base64', PEM.replace(/([^-])\n(?=[^-])/g, '$1')],
    ['indented lines', PEM.replaceAll('\n', '\n  ')],
    ['no line break at the end', PEM.trimEnd()],
  ])('is read with %s', (_, text) => {
    expect(decodePem(text).map(({der}) => der)).toEqual([DER]);
  });

  test('keeps what stands before each block, and passes over what stands after the last', () => {
    const text = `Bag Attributes\n    friendlyName: web\n${PEM}subject=CN=ca\n${encodePem('TRUSTED CERTIFICATE', DER)}the end\n`;
    expect(decodePem(text).map(({label, preamble}) => [label, preamble.trim()])).toEqual([
      ['CERTIFICATE', 'Bag Attributes\n    friendlyName: web'],
      ['TRUSTED CERTIFICATE', 'subject=CN=ca'],
    ]);
  });

  test('of a text without blocks is nothing', () => {
    expect(decodePem('')).toEqual([]);
    expect(decodePem('no certificate here')).toEqual([]);
  });

  test.each([
    ['without an end', PEM.replace(/-----END.*/s, '')],
    ['of which the second has no end', PEM + PEM.replace(/-----END.*/s, '')],
    ['with another end', PEM.replace('END CERTIFICATE', 'END PRIVATE KEY')],
    ['with characters that are not base64', PEM.replace('AAEC', 'A*EC')],
    ['with a missing character', PEM.replace('AAEC', 'AAE')],
    ['that is empty', '-----BEGIN X-----\n-----END X-----\n'],
    ['with a dash inside', PEM.replace('AAEC', 'A-EC')],
  ])('refuses a block %s', (_, text) => {
    expect(() => decodePem(text)).toThrow(X509Error);
  });
});
