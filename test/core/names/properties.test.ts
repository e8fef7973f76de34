import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {ROLES} from '../../../src/core/model/role.ts';
import {USAGES, type Usage} from '../../../src/core/model/usage.ts';
import {XMPP_FORMS} from '../../../src/core/names/choices.ts';
import {isExternal} from '../../../src/core/names/edge.ts';
import {type NameWishes, poolNames} from '../../../src/core/names/required-names.ts';
import type {DeploymentTopology, PoolTopology} from '../../../src/core/names/topology.ts';

/** Few labels, so that names meet each other often. */
const label = fc.constantFrom('a', 'b', 'meet', 'sip', 'lyncdiscover', 'fe01', 'contoso');
const name = fc.tuple(label, label).map(labels => `${labels.join('.')}.com`);
const names = fc.uniqueArray(name, {maxLength: 4});
const wildcard = label.map(text => `*.${text}.com`);

interface Case {
  readonly deployment: DeploymentTopology;
  readonly pool: PoolTopology;
  readonly servers: readonly string[];
  readonly usages: readonly Usage[];
  readonly wishes: NameWishes;
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  deployment: fc.record({
    sipDomains: fc.uniqueArray(name, {minLength: 1, maxLength: 3}),
    simpleUrls: fc.record({meet: names, dialin: name, admin: name}),
    legacySignIn: fc.uniqueArray(fc.constantFrom('sipinternal' as const, 'sipexternal' as const)),
  }),
  pool: fc.record({
    fqdn: name,
    role: fc.constantFrom(...ROLES),
    webInternal: name,
    webExternal: name,
    automaticSignIn: fc.boolean(),
    edge: fc.record({access: name, webConferencing: name, av: name, xmpp: names}),
    published: fc.record({
      webServices: fc.array(fc.record({name, pool: name}), {minLength: 1, maxLength: 2}),
      simpleUrls: fc.array(fc.record({meet: names, dialin: name, site: label}), {maxLength: 2}),
      officeWebApps: name,
    }),
  }),
  servers: fc.uniqueArray(name, {minLength: 1, maxLength: 3}),
  usages: fc.uniqueArray(fc.constantFrom(...USAGES.filter(usage => usage !== 'OAuthTokenIssuer')), {minLength: 1}),
  wishes: fc.record({
    add: fc.uniqueArray(fc.oneof(name, wildcard), {maxLength: 3}),
    leaveOut: names,
    choices: fc.record({
      webSubject: fc.constantFrom('pool' as const, 'server' as const),
      adminOutside: fc.boolean(),
      avName: fc.boolean(),
      xmpp: fc.uniqueArray(fc.constantFrom(...XMPP_FORMS), {minLength: 1}),
    }),
  }),
});

const listOf = ({deployment, pool, servers, usages, wishes}: Case) =>
  poolNames(deployment, {pool, servers, usages}, wishes);
const valuesOf = (one: Case) => listOf(one).names.map(item => item.value);

describe('whatever the topology', () => {
  test('no name stands twice, each has a reason, and the common name is first', () => {
    fc.assert(
      fc.property(anyCase, one => {
        const list = listOf(one);
        const values = list.names.map(item => item.value);
        expect(new Set(values).size).toBe(values.length);
        expect(values[0]).toBe(list.commonName);
        expect(list.names.filter(item => item.reasons.length === 0)).toEqual([]);
      }),
    );
  });

  test('the order in which things are written does not count', () => {
    fc.assert(
      fc.property(anyCase, one => {
        const {deployment, pool, servers, usages, wishes} = one;
        const turned: Case = {
          ...one,
          deployment: {
            ...deployment,
            sipDomains: [...deployment.sipDomains].reverse(),
            simpleUrls: {...deployment.simpleUrls, meet: [...deployment.simpleUrls.meet].reverse()},
          },
          pool: {...pool, ...(pool.edge && {edge: {...pool.edge, xmpp: [...pool.edge.xmpp].reverse()}})},
          servers: [...servers].reverse(),
          usages: [...usages].reverse(),
          wishes: {
            add: [...wishes.add].reverse(),
            leaveOut: [...wishes.leaveOut].reverse(),
            choices: {...wishes.choices, xmpp: [...(wishes.choices?.xmpp ?? [])].reverse()},
          },
        };
        expect(listOf(turned)).toEqual(listOf(one));
      }),
    );
  });

  test('to add a name removes none', () => {
    fc.assert(
      fc.property(anyCase, name, (one, more) => {
        const before = valuesOf(one);
        const after = valuesOf({...one, wishes: {...one.wishes, add: [...one.wishes.add, more]}});
        expect(after).toEqual(expect.arrayContaining([...before]));
        expect(after).toContain(more);
      }),
    );
  });

  test('to leave a name out removes that name alone', () => {
    fc.assert(
      fc.property(anyCase, name, (one, less) => {
        const plain: Case = {...one, wishes: {add: [], leaveOut: []}};
        const expected = valuesOf(plain).filter(value => value !== less || value === listOf(plain).commonName);
        expect(valuesOf({...plain, wishes: {add: [], leaveOut: [less]}})).toEqual(expected);
      }),
    );
  });

  test('what servers share has every name that one of them would need for itself', () => {
    fc.assert(
      fc.property(anyCase, one => {
        // Web certificates of a Director bear its own name, which only a certificate of its own can.
        fc.pre(one.pool.role !== 'director');
        const plain: Case = {...one, wishes: {add: [], leaveOut: []}};
        const shared = valuesOf(plain);
        for (const server of one.servers) {
          expect(shared).toEqual(expect.arrayContaining([...valuesOf({...plain, servers: [server]})]));
        }
      }),
    );
  });

  test('a server that joins an Edge pool changes no name', () => {
    fc.assert(
      fc.property(anyCase, name, (one, more) => {
        const usages = one.usages.filter(usage => usage === 'Internal' || isExternal(usage));
        fc.pre(usages.length > 0 && one.pool.role !== 'director');
        const edge: Case = {...one, usages};
        expect(listOf({...edge, servers: [...one.servers, more]})).toEqual(listOf(edge));
      }),
    );
  });
});
