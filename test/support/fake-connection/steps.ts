import {formatFriendlyName, makeMark, readMark} from '../../../src/core/mark.ts';
import type {StepResult} from '../../../src/engine/ports/connection.ts';
import {certificateWithKey, did, type FakeServer, factsOf, pointTo, StepFailure, type StepOf} from './server.ts';

export function trust(on: FakeServer, {store, der}: StepOf<'trust'>): StepResult {
  const facts = factsOf(der);
  if (store === 'Root' && !facts.selfIssued) throw new StepFailure('ROOT_NOT_SELF_ISSUED', 'It has another issuer.');
  const certificates = store === 'Root' ? on.root : on.ca;
  const isNew = !certificates.has(facts.thumbprint);
  certificates.set(facts.thumbprint, facts);
  return did(isNew, {thumbprint: facts.thumbprint});
}

export function note(on: FakeServer, {spki, progress}: StepOf<'note'>): StepResult {
  const request = on.requests.get(spki);
  if (request === undefined) throw new StepFailure('REQUEST_MISSING', 'There is no such request.');
  const isSame = JSON.stringify(request.progress) === JSON.stringify(progress);
  on.requests.set(spki, {...request, progress});
  return did(!isSame, {spki});
}

export function install(on: FakeServer, {spki, leaf, chain}: StepOf<'install'>): StepResult {
  const facts = factsOf(leaf);
  const after = {spki, thumbprint: facts.thumbprint};
  if (facts.spki !== spki) throw new StepFailure('CERTIFICATE_WRONG_KEY', 'It was issued for another key.');
  if (!on.keys.has(spki)) throw new StepFailure('KEY_MISSING', 'The key has gone.');
  const others = chain.map(factsOf).filter(({thumbprint}) => thumbprint !== facts.thumbprint);
  if (others.some(({ca}) => !ca)) throw new StepFailure('CHAIN_NOT_A_CA', 'The chain holds what is no CA.');
  const missing = others.filter(({selfIssued, thumbprint}) => !selfIssued && !on.ca.has(thumbprint));
  const request = on.requests.get(spki);
  const installed = on.my.has(facts.thumbprint);
  if (request === undefined && !installed) throw new StepFailure('REQUEST_MISSING', 'There is no such request.');
  for (const intermediate of missing) on.ca.set(intermediate.thumbprint, intermediate);
  if (request === undefined) return did(missing.length > 0, after);
  const ticket = request.progress.state === 'waiting' ? {ticket: request.progress.ticket} : {};
  const ours = makeMark({spki, specDigest: request.specDigest, ...ticket});
  on.my.set(facts.thumbprint, {facts, friendlyName: formatFriendlyName(request.friendlyName, ours)});
  on.requests.delete(spki);
  return did(true, after);
}

export function mark(on: FakeServer, step: StepOf<'mark'>): StepResult {
  const entry = on.my.get(step.thumbprint);
  if (entry === undefined) throw new StepFailure('CERTIFICATE_MISSING', `There is no ${step.thumbprint}.`);
  const {spki} = entry.facts;
  const ticket = entry.friendlyName === undefined ? undefined : readMark(entry.friendlyName, spki).mark?.ticket;
  const ours = makeMark({spki, specDigest: step.specDigest, ...(ticket === undefined ? {} : {ticket})});
  const friendlyName = formatFriendlyName(step.friendlyName, ours);
  const isNew = entry.friendlyName !== friendlyName;
  entry.friendlyName = friendlyName;
  return did(isNew, {spki, thumbprint: step.thumbprint});
}

export function assign(on: FakeServer, {usage, thumbprint, at}: StepOf<'assign'>, now: Date): StepResult {
  certificateWithKey(on, thumbprint);
  const before = on.assigned.get(usage);
  const after = pointTo(before, {thumbprint, since: now.toISOString(), ...(at !== undefined && {at})});
  on.assigned.set(usage, after);
  return did(JSON.stringify(before) !== JSON.stringify(after), {thumbprint});
}

export function discard(on: FakeServer, spki: string): StepResult {
  const isUsed = [...on.my.values()].some(({facts}) => facts.spki === spki);
  const hadRequest = on.requests.delete(spki);
  const hadKey = !isUsed && on.keys.delete(spki);
  return did(hadRequest || hadKey, {spki});
}

export function remove(on: FakeServer, thumbprint: string): StepResult {
  const entry = on.my.get(thumbprint);
  if (entry === undefined) return did(false, {thumbprint});
  for (const [usage, {current, staged, previous}] of on.assigned) {
    if (![current, staged?.thumbprint, previous].includes(thumbprint)) continue;
    throw new StepFailure('CERTIFICATE_ASSIGNED', `${usage} points to it.`);
  }
  on.my.delete(thumbprint);
  const isUsed = [...on.my.values()].some(({facts}) => facts.spki === entry.facts.spki);
  if (!isUsed && !on.requests.has(entry.facts.spki)) on.keys.delete(entry.facts.spki);
  return did(true, {thumbprint, spki: entry.facts.spki});
}
