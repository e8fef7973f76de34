import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {decodeExport} from '../../../src/config/topology/decode.ts';
import {readExport} from '../../../src/config/topology/read-export.ts';
import {runs} from '../../support/runs.ts';
import {builderXml, topologyXml} from '../../support/topology-xml.ts';

const document = {
  deployment: {name: 'contoso', product: 'sfb2015', sipDomains: ['contoso.com', 'fabrikam.com']},
  pools: {
    'fepool.contoso.com': {role: 'frontEnd', servers: ['fe01.contoso.com'], webServices: {external: 'web.contoso.com'}},
    'edge.contoso.com': {
      role: 'edge',
      servers: ['edge01.contoso.com'],
      edge: {
        access: 'sip.contoso.com',
        webConferencing: 'sip.contoso.com',
        av: 'sip.contoso.com',
        xmpp: ['contoso.com'],
      },
    },
  },
} as const;

const TOPOLOGY = 'urn:schema:Microsoft.Rtc.Management.Deploy.Topology.2008';

function read(text: string) {
  const made = readExport('topology.xml', text);
  if ('problem' in made) throw new Error(made.problem.detail);
  return made.ok;
}

describe('an exported topology', () => {
  test('tells SIP domains with the default first, whatever their order', () => {
    expect(read(topologyXml(document)).sipDomains).toEqual(['contoso.com', 'fabrikam.com']);
  });

  test('tells what is installed on a pool and not what lies in a database of the same machine', () => {
    const [pool] = read(topologyXml(document)).pools;
    expect(pool).toMatchObject({fqdn: 'fepool.contoso.com', site: 'Redmond', computers: ['fe01.contoso.com']});
    expect(pool?.services.map(({role, version}) => `${role} ${version}`)).toContain('UserServices 7');
    expect(pool?.services.map(({role}) => role)).not.toContain('UserStore');
  });

  test('tells the names of an Edge by the ports of its external side', () => {
    const [, edge] = read(topologyXml(document)).pools;
    const one = 'sip.contoso.com';
    expect(edge?.services.find(({role}) => role === 'EdgeServer')?.edge).toEqual({
      access: one,
      webConferencing: one,
      av: one,
      xmpp: true,
    });
  });

  test('has no simple URLs, and the file of Topology Builder has', () => {
    const urls = {...document, deployment: {...document.deployment, simpleUrls: {meet: 'https://meet.contoso.com'}}};
    expect(read(topologyXml(urls)).simpleUrls).toBeUndefined();
    expect(read(builderXml(urls)).simpleUrls).toEqual([
      {component: 'Meet', domain: 'contoso.com', active: 'https://meet.contoso.com', others: []},
    ]);
  });

  test('has the name of its cluster on a machine that has none', () => {
    const files = read(topologyXml(document)).pools.find(({fqdn}) => fqdn === 'files.corp.example');
    expect(files?.computers).toEqual(['files.corp.example']);
  });

  test.each([
    ['another document', '<Objects xmlns="urn:other"/>', '<Objects> of urn:other'],
    ['a topology without its namespace', '<Topology/>', '<Topology>'],
    ['a result of Publish-CsTopology -Report', '<Action Name="Publish"/>', '<Action>'],
  ])('is not %s', (_, text, words) => {
    const made = readExport('topology.xml', text);
    expect(made).toMatchObject({problem: {code: 'TOPOLOGY_OTHER_FILE', detail: expect.stringContaining(words)}});
  });

  test('of which any part is missing is read as far as it goes, and never throws', () => {
    const whole = topologyXml(document);
    const elements = [...whole.matchAll(/<[A-Z]\w+[^>]*\/>/g)].map(({0: text, index}) => ({text, index}));
    fc.assert(
      fc.property(fc.nat(elements.length - 1), fc.boolean(), (at, attributes) => {
        const {text, index} = elements[at] ?? {text: '', index: 0};
        const instead = attributes ? text.replaceAll(/ (?!xmlns)\w+="[^"]*"/g, '') : '';
        const made = readExport('topology.xml', whole.slice(0, index) + instead + whole.slice(index + text.length));
        expect('ok' in made).toBe(true);
      }),
      runs(100),
    );
  });

  test('cut anywhere is refused in words and never throws', () => {
    const whole = topologyXml(document).trim();
    fc.assert(
      fc.property(fc.nat(whole.length - 1), length => {
        const made = readExport('topology.xml', whole.slice(0, length));
        expect(made).toMatchObject({problem: {code: 'TOPOLOGY_UNREADABLE'}});
      }),
      runs(100),
    );
  });

  test('of a thousand pools is read in a moment, and so is one that wants to be slow', () => {
    const pools = Object.fromEntries(
      Array.from({length: 1000}, (_, at) => [
        `fepool${at}.contoso.com`,
        {role: 'frontEnd' as const, servers: [`fe${at}.contoso.com`]},
      ]),
    );
    const start = performance.now();
    expect(read(topologyXml({...document, pools})).pools.length).toBeGreaterThan(1000);
    const many = (name: string, inside: string): string =>
      `<${name}s>${`<${name}>${inside}</${name}>`.repeat(40_000)}</${name}s>`;
    read(
      `<Topology xmlns="${TOPOLOGY}">${many('Cluster', '<ClusterId/>')}${many('Service', '<InstalledOn><ClusterId/></InstalledOn>')}</Topology>`,
    );
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('the bytes of an export', () => {
  const text = '<Topology Name="Köln"/>';
  const wide = Buffer.from(`\ufeff${text}`, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, as Out-File of Windows PowerShell writes it', wide],
    ['UTF-16 of the other order', Buffer.from(wide).swap16()],
  ])('are read as %s', (_, bytes) => {
    expect(decodeExport('topology.xml', bytes)).toEqual({ok: text});
  });

  test.each([
    ['of a code page', Buffer.from(text, 'latin1'), 'neither UTF-8 nor UTF-16'],
    ['cut in the middle of a character', wide.subarray(0, -1), 'begins as UTF-16'],
  ])('%s are refused with the way to export it again', (_, bytes, words) => {
    const made = decodeExport('topology.xml', bytes);
    expect(made).toMatchObject({
      problem: {detail: expect.stringContaining(words), help: expect.stringContaining('Out-File')},
    });
  });
});
