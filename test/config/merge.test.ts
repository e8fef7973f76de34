import {describe, expect, test} from '@jest/globals';
import {codesOf, loadFiles, loadText, VALID} from './load-text.ts';

const BASE = `deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
defaults: {authority: corp}
`;
const pool = (name: string) => `pools: {${name}.contoso.com: {role: standardEdition}}\n`;

describe('a configuration of several files', () => {
  test('is what all of them say together, key by key', async () => {
    const {loaded, diagnostics} = await loadFiles({
      'base.yaml': BASE,
      'more.yaml': `authorities: {other: {type: local, folder: ca2}}
connections: {dmz: {type: directory, folder: dmz}}
defaults: {connection: lab}
deployment: {certificates: {oauth: {key: {size: 4096}}}}
`,
      'pools/a.yaml': pool('a'),
      'pools/b.yaml': pool('b'),
      'empty.yaml': '# nothing yet\n',
    });
    expect(diagnostics).toEqual([]);
    expect(loaded?.document).toEqual({
      deployment: {
        name: 'contoso',
        product: 'sfbse',
        sipDomains: ['contoso.com'],
        certificates: {oauth: {key: {size: 4096}}},
      },
      authorities: {corp: {type: 'local', folder: 'ca'}, other: {type: 'local', folder: 'ca2'}},
      connections: {lab: {type: 'directory', folder: 'servers'}, dmz: {type: 'directory', folder: 'dmz'}},
      defaults: {authority: 'corp', connection: 'lab'},
      pools: {'a.contoso.com': {role: 'standardEdition'}, 'b.contoso.com': {role: 'standardEdition'}},
    });
    expect(loaded?.places.at(['pools', 'b.contoso.com', 'role'], 'value')).toEqual({
      file: 'cscert/pools/b.yaml',
      line: 1,
      column: 31,
      endColumn: 46,
    });
    expect(loaded?.base).toBe('/repo/cscert');
    expect(loaded?.files).toContain('cscert/empty.yaml');
  });

  test.each([
    ['a pool', pool('a'), 'pools: {a.contoso.com: {role: director, servers: [d.contoso.com]}}', '"a.contoso.com"'],
    ['an authority', pool('a'), 'authorities: {corp: {type: local, folder: x}}', '"corp"'],
    ['a setting of the deployment', pool('a'), 'deployment: {product: sfb2019}', '"product"'],
    ['a default', pool('a'), 'defaults: {authority: corp}', '"authority"'],
    ['a list of the deployment', pool('a'), 'deployment: {sipDomains: [fabrikam.com]}', '"sipDomains"'],
  ])('must not have %s twice, and the message names both places', async (_what, a, z, name) => {
    const {loaded, diagnostics} = await loadFiles({'b.yaml': BASE, 'c.yaml': a, 'z.yaml': `${z}\n`});
    expect(loaded).toBeUndefined();
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'CFG_DUPLICATE_KEY',
        detail: expect.stringMatching(/first at cscert\/[bc]\.yaml:\d+:\d+/),
        source: expect.objectContaining({file: 'cscert/z.yaml', line: 1}),
      }),
    ]);
    expect(diagnostics[0]?.detail).toContain(name);
  });

  test('tells the mistakes of all files at once, by file, line and column', async () => {
    const {diagnostics} = await loadFiles({
      'b.yaml': BASE.replace('product: sfbse', 'product: x'),
      'c.yaml': 'pools: {a.contoso.com: {role: x}}\n',
      'd.yaml': 'pools: {b.contoso.com: {role: y, frob: 1}}\n',
    });
    expect(diagnostics.map(({source}) => `${source?.file}:${source?.line}:${source?.column}`)).toEqual([
      'cscert/b.yaml:1:38',
      'cscert/c.yaml:1:31',
      'cscert/d.yaml:1:31',
      'cscert/d.yaml:1:34',
    ]);
  });

  test('says nothing about what is missing while a file cannot be parsed', async () => {
    expect(codesOf(await loadFiles({'b.yaml': BASE, 'c.yaml': 'pools: [\n'}))).toEqual(['CFG_YAML_SYNTAX']);
  });

  test('has to be mappings', async () => {
    const result = await loadFiles({'b.yaml': BASE + pool('a'), 'c.yaml': '- a\n'});
    expect(codesOf(result)).toEqual(['CFG_DUPLICATE_KEY']);
    expect(codesOf(await loadText('- a\n'))).toEqual(['CFG_WRONG_TYPE']);
  });

  test('has a digest of its names and contents, and of nothing else', async () => {
    const digest = async (texts: Record<string, string>) => (await loadFiles(texts)).loaded?.digest();
    const split = {'b.yaml': BASE, 'c.yaml': pool('a')};
    const before = await digest(split);
    expect(before).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await digest({...split})).toBe(before);
    const onWindows = Object.entries(split).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')] as const);
    expect(await digest(Object.fromEntries(onWindows))).toBe(before);
    expect(await digest({...split, 'c.yaml': `${pool('a')}#`})).not.toBe(before);
    expect(await digest({'b.yaml': BASE, 'd.yaml': pool('a')})).not.toBe(before);
    expect((await loadText(VALID)).loaded?.digest()).toMatch(/^sha256:/);
  });
});
