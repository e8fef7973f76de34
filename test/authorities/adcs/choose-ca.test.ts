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

test('a request that waits remembers its CA, whichever is declared by then', () => {
  const ticket = makeTicket({ticket: '12', ca: TWO});
  for (const ca of ['auto', ONE, TWO])
    expect(readTicket({...site, ca}, ticket, orderTo({}))).toEqual({ok: {ticket: '12', ca: TWO}});
});

test('a number that was noted without its CA is one of the CA that is declared', () => {
  for (const text of ['12', '12@auto'])
    expect(readTicket({...site, ca: ONE}, text, orderTo({}))).toEqual({ok: {ticket: '12', ca: ONE}});
});

test('such a number is asked of nobody where the CA is to be found, and it is said what to write', () => {
  for (const text of ['12', '12@auto']) {
    expect(readTicket(site, text, orderTo({}))).toEqual({
      problem: {
        severity: 'error',
        code: 'CA_NOT_CHOSEN',
        summary: 'No CA can be chosen',
        detail: `${SERVER}: request 12 waits at a CA whose name was not noted, and ca: auto of the authority "corp" does not tell which one it was.`,
        help: 'Write the name of the CA that has the request (authorities.corp.ca) instead of auto until it is answered.',
        address: 'pool/fe01/default',
      },
    });
  }
});
