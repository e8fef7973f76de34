/** Large deployments, of which the work that they make is counted. */
import type {HolderState} from '../../src/core/model/actual.ts';
import {
  aCertificate,
  aGlobalSlot,
  aGoodHolder,
  aHolder,
  aPoolSlot,
  aSlot,
  assign,
  aWorld,
  inDays,
  type World,
} from './small-world.ts';

const serversOf = (count: number) =>
  Array.from({length: count}, (_, at) => `fe${String(at).padStart(4, '0')}.contoso.com`);

/** Every server has a certificate of its own, and all share the deployment's. */
export function aLargeWorld(count: number, stateOf: (slots: ReturnType<typeof slotsOf>) => HolderState): World {
  const servers = serversOf(count);
  const oauth = aGlobalSlot({members: servers});
  const states = servers.map((server): [string, HolderState] => [server, stateOf(slotsOf(server, oauth))]);
  const own = servers.map(server => aSlot({server, pool: `pool${server.slice(4, 5)}.contoso.com`}));
  return aWorld([...own, oauth], Object.fromEntries(states));
}

const slotsOf = (server: string, oauth: ReturnType<typeof aGlobalSlot>) => ({own: aSlot({server}), oauth});

/** Pools of ten, as large as the product has them, that share a certificate which all but one lack. */
function manyPools(count: number): World {
  const servers = serversOf(count);
  const pools = servers
    .filter((_server, at) => at % 10 === 0)
    .map((_server, at) => servers.slice(at * 10, at * 10 + 10));
  const slots = pools.map((members, at) => aPoolSlot({pool: `edge${at}.contoso.com`, members, usages: ['Default']}));
  const states = slots.flatMap(slot =>
    slot.members.map((server, at): [string, HolderState] => [server, at === 0 ? aGoodHolder([slot]) : aHolder()]),
  );
  return aWorld(slots, Object.fromEntries(states));
}

/** Of as many servers as are asked for, by what is the matter with them. */
export const LARGE_WORLDS: readonly [string, (count: number) => World][] = [
  ['is in order', count => aLargeWorld(count, ({own, oauth}) => aGoodHolder([own, oauth]))],
  ['has nothing yet', count => aLargeWorld(count, () => aHolder({root: [], ca: []}))],
  [
    'has the deployment’s certificate, assigned nowhere',
    count => aLargeWorld(count, ({own, oauth}) => aGoodHolder([own], {my: [aCertificate(own), aCertificate(oauth)]})),
  ],
  [
    'has replicas without their keys',
    count =>
      aLargeWorld(count, ({own, oauth}) => {
        const replica = {...aCertificate(oauth), hasPrivateKey: own.members[0] === 'fe0000.contoso.com'};
        return aGoodHolder([own], {my: [aCertificate(own), replica], assigned: assign(oauth, replica)});
      }),
  ],
  [
    'has moved on from a deployment’s certificate that it still keeps',
    count =>
      aLargeWorld(count, ({own, oauth}) => {
        const before = aCertificate(oauth, {label: 'before', notBefore: inDays(-300)});
        const after = aCertificate(oauth, {notBefore: inDays(-30)});
        const signs = {current: after.thumbprint, previous: before.thumbprint, since: inDays(-1)};
        const assigned = {...assign(own, aCertificate(own)), OAuthTokenIssuer: signs};
        return aGoodHolder([own], {my: [aCertificate(own), before, after], assigned});
      }),
  ],
  ['lacks copies in all of its pools', manyPools],
];
