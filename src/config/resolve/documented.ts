import {formatAddress, parseAddress} from '../../core/address.ts';
import type {Address, Place} from '../../core/model/desired.ts';
import {documentedChoices} from '../../core/names/documented.ts';
import type {ChoiceId, DocumentedChoice} from '../../core/names/documented-point.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import {pick, placeOf, type Settings} from './layers.ts';
import {poolsOf} from './pools.ts';
import {type SlotInput, wishesOf} from './slot.ts';
import {inputsOf} from './slot-inputs.ts';
import {deploymentTopology} from './topology.ts';

/** A choice and where it was written; without a place it is cscert's default. */
export interface MadeChoice extends DocumentedChoice {
  readonly origin?: Place;
}

/**
 * The choices that the names of one slot rest on because documents contradict each other. Apart from `resolve`, for
 * they are read by people alone. The address may be in any letter case, or name a member; none for one that does not
 * exist.
 */
export function findDocumentedChoices(loaded: LoadedDocument, address: Address): readonly MadeChoice[] {
  const {deployment} = loaded.document;
  const input = inputAt(loaded, address);
  if (deployment === undefined || input === undefined) return [];
  const {commonName, wildcard = false, choices = {}} = wishesOf(input.declared);
  const {topology, members, declared} = input;
  return documentedChoices({
    ...(topology !== undefined && {pool: topology}),
    servers: members,
    usages: declared.usages,
    simpleUrls: topology?.simpleUrls ?? deploymentTopology(deployment).simpleUrls,
    choices,
    ...(commonName !== undefined && {commonName}),
    wildcard,
  }).map(choice => {
    const path = pathOf(choice.id, input, loaded);
    return path === undefined ? choice : {...choice, origin: placeOf(loaded, path)};
  });
}

/** Names that somebody has left out of this slot's, in lower case. The address is read as above. */
export function findLeftOut(loaded: LoadedDocument, address: Address): readonly string[] {
  const input = inputAt(loaded, address);
  return input === undefined ? [] : wishesOf(input.declared).leaveOut;
}

function inputAt({document}: LoadedDocument, address: Address): SlotInput | undefined {
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const wanted = formatAddress(parsed.parts);
  return inputsOf(document).find(({parts}) => formatAddress(parts) === wanted);
}

const WRITTEN: Readonly<Record<Exclude<ChoiceId, 'automaticSignIn'>, (settings: Settings) => unknown>> = {
  webSubject: settings => settings.names?.webSubject,
  adminOutside: settings => settings.names?.adminOutside,
  avName: settings => settings.names?.avName,
  xmpp: settings => settings.names?.xmpp,
  wildcard: settings => settings.names?.wildcard,
  commonName: settings => settings.subject?.commonName,
  names: settings => settings.names?.add,
};

/** Where a choice was made, if anywhere. */
function pathOf(id: ChoiceId, {declared, topology}: SlotInput, {document}: LoadedDocument): ValuePath | undefined {
  if (id === 'automaticSignIn') {
    const declaredPool = poolsOf(document).find(({fqdn}) => fqdn === topology?.fqdn);
    return declaredPool?.pool.automaticSignIn === undefined ? undefined : [...declaredPool.path, id];
  }
  const within = id === 'commonName' ? ['subject', id] : id === 'names' ? ['names', 'add'] : ['names', id];
  return pick(declared.layers, within, WRITTEN[id])?.path;
}
