import {ROLE_FACTS} from '../../core/model/role.ts';
import {oauthNames, poolNames, serverNames} from '../../core/names/required-names.ts';
import type {DeploymentTopology, PoolTopology} from '../../core/names/topology.ts';
import {rememberEach} from '../../core/remember.ts';
import type {Deployment, Document} from '../generated/document.ts';
import {
  certificatesOfDeployment,
  certificatesOfPool,
  certificatesOfServers,
  type DeclaredCertificate,
} from './certificates.ts';
import {type DeclaredPool, poolsOf} from './pools.ts';
import {type SlotInput, wishesOf} from './slot.ts';
import {deploymentTopology, poolTopology} from './topology.ts';

/** Every certificate that the document asks for, with its holders and its names. */
export function slotInputs(
  document: Document,
  deployment: Deployment,
  pools: readonly DeclaredPool[],
): readonly SlotInput[] {
  const topology = deploymentTopology(deployment);
  return [
    ...globalInputs(document, {owner: deployment.name, topology, pools}),
    ...pools.flatMap(pool => poolInputs(document, topology, {pool, around: poolTopology(pool, {deployment, pools})})),
  ];
}

/** The same of a document that was resolved already, for what people read of it: it is asked for several things. */
export const inputsOf = rememberEach((document: Document): readonly SlotInput[] =>
  document.deployment === undefined ? [] : slotInputs(document, document.deployment, poolsOf(document)),
);

/** Without a server that issues tokens there is nowhere to put the deployment's certificate. */
function globalInputs(
  document: Document,
  of: {readonly owner: string; readonly topology: DeploymentTopology; readonly pools: readonly DeclaredPool[]},
): readonly SlotInput[] {
  const members = of.pools
    .filter(({pool}) => ROLE_FACTS[pool.role].oauth)
    .flatMap(({servers}) => servers.map(({fqdn}) => fqdn));
  if (members.length === 0) return [];
  return certificatesOfDeployment(document).map(declared => ({
    parts: {scope: 'global', certificate: declared.certificate},
    declared,
    members,
    names: oauthNames(of.topology, wishesOf(declared)),
    owner: of.owner,
  }));
}

function poolInputs(
  document: Document,
  topology: DeploymentTopology,
  {pool, around}: {readonly pool: DeclaredPool; readonly around: PoolTopology},
): readonly SlotInput[] {
  const all = pool.servers.map(({fqdn}) => fqdn);
  const shared = certificatesOfPool(document, pool).map(
    (declared): SlotInput => ({
      parts: {scope: 'pool', pool: pool.fqdn, certificate: declared.certificate},
      declared,
      members: all,
      names: poolNames(topology, {pool: around, servers: all, usages: declared.usages}, wishesOf(declared)),
      owner: pool.fqdn,
      topology: around,
    }),
  );
  const namesOf = rememberEach((declared: DeclaredCertificate) =>
    serverNames(topology, {pool: around, usages: declared.usages}, wishesOf(declared)),
  );
  const own: SlotInput[] = [];
  for (const {server, certificates} of certificatesOfServers(document, pool)) {
    const {fqdn} = server;
    for (const declared of certificates) {
      own.push({
        parts: {scope: 'server', pool: pool.fqdn, server: fqdn, certificate: declared.certificate},
        declared,
        members: [fqdn],
        names: namesOf(declared)(fqdn),
        owner: fqdn,
        topology: around,
      });
    }
  }
  return [...shared, ...own];
}
