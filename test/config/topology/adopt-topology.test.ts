/** From what the product publishes of a deployment back to that deployment: same servers, same roles, same names. */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {parse} from 'yaml';
import type {Document} from '../../../src/config/generated/document.ts';
import {resolve} from '../../../src/config/resolve/resolve.ts';
import {adoptTopology} from '../../../src/config/topology/adopt-topology.ts';
import {readExport} from '../../../src/config/topology/read-export.ts';
import {specDigest} from '../../../src/core/digest.ts';
import type {Desired} from '../../../src/core/model/desired.ts';
import {expectGolden} from '../../support/golden.ts';
import {anyDocument, textOf} from '../../support/random-deployment.ts';
import {runs} from '../../support/runs.ts';
import {builderXml, topologyXml} from '../../support/topology-xml.ts';
import {loadText} from '../load-text.ts';

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples');

/** The files of an example as one document. */
function example(name: string, files: readonly string[]): Document {
  const parts = files.map(file => parse(readFileSync(join(EXAMPLES, name, file), 'utf8')) as Document);
  const merged = (key: 'pools' | 'authorities' | 'defaults'): object =>
    Object.assign({}, ...parts.map(part => part[key] ?? {}));
  const whole = {pools: merged('pools'), authorities: merged('authorities'), defaults: merged('defaults')};
  const {defaults, ...rest} = Object.assign({}, ...parts, whole);
  return {...rest, ...(Object.keys(defaults).length > 0 && {defaults})} as Document;
}

const POOLS = ['director', 'edge', 'fepool01', 'mediation', 'standard-edition', 'survivable-branch'];
const contoso = example('contoso', [
  'cscert.yaml',
  ...[...POOLS, 'trusted-application', 'video-interop'].map(name => `pools/${name}.yaml`),
]);
const lab = example('lab', ['cscert.yaml']);
const wizard = example('wizard', ['cscert.yaml']);

const CHAT = {role: 'persistentChat', servers: ['chat01.contoso.com', 'chat02.contoso.com']} as const;
const VIDEO = 'vis01.contoso.com';

/** With every role that the product has. */
function contosoOf(product: 'lync2013' | 'sfb2015' | 'sfb2019'): Document {
  const {[VIDEO]: video, ...others} = contoso.pools ?? {};
  const pools = {
    ...others,
    ...(product !== 'lync2013' && video && {[VIDEO]: video}),
    ...(product !== 'sfb2019' && {'chat.contoso.com': CHAT}),
  };
  return {...contoso, deployment: {...contoso.deployment, product} as NonNullable<Document['deployment']>, pools};
}

const REMOTING = {type: 'powershell', transport: 'remoting'} as const;

async function adopted(xml: string, before: Document = {}) {
  const read = readExport('topology.xml', xml);
  if ('problem' in read) throw new Error(read.problem.detail);
  const input = {published: read.ok, source: 'topology.xml', before, connection: REMOTING};
  const made = await adoptTopology(input, loadText);
  if (!('text' in made)) throw new Error(made.diagnostics.map(({detail}) => detail).join('\n'));
  const {loaded} = await loadText(made.text);
  const desired = loaded && resolve(loaded).desired;
  if (desired === undefined) throw new Error('it does not resolve');
  return {...made, desired};
}

/** What a topology tells, of what a configuration means. */
function told({holders, slots, deployment}: Desired): unknown {
  return {
    sipDomains: deployment.sipDomains,
    holders: holders.map(({server, pool, role}) => ({server, pool, role})),
    names: slots.map(({address, members, spec, usages}) => ({
      address,
      members,
      usages,
      subject: spec.subject.commonName,
      names: spec.names.map(({value}) => value),
    })),
  };
}

/** The same without what only a configuration says: its certificates, what they are like, and the proxy before it. */
async function meant(document: Document): Promise<Desired> {
  const pools = Object.entries(document.pools ?? {})
    .filter(([, {role}]) => role !== 'reverseProxy')
    .map(([name, pool]) => {
      const {role, product, site, webServices, edge, servers} = pool;
      const list = servers === undefined || Array.isArray(servers) ? servers : Object.keys(servers);
      return [name, JSON.parse(JSON.stringify({role, product, site, webServices, edge, servers: list}))];
    });
  const {name, product, sipDomains, simpleUrls, sites} = document.deployment ?? {};
  const plain = {
    deployment: JSON.parse(JSON.stringify({name, product, sipDomains, simpleUrls, sites})),
    authorities: {corp: {type: 'local', folder: 'ca'}, public: {type: 'local', folder: 'public'}},
    connections: {stores: {type: 'directory', folder: 'servers'}},
    defaults: {authority: 'corp', publicAuthority: 'public'},
    pools: Object.fromEntries(pools),
  };
  const {loaded, diagnostics} = await loadText(textOf(plain));
  const desired = loaded && resolve(loaded).desired;
  if (desired === undefined) throw new Error(diagnostics.map(({detail}) => detail).join('\n'));
  return desired;
}

const withoutUrls = (document: Document): Document => {
  const {
    simpleUrls: _,
    sites: _sites,
    ...deployment
  } = document.deployment ?? ({} as NonNullable<Document['deployment']>);
  const pools = Object.entries(document.pools ?? {}).map(([name, {site: _site, ...pool}]) => [name, pool]);
  return {...document, deployment, pools: Object.fromEntries(pools)};
};

describe.each([
  ['lab', lab],
  ['wizard', wizard],
  ['contoso-lync2013', contosoOf('lync2013')],
  ['contoso-sfb2015', contosoOf('sfb2015')],
  ['contoso-sfb2019', contosoOf('sfb2019')],
])('the topology of %s', (name, document) => {
  test('exported by Get-CsTopology, becomes the configuration that people review', async () => {
    const xml = topologyXml(document);
    expectGolden(`topology/${name}.xml`, xml);
    const {text, complete} = await adopted(xml);
    expectGolden(`topology/${name}.yaml`, text);
    expect(complete).toBe(true);
  });

  test('saved by Topology Builder, brings its simple URLs, those of sites too', async () => {
    expectGolden(`topology/${name}.builder.yaml`, (await adopted(builderXml(document))).text);
  });

  test('means the same servers, roles and names as the configuration that it was made of', async () => {
    expect(told((await adopted(builderXml(document))).desired)).toEqual(told(await meant(document)));
    const bare = withoutUrls(document);
    expect(told((await adopted(topologyXml(bare))).desired)).toEqual(told(await meant(bare)));
  });

  test('leaves what was declared before, but for what it tells itself', async () => {
    const again = await adopted(builderXml(document), document);
    expect(again.diagnostics).toEqual([]);
    const {loaded} = await loadText(textOf(document));
    const before = (loaded && resolve(loaded).desired) ?? {slots: []};
    const digests = (slots: Desired['slots']) => slots.map(({address, spec}) => [address, specDigest(spec)]);
    expect(digests(again.desired.slots)).toEqual(digests(before.slots));
    expect(parse(again.text)).toEqual(document);
  });
});

test('what is published of any random deployment means that deployment', async () => {
  await fc.assert(
    fc.asyncProperty(anyDocument, async random => {
      const document = random as unknown as Document;
      const served = Object.values(document.pools ?? {}).some(({role}) => role !== 'reverseProxy');
      fc.pre(served);
      expect(told((await adopted(builderXml(document))).desired)).toEqual(told(await meant(document)));
      const bare = withoutUrls(document);
      expect(told((await adopted(topologyXml(bare))).desired)).toEqual(told(await meant(bare)));
    }),
    runs(100),
  );
});
