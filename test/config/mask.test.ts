import {describe, expect, test} from '@jest/globals';
import {schemasByPath} from '../../src/config/generated/schemas.ts';
import {isLikelyConfiguration, isSecretKey, maskLines, SECTIONS} from '../../src/config/mask.ts';
import {loadText, VALID} from './load-text.ts';

const SECRET = 'hunter2';

describe('lines that are shown to people', () => {
  test.each([
    [`passphrase: ${SECRET}`],
    [`  "passphrase" : '${SECRET}'`],
    [`corp: {type: local, passphrase: ${SECRET}, folder: x}`],
    [`pasphrase: ${SECRET}`],
    [`Pass_Phrase: ${SECRET}`],
    [`- password: ${SECRET}`],
    [`# passphrase: ${SECRET}`],
    [`passphrase: |\n  ${SECRET}\n\n  ${SECRET}\nname: x`],
    [`passphrase:\n  ${SECRET}`],
    [`passphrase: "${SECRET}\n  ${SECRET}"`],
    [`a: {passphrase:\n  ${SECRET}}`],
    [`passphrase: env:${SECRET} ${SECRET} x`.replace(`env:${SECRET}`, `file ${SECRET}`)],
    [`{"passphrase":"${SECRET}","folder":"x"}`],
    [`corp: {type: local, 'passphrase':${SECRET}}`],
    [`passphrase:${SECRET}`],
    [`{folder: x, passphrase = ${SECRET}}`],
    [`- ? passphrase\n  : ${SECRET}\n    ${SECRET}\n  folder: x`],
    [`? "passphrase"\n:\n  ${SECRET}`],
    [`name: |\n  -----BEGIN RSA PRIVATE KEY-----\n  ${SECRET}\n  -----END RSA PRIVATE KEY-----`],
  ])('%j does not show the secret', text => {
    const shown = maskLines(text.split('\n'));
    expect(shown).toHaveLength(text.split('\n').length);
    expect(shown.join('\n')).not.toContain(SECRET);
    expect(shown.join('\n')).toContain('[secret]');
  });

  test.each([
    'passphrase: env:CA_PASSPHRASE',
    'passphrase: "file:secrets/ca.txt" # where',
    'pools:',
    'role: frontEnd',
    '{"passphrase":"env:CA_PASSPHRASE","type":"local"}',
    'roots: [sha256:0a1b, roots/a.pem]',
    'meet: https://meet.contoso.com',
    '? fe01.contoso.com',
    'names: {add: [a.b.c]}',
  ])('%j is shown as it is', line => {
    expect(maskLines([line])).toEqual([line]);
  });

  test.each([
    [`passphrase:${SECRET}`],
    [`passphrase=${SECRET}`],
    [`passphrase:${SECRET}, passphrase:${SECRET}`],
    [`"passphrase":"${SECRET}"`],
  ])('of an error at {%s} have no secret in them, nor have its words', async wrong => {
    const text = VALID.replace('folder: ca', `folder: ca, ${wrong}`);
    const {diagnostics} = await loadText(text);
    expect(diagnostics.map(({severity}) => severity)).toContain('error');
    expect(JSON.stringify(diagnostics)).toContain('passphrase');
    expect(JSON.stringify(diagnostics)).not.toContain(SECRET);
  });

  test('a long line costs in proportion to its length', () => {
    const measure = (length: number): number => {
      const start = performance.now();
      maskLines(['a'.repeat(length), `${'a: '.repeat(length / 3)}`]);
      return performance.now() - start;
    };
    measure(2 ** 10);
    // Eight times as long: a search from every letter to the end would take sixty-four times as long.
    expect(measure(2 ** 17) / Math.max(5, measure(2 ** 14))).toBeLessThan(30);
  });

  test('no key of the schema but the secret ones is taken for a secret', () => {
    const keys = [
      ...JSON.stringify(schemasByPath()).matchAll(/"properties":\{|"(\w+)":\{"(?:description|\$ref|type|enum)/g),
    ]
      .map(match => match[1])
      .filter(key => key !== undefined && key !== 'secret');
    expect(keys.length).toBeGreaterThan(40);
    // `credential` holds a name and a password: what is masked with it is masked rather too much.
    const secret = ['credential', 'passphrase', 'password'];
    expect([...new Set(keys)].filter(key => isSecretKey(key ?? '')).toSorted()).toEqual(secret);
  });
});

describe('a text that was named as the configuration', () => {
  test.each([
    SECRET,
    `${SECRET}: with a colon`,
    `"${SECRET} in quotes: "`,
    `- ${SECRET}`,
    `PASSWORD=${SECRET}`,
    `-----BEGIN PRIVATE KEY-----\n${SECRET}\n`,
    'x: '.repeat(10),
  ])('%j is none, so that nothing of it is shown', text => {
    expect(isLikelyConfiguration(text)).toBe(false);
  });

  test.each([
    ...SECTIONS.map(section => `# first\n${section}:\n`),
    '{"deployment": {}}',
    "'pools' : {}",
    'pols: {fe01: {}}',
    'Deployment: {name: lab}',
  ])('%j is one', text => {
    expect(isLikelyConfiguration(text)).toBe(true);
  });

  test('is known by the keys that the schema has', () => {
    expect([...SECTIONS].toSorted()).toEqual(
      Object.keys((schemasByPath()['config.schema.json'] as {readonly properties: object}).properties).toSorted(),
    );
  });
});
