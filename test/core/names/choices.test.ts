import {describe, expect, test} from '@jest/globals';
import type {Usage} from '../../../src/core/model/usage.ts';
import type {NameChoices} from '../../../src/core/names/choices.ts';
import {oauthNames, poolNames} from '../../../src/core/names/required-names.ts';
import type {PoolTopology} from '../../../src/core/names/topology.ts';
import {CONTOSO, DIRECTOR, EDGE, FRONT_END, STANDARD_EDITION} from './topologies.ts';

function listOf(pool: PoolTopology, usages: readonly Usage[], choices: NameChoices, servers = ['one.contoso.com']) {
  return poolNames(CONTOSO, {pool, servers, usages}, {add: [], leaveOut: [], choices});
}
const valuesOf = (...input: Parameters<typeof listOf>) => listOf(...input).names.map(({value}) => value);

describe('webSubject', () => {
  const WEB: readonly Usage[] = ['WebServicesInternal', 'WebServicesExternal'];

  test.each<[string, PoolTopology, NameChoices, string]>([
    ['a Front End: the pool', FRONT_END, {}, 'fepool01.contoso.com'],
    ['a Front End, chosen: the server', FRONT_END, {webSubject: 'server'}, 'one.contoso.com'],
    ['a Director: the server', DIRECTOR, {}, 'one.contoso.com'],
    ['a Director, chosen: the pool', DIRECTOR, {webSubject: 'pool'}, 'dirpool01.contoso.com'],
  ])('%s', (_title, pool, choices, expected) => {
    expect(listOf(pool, WEB, choices).commonName).toBe(expected);
  });

  test('does not reach what is for Default as well, nor what several servers share', () => {
    expect(listOf(FRONT_END, ['Default', ...WEB], {webSubject: 'server'}).commonName).toBe('fepool01.contoso.com');
    const shared = listOf(FRONT_END, WEB, {webSubject: 'server'}, ['one.contoso.com', 'two.contoso.com']);
    expect(shared.commonName).toBe('fepool01.contoso.com');
  });

  test('changes the subject and no other name of an internal certificate', () => {
    const [pool, server] = (['pool', 'server'] as const).map(webSubject =>
      valuesOf(FRONT_END, ['WebServicesInternal'], {webSubject}),
    );
    expect(server?.toSorted()).toEqual(pool?.toSorted());
  });
});

describe('adminOutside', () => {
  test.each([false, true])('%s', adminOutside => {
    const names = valuesOf(STANDARD_EDITION, ['WebServicesExternal'], {adminOutside});
    expect(names.includes('admin.contoso.com')).toBe(adminOutside);
  });
});

describe('avName', () => {
  test.each([false, true])('%s', avName => {
    const usages: readonly Usage[] = ['AccessEdgeExternal', 'AudioVideoAuthentication'];
    expect(valuesOf(EDGE, usages, {avName}).includes('av.contoso.com')).toBe(avName);
  });
});

describe('the form of XMPP names', () => {
  test.each<[NameChoices, readonly string[]]>([
    [{}, ['contoso.com', 'fabrikam.com']],
    [{xmpp: ['domain']}, ['contoso.com', 'fabrikam.com']],
    [{xmpp: ['host']}, ['xmpp.contoso.com', 'xmpp.fabrikam.com']],
    [{xmpp: ['host', 'wildcard']}, ['*.contoso.com', '*.fabrikam.com', 'xmpp.contoso.com', 'xmpp.fabrikam.com']],
  ])('%j', (choices, expected) => {
    const names = valuesOf(EDGE, ['AccessEdgeExternal', 'XmppServer'], choices);
    expect(names.slice(3)).toEqual(expected);
  });

  test('leaves the subject of a certificate for XMPP alone a full name', () => {
    expect(listOf(EDGE, ['XmppServer'], {xmpp: ['wildcard']}).commonName).toBe('contoso.com');
  });
});

describe('a subject that was written', () => {
  test('takes the place of the pool on the internal interface of an Edge, before which a load balancer stands', () => {
    const {commonName, names} = poolNames(
      CONTOSO,
      {pool: EDGE, servers: ['edge01.contoso.com'], usages: ['Internal']},
      {add: [], leaveOut: [], commonName: 'edgevip.contoso.com'},
    );
    expect(commonName).toBe('edgevip.contoso.com');
    expect(names.map(({value}) => value)).toEqual(['edgevip.contoso.com', 'edgepool01.contoso.com']);
  });

  test('may be any for OAuth, which keeps the SIP domains', () => {
    const list = oauthNames(CONTOSO, {add: [], leaveOut: [], commonName: 'dir01.contoso.com'});
    expect(list.names.map(({value}) => value)).toEqual(['dir01.contoso.com', 'contoso.com', 'fabrikam.com']);
    const bare = oauthNames(CONTOSO, {
      add: [],
      leaveOut: ['contoso.com', 'fabrikam.com'],
      commonName: 'dir01.contoso.com',
    });
    expect(bare).toMatchObject({names: [{value: 'dir01.contoso.com'}], problems: []});
  });
});
