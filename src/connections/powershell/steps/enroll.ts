/**
 * Certificates that the product's own command asks for under an account of its own (`Request-CsCertificate -New -CA
 * -CaAccount`). It makes the key, asks the CA and puts what is issued into My in one go, so that there is nothing of its
 * own to note beforehand. A request that was made by the same command with the same parameters, and was held to what is
 * declared, stands for it: all is noted with that one, and the command is given a friendly name that names it. Whoever
 * comes after a run that died finds by that name what became of it. `take-enrolled.ts` ends it.
 */
import {isMapping} from '../../../core/mapping.ts';
import {parseUsage, type Usage} from '../../../core/model/usage.ts';
import {issuersOf} from '../../../core/policy/climb.ts';
import type {Enrolled, StepResult} from '../../../engine/ports/connection.ts';
import type {Entry} from '../facts/entries.ts';
import {type Look, look, lookAt, readCall} from '../facts/look.ts';
import {objectsOf} from '../facts/shape.ts';
import {nonsense} from '../problems.ts';
import {productParameters} from '../product-request.ts';
import {type JsonObject, parseError, type RemoteError} from '../session/answer.ts';
import {done, type StepContext, type StepOf, tell, tellAll} from './context.ts';
import {askedName, dropAsked} from './remove-request.ts';
import {findPending} from './request.ts';

/** Asks, unless what was asked for is there already. */
export async function enroll(step: StepOf<'enroll'>, cx: StepContext): Promise<StepResult> {
  const {spki, spec, usages, ca, account, password} = step;
  const seen = await look(cx, ['My', 'CA', 'REQUEST', 'requests']);
  const friendlyName = askedName(findPending(seen, spki, cx.server));
  const before = foundIn(seen, friendlyName);
  if (before.certificate !== undefined) return done({spki, enrolled: before});
  // Of an attempt that is known not to have reached the CA; else it would not be asked again.
  await dropAsked(spki, seen, cx);
  const parameters = productParameters({spec, usages, friendlyName, sipDomains: cx.sipDomains});
  const input = {...parameters, ca, account, template: spec.template};
  const calls = [{verb: 'product-request', input, secrets: {password}} as const, readCall(['My', 'CA', 'REQUEST'])];
  const [told, after] = await tellAll(cx, calls, 'the asking of the CA (Request-CsCertificate)');
  if (told === undefined || after === undefined) throw nonsense('It did not say what became of the request.');
  const found = foundIn(lookAt(after.ok, cx), friendlyName);
  const result = resultOf(told.ok, found);
  const isNumberless = found.certificate === undefined && found.waits && result.ticket === undefined;
  return done({
    spki,
    enrolled: isNumberless ? {...result, ...(await listedTicket({friendlyName, usages}, cx))} : result,
  });
}

/** Asks nobody but the list of the product. */
export async function findEnrolled({spki, usages}: StepOf<'findEnrolled'>, cx: StepContext): Promise<StepResult> {
  const seen = await look(cx, ['My', 'CA', 'REQUEST', 'requests']);
  const friendlyName = askedName(findPending(seen, spki, cx.server));
  const found = foundIn(seen, friendlyName);
  if (found.certificate !== undefined || !found.waits || usages === undefined) return done({spki, enrolled: found});
  return done({spki, enrolled: {...found, ...(await listedTicket({friendlyName, usages}, cx))}});
}

interface Asked {
  readonly friendlyName: string;
  readonly usages: readonly Usage[];
}

async function listedTicket(asked: Asked, cx: StepContext): Promise<Pick<Enrolled, 'ticket' | 'unlisted'>> {
  const what = 'the look at what waits for a CA (Request-CsCertificate -List)';
  const {ok} = await tell(cx, {verb: 'product-pending', input: {}}, what);
  const [one, ...more] = listedFor(objectsOf(ok['listed'], 'The list of requests'), asked);
  if (one === undefined) return {unlisted: true};
  const ticket = more.length > 0 ? undefined : numberOf(one['requestId']);
  return ticket === undefined ? {} : {ticket};
}

function foundIn(seen: Look, friendlyName: string): Enrolled {
  const isAsked = ({storedName, certificate}: Entry): boolean =>
    storedName === friendlyName && certificate.hasPrivateKey;
  const waits = seen.entries('REQUEST').some(isAsked);
  const leaf = seen.entries('My').find(isAsked)?.certificate;
  if (leaf === undefined) return {waits};
  const above = issuersOf(
    leaf,
    seen.entries('CA').map(({certificate}) => certificate),
  );
  return {waits, certificate: leaf.der, chain: above.map(({der}) => der)};
}

function resultOf({status, requestId, error}: JsonObject, found: Enrolled): Enrolled {
  const failure = isMapping(error) ? parseError(error) : undefined;
  const number = numberOf(requestId);
  return {
    ...found,
    ...(typeof status === 'string' && status !== '' && {status}),
    ...(number !== undefined && {ticket: number}),
    ...(failure !== undefined && {error: {said: wordsOf(failure), numbers: numbersOf(failure)}}),
  };
}

const numberOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{1,10}$/.test(value) && value !== '0' ? value : undefined;

/** The request of that name, where the list tells names; else those for the same usages. */
function listedFor(all: readonly JsonObject[], {friendlyName, usages}: Asked): readonly JsonObject[] {
  const named = all.filter(one => one['friendlyName'] === friendlyName);
  if (named.length > 0) return named;
  return all.filter(one => typeof one['friendlyName'] !== 'string' && isFor(one['uses'], usages));
}

function isFor(uses: unknown, usages: readonly Usage[]): boolean {
  const told = Array.isArray(uses) ? uses.map(one => parseUsage(String(one))) : [];
  return told.length === usages.length && usages.every(usage => told.includes(usage));
}

function wordsOf({message, inner}: RemoteError): string {
  return [...new Set([message, ...inner.map(one => one.message)])].filter(text => text !== '').join(' / ');
}

/** Of .NET itself, which every error of a command has: they tell nothing. */
const GENERAL: ReadonlySet<number> = new Set([0x80131500, 0x80131501, 0x80131509, 0x80131600]);

/** HRESULTs: of the errors, and those that stand in their words. */
function numbersOf({message, hresult, inner}: RemoteError): readonly number[] {
  const texts = [message, ...inner.map(one => one.message)].join(' ');
  const written = [...texts.matchAll(/\b0x([89a-f][0-9a-f]{7})\b/gi)].map(([, digits = '']) =>
    Number.parseInt(digits, 16),
  );
  const carried = [hresult, ...inner.map(one => one.hresult)].filter(one => one !== undefined);
  return [...new Set([...carried, ...written])].filter(one => !GENERAL.has(one));
}
