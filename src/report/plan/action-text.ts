import {groupBy} from '../../core/group.ts';
import type {
  Action,
  AssignAction,
  ImportAction,
  RequestAction,
  RetireAction,
  SlotPlan,
  TrustAction,
} from '../../core/model/plan.ts';
import {minute} from '../../core/moment.ts';
import {KNOWN_AFTER_APPLY} from '../../core/plan/change.ts';
import {unreachable} from '../../core/unreachable.ts';
import {count, listOf, short} from '../text.ts';
import {labelledVerb, type PlanView} from './view.ts';

/**
 * The actions of a slot, one line each. What differs only in the usage or in the server is said once:
 * nobody reads nine lines for three usages on three servers.
 */
export function renderActions(slot: SlotPlan, view: PlanView): readonly string[] {
  const actions = slot.actions.flatMap(id => view.actions.get(id) ?? []);
  const alike = groupBy(
    actions,
    action => `${action.verb} ${describe(action, slot)} ${action.verb === 'assign' ? action.on : ''}`,
  );
  const lines = [...alike.values()].flatMap(group => {
    const [first] = group;
    if (!first) return [];
    const usages = group.filter(action => action.verb === 'assign').map(({args}) => args.usage);
    const text = `${usages.length > 0 ? `${usages.join(', ')} ` : ''}${describe(first, slot)}`;
    return [{verb: first.verb, text, servers: [...new Set(group.map(({on}) => on))]}];
  });
  const shared = slot.members.length > 1;
  return [...groupBy(lines, ({verb, text}) => `${verb} ${text}`).values()].flatMap(group => {
    const [first] = group;
    if (!first) return [];
    const servers = group.flatMap(line => line.servers);
    return [labelledVerb(first.verb, `${first.text}${shared ? ` on ${listOf(servers)}` : ''}`, view.style)];
  });
}

/** One action that belongs to no slot. */
export function renderServerAction(action: Action, view: PlanView): string {
  return labelledVerb(action.verb, describe(action), view.style);
}

/** What an action does, without its verb, its usage and its server. */
function describe(action: Action, slot?: SlotPlan): string {
  return `${describeArguments(action, slot)}${action.notBefore === undefined ? '' : `, not before ${minute(action.notBefore)}`}`;
}

function describeArguments(action: Action, slot: SlotPlan | undefined): string {
  switch (action.verb) {
    case 'trust':
      return describeTrust(action);
    case 'request':
      return describeRequest(action, slot);
    case 'import':
      return describeImport(action);
    case 'copy':
      return `${thumbprintText(action.args.thumbprint)} from ${action.args.from}`;
    case 'assign':
      return describeAssign(action);
    case 'restart':
      return action.args.services.join(', ') || 'all services of the product on this server';
    case 'retire':
      return describeRetire(action);
    default:
      return unreachable(action);
  }
}

function describeTrust({args: {authority, certificate, store}}: TrustAction): string {
  const what = certificate ? `${certificate.subject} (${short(certificate.thumbprint)})` : KNOWN_AFTER_APPLY;
  return `${what} into ${store}, from "${authority}"`;
}

function describeRequest({args}: RequestAction, slot: SlotPlan | undefined): string {
  const spec = slot?.wants?.spec;
  if (!spec) return `from "${args.authority}"`;
  const key = `${spec.key.algorithm.toUpperCase()} ${spec.key.size}`;
  return `CN=${spec.subject.commonName}, ${count(spec.names.length, 'name')}, ${key}, from "${args.authority}"`;
}

function describeImport({args}: ImportAction): string {
  switch (args.source) {
    case 'request':
      return 'the issued certificate into My';
    case 'pending':
      return `the answer to the request that is there (key ${args.spki.slice(0, 8)}) into My`;
    case 'pfx':
      return `${short(args.thumbprint)} from ${args.file} into My`;
    case 'store':
      return `${short(args.thumbprint)} again, with friendly name "${args.friendlyName}" and our mark`;
    default:
      return unreachable(args);
  }
}

function describeRetire({args: {thumbprint, previousOf, removed}}: RetireAction): string {
  if (removed) return `${short(thumbprint)} with its key, from My`;
  return `${short(thumbprint)} as the certificate before of ${previousOf.join(', ')}`;
}

function describeAssign({args, effective}: AssignAction): string {
  return `to ${thumbprintText(args.thumbprint)}${effective === undefined ? '' : `, which takes over ${minute(effective)}`}`;
}

function thumbprintText(thumbprint: string | null): string {
  return thumbprint === null ? KNOWN_AFTER_APPLY : short(thumbprint);
}
