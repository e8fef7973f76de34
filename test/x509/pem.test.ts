import {describe, expect, test} from '@jest/globals';
import {X509Error} from '../../src/x509/error.ts';
import {decodePem, encodePem, pemLabels} from '../../src/x509/pem.ts';

const DER = Buffer.from(Array.from({length: 100}, (_, i) => i));
const PEM = encodePem('CERTIFICATE', DER);

/** Of processor time, in milliseconds. */
function measure(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(start);
  return (user + system) / 1000;
}

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

  test('is read where a sentence speaks of its boundaries', () => {
    const help =
      'Copy all from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, or from "-----BEGIN X-----".\n';
    expect(decodePem(`${help}${PEM}`)).toMatchObject([{label: 'CERTIFICATE', der: DER, preamble: help}]);
    expect(decodePem(`${PEM}${help}`)).toHaveLength(1);
    const wrapped = 'Copy all from -----BEGIN CERTIFICATE----- to\n-----END CERTIFICATE-----\n';
    expect(decodePem(`${wrapped}${PEM}${wrapped}`)).toHaveLength(1);
    expect(decodePem(`The certificate: ${PEM}`)).toHaveLength(1);
    expect(decodePem(`The certificate: ${PEM.replaceAll('\n', '')}`)).toHaveLength(1);
  });

  test('is decoded only where it is wanted, beside whatever has a begin and an end', () => {
    const old =
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0011\n\nAAEC\n-----END RSA PRIVATE KEY-----\n';
    expect(decodePem(`${old}${PEM}`, label => label === 'CERTIFICATE')).toMatchObject([{der: DER, preamble: '\n'}]);
    expect(pemLabels(`${old}${PEM}`)).toEqual(['RSA PRIVATE KEY', 'CERTIFICATE']);
    expect(() => decodePem(`${old}${PEM}`)).toThrow('"RSA PRIVATE KEY" holds what is not base64');
  });

  test.each<readonly [string, (count: number) => string, 'refused' | ((count: number) => number)]>([
    ['begins', count => '-----BEGIN X-----'.repeat(count), 'refused'],
    ['begins on lines', count => '-----BEGIN X-----\n'.repeat(count), 'refused'],
    ['begins without a label', count => '-----BEGIN '.repeat(count), 'refused'],
    ['letters of a label', count => `-----BEGIN ${'A'.repeat(20 * count)}`, 'refused'],
    ['mentions', count => 'a -----BEGIN X----- b '.repeat(count), () => 1],
    ['mentions on lines', count => 'a -----BEGIN X----- b\n'.repeat(count), () => 1],
    ['dashes', count => '-'.repeat(20 * count), () => 1],
    ['letters', count => 'A'.repeat(20 * count), () => 1],
    ['ends', count => '-----END X-----'.repeat(count), () => 1],
    ['ends on lines', count => '-----END X-----\n'.repeat(count), () => 1],
    ['ends behind what looks like contents', count => `${'A'.repeat(64)} -\n-----END X-----\n`.repeat(count), () => 1],
    ['blocks', count => PEM.repeat(count), count => count + 1],
  ])('with four times as many %s takes four times as long to read', (_, more, outcome) => {
    const read = (count: number): number => {
      const text = `${PEM}\n${more(count)}`;
      return measure(() => {
        if (outcome === 'refused') expect(() => pemLabels(text)).toThrow(X509Error);
        else expect(pemLabels(text)).toHaveLength(outcome(count));
      });
    };
    const few = Math.min(...[1, 2, 3].map(() => read(5_000)));
    const many = read(20_000);
    // A square would be sixteen times as long, and seconds.
    expect(many).toBeLessThan(8 * few + 100);
  });

  test.each([
    ['has words on both sides', 'subject=CN = Root B -----BEGIN CERTIFICATE----- (PEM)'],
    ['has too few dashes', '----BEGIN CERTIFICATE-----'],
    ['is missing', 'subject=CN = Root B'],
  ])('does not pass over a block whose beginning %s', (_, begin) => {
    const message = 'a PEM block ends as CERTIFICATE without a beginning on a line of its own';
    const lost = PEM.replace('-----BEGIN CERTIFICATE-----', begin);
    for (const text of [lost, `${PEM}${lost}`, `${lost}${PEM}`, lost.replaceAll('\n', '\r\n')]) {
      expect(() => decodePem(text)).toThrow(message);
    }
    const whole = encodePem('CERTIFICATE', Buffer.alloc(96));
    expect(() => decodePem(whole.replace('-----BEGIN CERTIFICATE-----', begin))).toThrow(message);
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
