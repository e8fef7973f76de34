/**
 * Texts that were written to cost much. Work is asserted as counts, or as the ratio to what the bare `yaml` library
 * takes for the largest honest file, measured in the same run; processor time, so that a busy machine changes nothing.
 */
import {afterEach, describe, expect, jest, test} from '@jest/globals';
import {Composer, Parser, parseDocument} from 'yaml';
import {LIMITS, TOTALS} from '../../src/config/limits.ts';
import {parseYaml} from '../../src/config/parse.ts';
import {resolve} from '../../src/config/resolve/resolve.ts';
import {decodeText, makeSource} from '../../src/config/source-text.ts';
import {renderDiagnostics} from '../../src/report/diagnostic-text.ts';
import {styleFor} from '../../src/report/style.ts';
import {codesOf, loadFiles, loadText, VALID} from './load-text.ts';

const parse = (text: string) => parseYaml(makeSource('a.yaml', text));

/** As much of it as the text may be long, or a part of that. */
const flood = (fragment: string, bytes: number = LIMITS.bytes): string =>
  fragment.repeat(Math.floor(bytes / Buffer.byteLength(fragment)));

/** Of processor time, in milliseconds. */
function measure(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const {user, system} = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** A file of so many values. */
const honest = (values: number): string =>
  `pools:\n${Array.from({length: values / 4 - 1}, (_, index) => ` p${index}.contoso.com:\n  role: mediation\n  servers: [m${index}.contoso.com]\n`).join('')}`;

/** What the bare library takes for it: the second time, when its code is compiled. */
const bare = (() => {
  const read = (text: string): unknown => parseDocument(text, {uniqueKeys: false, prettyErrors: false});
  read(honest(4000));
  const text = honest(LIMITS.values);
  return measure(() => read(text));
})();

afterEach(() => {
  jest.restoreAllMocks();
});

/** How much of the library's work was done. */
function countWork(text: string): {readonly lexemes: number; readonly composed: number} {
  const next = jest.spyOn(Parser.prototype, 'next');
  const compose = jest.spyOn(Composer.prototype, 'compose');
  parse(text);
  return {lexemes: next.mock.calls.length, composed: compose.mock.calls.length};
}

describe('a file beyond a limit is refused before anything is composed', () => {
  test.each([
    ['values of a block mapping', 'k: 1\n', 8 * LIMITS.values],
    ['values of a block list', '- 1\n', 6 * LIMITS.values],
    ['values of a flow list', '[1,', 5 * LIMITS.depth],
    ['texts without anything between them', '""', 3 * LIMITS.values],
    ['texts of a flow list without commas', `[${'"" '.repeat(300_000)}`, 5 * LIMITS.values],
    ['nested lists', '[', 3 * LIMITS.depth],
    ['nested mappings', '{a: ', 8 * LIMITS.depth],
    ['nested lists in block style', '- ', 4 * LIMITS.depth],
    ['anchors', '- &a x\n', 8 * LIMITS.mistakes],
    ['aliases', '- *a\n', 8 * LIMITS.mistakes],
    ['tags', '- !!x y\n', 8 * LIMITS.mistakes],
    ['explicit keys', '? a\n', 8 * LIMITS.mistakes],
    ['directives', '%YAML 1.1\n', 8 * LIMITS.mistakes],
    ['documents', '---\n', 10],
    ['ends of documents', 'a\n...\n', 20],
    ['brackets that nobody opened', ']', 3 * LIMITS.mistakes],
    ['backslashes that YAML does not know', `"${'\\q'.repeat(400_000)}"`, 5],
    ['lines', '\n', 0],
    ['comments', '#\n', 0],
  ])('%s', (_what, fragment, most) => {
    const {lexemes, composed} = countWork(flood(fragment));
    expect(composed).toBe(0);
    expect(lexemes).toBeLessThanOrEqual(most);
  });
});

describe('the time that a file can cost', () => {
  test('is for an honest one little more than the bare library takes', () => {
    expect(parse(honest(4000)).diagnostics).toEqual([]);
    const text = honest(LIMITS.values);
    expect(measure(() => parse(text)) / bare).toBeLessThan(4);
  });

  /** A megabyte of what is refused early; a fifth of the values that the limits let through of what is composed. */
  const most = LIMITS.values / 5;

  test.each([
    ['brackets that nobody opened', flood(']')],
    ['brackets that nobody opened, on lines', flood('}\n', 2 * LIMITS.lines)],
    ['empty texts', flood('""')],
    ['empty texts in a list', `a: [${'"" '.repeat(2 * most)}]`],
    ['open quotes', flood("- \n '", 5 * most)],
    ['wrong backslashes', `a: "${flood('\\q', LIMITS.bytes - 10)}"`],
    ['mistakes in a flow list', `a: [${flood('[}?"1|\n', 2 ** 16)}`],
    ['mistakes in many flow lists', flood('x: ["a" "b"]\n', 13 * (most / 2))],
    ['mappings on the line of a key', flood('- a: b: c\n', 10 * (most / 3))],
    ['headers of block texts', flood('a: |x\n', 6 * most)],
    ['comments', flood('#\n', 2 * LIMITS.lines)],
    ['blank lines', flood('\n')],
    ['ends of documents', flood('...\n', 4 * LIMITS.lines)],
    ['tabs', flood('\t')],
    ['commas', `[${flood(',', LIMITS.bytes - 2)}]`],
    ['colons', flood(': ')],
    ['one long key', `${'x'.repeat(LIMITS.bytes - 3)}: 1`],
    ['keys of nothing', flood(':\n', 2 * most)],
    ['the same key', flood('a: b\n', 5 * most)],
    ['merge keys', flood('- <<: {}\n', 9 * (most / 3))],
    ['an alias bomb', `a: &a [x]\n${flood('b: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n', LIMITS.bytes - 20)}`],
  ])('is bounded for %s', (_what, text) => {
    let said = 0;
    const time = measure(() => {
      const {source, diagnostics} = decodeText('a.yaml', Buffer.from(text));
      said = source === undefined || diagnostics.length > 0 ? diagnostics.length : parseYaml(source).diagnostics.length;
    });
    // A megabyte of mistakes that are not counted takes forty times as long as the honest file.
    expect(time / bare).toBeLessThan(8);
    expect(said).toBeLessThanOrEqual(LIMITS.values);
  });
});

describe('a file with very many mistakes', () => {
  const broken = `${VALID}${Array.from({length: 10_000}, (_, index) => `  fe_${index}.contoso.com: {role: frontEnd}\n`).join('')}`;

  test('is told all of them, at the cost of a few honest files, and shows twenty', async () => {
    const start = process.cpuUsage();
    const {loaded, diagnostics} = await loadText(broken);
    const {user} = process.cpuUsage(start);
    expect(loaded).toBeUndefined();
    // Each has an underscore and no servers.
    expect(diagnostics).toHaveLength(20_000);
    expect(diagnostics.map(({source}) => source?.line)).toEqual(
      Array.from({length: 20_000}, (_, index) => 6 + Math.floor(index / 2)),
    );
    expect(user / 1000 / bare).toBeLessThan(30);
    const text = renderDiagnostics(diagnostics, {style: styleFor(false), width: 80});
    expect(text.match(/^cscert\.yaml:/gm)).toHaveLength(20);
    expect(text).toMatch(/\nand 19980 errors more\n$/);
  });

  test('in its syntax is read no further than the twentieth', async () => {
    const {diagnostics} = await loadText(`${VALID}${flood('  ]\n', 4 * 90_000)}`);
    expect(diagnostics).toHaveLength(LIMITS.mistakes);
    expect(new Set(codesOf({diagnostics}))).toEqual(new Set(['CFG_YAML_SYNTAX']));
  });

  test('of the schema is told each of them once', async () => {
    const many = Array.from({length: 10_000}, (_, index) => `k${index}: 1\n`).join('');
    const {diagnostics} = await loadText(`${VALID}${many}`);
    expect(diagnostics).toHaveLength(10_000);
  });
});

describe('names of which every one is misspelt', () => {
  const MANY = 1000;
  const list = (name: (index: number) => string): string => Array.from({length: MANY}, (_, at) => name(at)).join(', ');
  const deployment = (more: string): string => `deployment: {name: contoso, product: sfbse, ${more}}\n`;
  const known = `sipDomains: [contoso.com, ${list(at => `sip-domain-${at}.contoso.com`)}]`;
  const authorities = 'authorities: {corp: {type: local, folder: ca}}\n';
  const connections = 'connections: {lab: {type: directory, folder: servers}}\n';
  const head = `${deployment('sipDomains: [contoso.com]')}${authorities}${connections}`;
  const certificate = (settings: string): string =>
    `pools: {se01.contoso.com: {role: standardEdition, certificates: {default: {${settings}}}}}\n`;
  const pools = (name: (index: number) => string, settings: (index: number) => string): string =>
    `pools: {${list(at => `${name(at)}.contoso.com: {${settings(at)}}`)}}\n`;

  test.each([
    [
      'SIP domains of a certificate',
      'CFG_UNKNOWN_SIP_DOMAIN',
      `${deployment(known)}${authorities}${connections}${certificate(`sipDomains: [${list(at => `sip-domian-${at}.contoso.com`)}]`)}`,
    ],
    [
      'names to leave out',
      'CFG_LEAVES_OUT_UNKNOWN',
      `${deployment(known)}${authorities}${connections}${certificate(`names: {leaveOut: [${list(at => `spi-domain-${at}.contoso.com`)}]}`)}`,
    ],
    [
      'authorities',
      'CFG_UNKNOWN_AUTHORITY',
      `${deployment('sipDomains: [contoso.com]')}authorities: {corp: {type: local, folder: ca}, ${list(at => `authority-${at}: {type: local, folder: ca-${at}}`)}}\n${connections}defaults: {authority: corp}\n${pools(
        at => `se${at}`,
        at => `role: standardEdition, defaults: {authority: authorty-${at}}`,
      )}`,
    ],
    [
      'sites',
      'CFG_SITE',
      `${deployment(`sipDomains: [contoso.com], sites: {${list(at => `site-number-${at}: {}`)}}`)}${authorities}${connections}${pools(
        at => `se${at}`,
        at => `role: standardEdition, site: site-nubmer-${at}`,
      )}`,
    ],
    [
      'pools of a reverse proxy',
      'CFG_REVERSE_PROXY',
      `${head}defaults: {publicAuthority: corp}\n${pools(
        at => `web-services-${at}`,
        () => 'role: standardEdition',
      ).replace(
        /\}\n$/,
        `, rp01.contoso.com: {role: reverseProxy, servers: [rp01.contoso.com], reverseProxy: {pools: [${list(at => `web-servcies-${at}.contoso.com`)}]}}}\n`,
      )}`,
    ],
    [
      'certificates of servers',
      'CFG_UNKNOWN_CERTIFICATE',
      `${head}pools: {fe.contoso.com: {role: frontEnd, servers: {fe01.contoso.com: {certificates: {${list(at => `certificate-${at}: {}`)}}}}, certificates: {default: {}, ${list(at => `certifcate-${at}: {}`)}}}}\n`,
    ],
  ])('cost little: %s', async (_what, code, text) => {
    const start = process.cpuUsage();
    const {loaded, diagnostics} = await loadText(text);
    const found = [...diagnostics, ...(loaded === undefined ? [] : resolve(loaded).diagnostics)];
    const {user} = process.cpuUsage(start);
    const ofThem = found.filter(one => one.code === code);
    expect(ofThem).toHaveLength(MANY);
    // The first of them get a suggestion, as everywhere; what lists names lists a few.
    expect(ofThem.some(({help}) => help?.startsWith('did you mean') === true)).toBe(true);
    expect(Math.max(...found.map(({help = ''}) => help.length))).toBeLessThan(400);
    expect(user / 1000 / bare).toBeLessThan(6);
  });
});

describe('a name that one server of each pool is to leave out', () => {
  const yaml = (count: number): string => {
    const servers = (pool: number) => Array.from({length: 12}, (_, at) => `fe${at}-${pool}.contoso.com`);
    const pools = Array.from({length: count}, (_, pool) => {
      const certificate = `default: {names: {leaveOut: [${servers(pool)[5]}]}}`;
      return `  pool${pool}.contoso.com: {role: frontEnd, servers: [${servers(pool).join(', ')}], certificates: {${certificate}}}\n`;
    });
    return VALID.replace(/ {2}se01.*\n/, pools.join(''));
  };

  test('is looked for among the certificates of that pool alone', async () => {
    const {loaded} = await loadText(yaml(100));
    if (loaded === undefined) throw new Error('it is valid');
    const work = jest.spyOn(JSON, 'stringify');
    const {desired, diagnostics} = resolve(loaded);
    expect(desired?.slots).toHaveLength(1201);
    // The warning that the name of a server is left out.
    expect(diagnostics.map(({code}) => code)).toEqual(Array.from({length: 100}, () => 'CFG_LEAVES_OUT_SERVER_NAME'));
    expect(work.mock.calls.length).toBeLessThan(10 * 1200);
  });
});

describe('many files', () => {
  test('have no more values together than the limit, and the file that goes beyond it is named', async () => {
    const values = Array.from({length: LIMITS.values - 10}, () => '- a\n').join('');
    const parsed = jest.spyOn(Composer.prototype, 'compose');
    const names = Array.from({length: 9}, (_, index) => `${index}.yaml`);
    const {loaded, diagnostics} = await loadFiles(Object.fromEntries(names.map(name => [name, values])));
    expect(loaded).toBeUndefined();
    expect(parsed).toHaveBeenCalledTimes(TOTALS.values / LIMITS.values + 1);
    expect(diagnostics).toMatchObject([{code: 'CFG_TOO_LARGE', source: {file: 'cscert/4.yaml'}}]);
  });
});
