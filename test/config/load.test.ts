import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {stringify} from 'yaml';
import {loadText, VALID} from './load-text.ts';

const DOCUMENT = {
  deployment: {
    name: 'contoso',
    product: 'sfbse',
    sipDomains: ['contoso.com'],
    simpleUrls: {meet: ['https://meet.contoso.com'], dialin: 'https://dialin.contoso.com'},
    certificates: {oauth: {key: {size: 4096}}},
  },
  authorities: {
    corp: {type: 'local', folder: 'ca', profiles: {WebServer: {validity: '30 days'}}, approval: 'required'},
    public: {type: 'offline', folder: 'requests', roots: ['root.pem', `sha256:${'a'.repeat(64)}`]},
    risky: {type: 'offline', folder: 'risky', roots: 'fromResponse'},
  },
  connections: {lab: {type: 'directory', folder: 'servers'}},
  defaults: {authority: 'corp', publicAuthority: 'public', renewBefore: '33%', subject: {country: 'US'}},
  pools: {
    'fe.contoso.com': {
      role: 'frontEnd',
      servers: {'fe01.contoso.com': {certificates: {default: {key: {size: 4096}}}}, 'fe02.contoso.com': null},
      webServices: {external: 'web.contoso.com'},
      certificates: {
        default: {usages: ['Default'], names: {add: ['lync.contoso.com']}},
        web: {usages: ['WebServicesInternal', 'WebServicesExternal'], eku: ['serverAuth'], scope: 'pool'},
      },
    },
    'edge.contoso.com': {
      role: 'edge',
      servers: ['edge01.contoso.com'],
      edge: {access: 'access.contoso.com', webConferencing: 'webcon.contoso.com', av: 'av.contoso.com'},
      certificates: {
        external: {assign: 'manual', use: {pfx: 'external.pfx', password: 'env:EXTERNAL'}},
        internal: {use: {thumbprint: '9F3ADEADBEEF00112233445566778899AABBCCDD'}},
      },
    },
  },
};

/** Every place of the document, as keys from its top. */
const PATHS = pathsOf(DOCUMENT).slice(1);

describe('loading a configuration', () => {
  test('gives the document, its files, its places and the folder that paths are relative to', async () => {
    const {loaded, diagnostics} = await loadText(VALID);
    expect(diagnostics).toEqual([]);
    expect(loaded).toMatchObject({files: ['cscert.yaml'], base: '/repo', document: {deployment: {name: 'contoso'}}});
    expect(loaded?.places.at(['pools', 'se01.contoso.com'])).toMatchObject({line: 5, column: 3, endColumn: 19});
    expect(loaded?.places.at(['pools', 'se02.contoso.com'])).toBeUndefined();
    expect(loaded?.places.snippet({file: 'cscert.yaml', line: 5, column: 3, endColumn: 19})).toEqual({
      firstLine: 4,
      lines: ['pools:', '  se01.contoso.com: {role: standardEdition}'],
    });
  });

  test('with any value in any place gives a document or an error with its place, and never an exception', async () => {
    expect((await loadText(stringify(DOCUMENT))).diagnostics).toEqual([]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...PATHS), fc.jsonValue({maxDepth: 2}), async (path, value) => {
        const text = stringify(replace(DOCUMENT, path, value), {aliasDuplicateObjects: false});
        const {loaded, diagnostics} = await loadText(text);
        const errors = diagnostics.filter(({severity}) => severity === 'error');
        expect(loaded === undefined).toBe(errors.length > 0);
        for (const {source, detail} of errors) {
          expect(source?.file).toBe('cscert.yaml');
          expect(detail).toMatch(/\.$/);
        }
      }),
      {numRuns: 300},
    );
  });

  test.each(['valueOf', 'toString', 'constructor', 'hasOwnProperty', '__proto__'])(
    'takes "%s" of a mapping for a key like any other, in any place',
    async name => {
      const mappings: unknown = JSON.parse(`[{"${name}": 1}, {"${name}": 2}, {"${name}": 1}]`);
      for (const path of PATHS) {
        const text = stringify(replace(DOCUMENT, path, mappings), {aliasDuplicateObjects: false});
        expect((await loadText(text)).loaded).toBeUndefined();
      }
    },
  );

  test('may have a site whose simple URLs lack what the deployment lacks as well', async () => {
    const site = 'sites: {paris: {simpleUrls: {meet: https://paris.contoso.com}}}';
    const diagnosed = async (simpleUrls: string): Promise<readonly string[]> =>
      (await loadText(VALID.replace('[contoso.com]}', `[contoso.com], ${simpleUrls}${site}}`))).diagnostics.map(
        ({detail}) => detail,
      );
    expect(await diagnosed('')).toEqual([]);
    expect(await diagnosed('simpleUrls: {meet: https://meet.contoso.com}, ')).toEqual([]);
    expect(await diagnosed('simpleUrls: {dialin: https://dialin.contoso.com}, ')).toEqual([
      expect.stringContaining('so dialin would be lost'),
    ]);
  });

  test.each(['\u{e0041}', '\u3164', '\u034f'])('has no text that looks like another one: %j', async unseen => {
    const {diagnostics} = await loadText(`${VALID}defaults: {subject: {organization: "Contoso${unseen}"}}\n`);
    expect(diagnostics.map(({code}) => code)).toEqual(['CFG_SUBJECT']);
    expect(diagnostics[0]?.detail).toMatch(/^"Contoso(\\u[0-9a-f]{4})+" contains a character that nobody sees, U\+/);
  });

  test('is the same whatever order the keys stand in', async () => {
    const turned = Object.fromEntries(Object.entries(DOCUMENT).reverse());
    const [one, other] = await Promise.all([loadText(stringify(DOCUMENT)), loadText(stringify(turned))]);
    expect(other.loaded?.document).toEqual(one.loaded?.document);
    expect(other.loaded?.digest()).not.toBe(one.loaded?.digest());
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [[]];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [[], ...entries.flatMap(([key, child]) => pathsOf(child).map(path => [key, ...path]))];
}

function replace(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === first ? replace(item, rest, by) : item));
  const entries = Object.entries(value as object);
  return Object.fromEntries(entries.map(([key, child]) => [key, key === first ? replace(child, rest, by) : child]));
}
