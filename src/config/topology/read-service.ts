import type {PublishedEdge, PublishedService} from '../../core/model/published.ts';
import {attributeOf, childOf, childrenOf, type XmlElement} from './xml.ts';

/** A service of the XML, with what its own part and its ports tell of names. */
export function readService(service: XmlElement, role = ''): PublishedService {
  const version = Number(attributeOf(service, 'ServiceVersion') ?? Number.NaN);
  const web = childOf(service, 'WebService');
  const internal = attributeOf(childOf(web, 'InternalSettings'), 'Host');
  const external = attributeOf(childOf(web, 'ExternalSettings'), 'Host');
  const isDirector = attributeOf(childOf(service, 'RegistrarService'), 'IsDirector')?.toLowerCase() === 'true';
  return {
    role,
    ...(Number.isInteger(version) && {version}),
    ...(isDirector && {director: true}),
    ...(web !== undefined && {web: {...(internal && {internal}), ...(external && {external})}}),
    ...(/^Edge/i.test(role) && {edge: readEdge(service)}),
  };
}

/** Which component listens outside under which name: the ports of the external side say it. */
const OWNERS = {access: 'AccessEdge', webConferencing: 'DataEdge', av: 'MediaRelayEdge'} as const;

function readEdge(service: XmlElement): PublishedEdge {
  const outside = childrenOf(childOf(service, 'Ports'), 'Port').filter(
    port => attributeOf(port, 'InterfaceSide') === 'External',
  );
  const isOf = (port: XmlElement, owner: string): boolean =>
    attributeOf(port, 'Owner')?.toLowerCase() === `urn:component:${owner}`.toLowerCase();
  const nameOf = (owner: string): string | undefined =>
    outside.filter(port => isOf(port, owner)).flatMap(port => attributeOf(port, 'ConfiguredFqdn') ?? [])[0];
  const [access, webConferencing, av] = [nameOf(OWNERS.access), nameOf(OWNERS.webConferencing), nameOf(OWNERS.av)];
  return {
    ...(access && {access}),
    ...(webConferencing && {webConferencing}),
    ...(av && {av}),
    ...(outside.some(port => isOf(port, 'XmppFederationProxy')) && {xmpp: true}),
  };
}
