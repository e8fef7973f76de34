import {expect, test} from '@jest/globals';
import {chooseCa, makeTicket, readTicket} from '../../../src/authorities/adcs/choose-ca.ts';
import type {AdcsSite} from '../../../src/authorities/adcs/settings.ts';
import type {Order} from '../../../src/engine/ports/authority.ts';
import type {RelayAnswer} from '../../../src/engine/ports/connection.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {spec} from '../../support/world.ts';

const SERVER = 'fe01.contoso.com';
const ONE = 'ca01.contoso.com\\Contoso Issuing CA';
const TWO = 'ca02.contoso.com\\Contoso Second CA';
const site: AdcsSite = {
  name: 'corp',
  files: new MemoryFiles(),
  ca: 'auto',
  enrollAs: 'computer',
  rootFiles: [],
  pinned: [],
};

function orderTo(answer: Partial<RelayAnswer>): Order {
  return {
    csr: '',
    spki: 'a'.repeat(64),
    spec: spec(SERVER, {template: 'LyncServer'}),
    server: SERVER,
    slot: 'pool/fe01/default',
    progress: {state: 'created'},
    relay: async () => ({ok: {exitCode: 0, output: '', ...answer}}),
  };
}

test('the one CA that issues the template is asked', async () => {
  const cas = [
    {ca: ONE, templates: ['webserver']},
    {ca: TWO, templates: ['lyncserver', 'webserver']},
  ];
  expect(await chooseCa(site, orderTo({cas}))).toEqual({ok: TWO});
});

test.each([
  [
    [
      {ca: ONE, templates: ['lyncserver']},
      {ca: TWO, templates: ['lyncserver']},
    ],
    [`2 CAs of the forest issue the template "LyncServer": ${ONE}, ${TWO}.`],
  ],
  [
    [{ca: ONE, templates: ['webserver']}, {ca: TWO}],
    ['no CA of the forest issues', ONE, `${TWO} (it does not tell its templates)`],
  ],
  [[], ['finds no CA in the forest', '0x80070103']],
])('several, or none, are told with the list: %j', async (cas, words) => {
  const part = await chooseCa(site, orderTo({cas, output: 'CertUtil: 0x80070103'}));
  expect(part).toMatchObject({problem: {code: 'CA_NOT_CHOSEN', address: 'pool/fe01/default'}});
  const detail = 'problem' in part ? part.problem.detail : '';
  for (const word of words) expect(detail).toContain(word);
});

test('a request that waits remembers the CA that was found, and one that was made for a named CA is asked there', () => {
  const ticket = makeTicket(site, '12', TWO);
  expect(readTicket(site, ticket)).toEqual({ticket: '12', ca: TWO});
  expect(readTicket({...site, ca: ONE}, ticket)).toEqual({ticket: '12', ca: TWO});
  expect(makeTicket({...site, ca: ONE}, '12', ONE)).toBe('12');
  expect(readTicket({...site, ca: ONE}, '12')).toEqual({ticket: '12', ca: ONE});
});
