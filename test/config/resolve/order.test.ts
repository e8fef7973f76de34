import {expect, test} from '@jest/globals';
import fc from 'fast-check';
import {stringify} from 'yaml';
import {runs} from '../../support/runs.ts';
import {anyChance, type Chance, shuffled} from '../../support/shuffled.ts';
import {desiredOf} from './load-yaml.ts';

const DEFAULT_DOMAIN = 'contoso.com';

const pools = {
  'fepool01.contoso.com': {
    role: 'frontEnd',
    servers: ['fe01.contoso.com', 'fe02.contoso.com', 'fe03.contoso.com'],
    certificates: {
      default: {usages: ['Default'], names: {add: ['a.contoso.com', 'b.contoso.com']}},
      web: {usages: ['WebServicesInternal', 'WebServicesExternal'], eku: ['serverAuth']},
    },
  },
  'se01.contoso.com': {role: 'standardEdition'},
  'dirpool01.contoso.com': {role: 'director', servers: ['dir01.contoso.com', 'dir02.contoso.com']},
  'edgepool01.contoso.com': {
    role: 'edge',
    servers: ['edge01.contoso.com', 'edge02.contoso.com'],
    edge: {
      access: 'access.contoso.com',
      webConferencing: 'webcon.contoso.com',
      av: 'av.contoso.com',
      xmpp: ['xmpp.contoso.com', 'xmpp.fabrikam.com'],
    },
  },
  'fepool02.contoso.com': {
    role: 'frontEnd',
    servers: ['fe11.contoso.com', 'fe12.contoso.com'],
    certificates: {default: {scope: 'pool'}},
  },
  'medpool01.contoso.com': {role: 'mediation', servers: ['med01.contoso.com', 'med02.contoso.com']},
};

const document = {
  deployment: {
    name: 'contoso',
    product: 'sfb2015',
    sipDomains: [DEFAULT_DOMAIN, 'fabrikam.com', 'adatum.com'],
    simpleUrls: {meet: ['https://meet.contoso.com', 'https://meet.fabrikam.com'], dialin: 'https://dialin.contoso.com'},
  },
  authorities: {corp: {type: 'local', folder: 'ca'}},
  connections: {lab: {type: 'directory', folder: 'servers'}},
  defaults: {publicAuthority: 'corp'},
  pools,
};

/** The same document with every mapping and list in another order, and names in another letter case. */
const disorder = (value: unknown, chance: Chance): unknown =>
  // Which SIP domain is the first is no accident: it is the default.
  otherCase(
    shuffled(value, chance, list => (list[0] === DEFAULT_DOMAIN ? 1 : 0)),
    chance,
  );

function otherCase(value: unknown, chance: Chance): unknown {
  if (typeof value === 'string')
    return /^[a-z0-9]+\.[a-z]+\.com$/.test(value) && chance() < 0.5 ? value.toUpperCase() : value;
  if (Array.isArray(value)) return value.map(item => otherCase(item, chance));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, otherCase(item, chance)]));
}

/** Places move with the text; everything else has to stay. */
function withoutPlaces(text: string): unknown {
  return JSON.parse(JSON.stringify(desiredOf(text), (key, value) => (key === 'declaredAt' ? undefined : value)));
}

test('the order of pools, servers, certificates and names in the file does not count, nor does letter case', () => {
  const expected = withoutPlaces(stringify(document));
  fc.assert(
    fc.property(anyChance, chance => {
      expect(withoutPlaces(stringify(disorder(document, chance)))).toEqual(expected);
    }),
    runs(50),
  );
});
