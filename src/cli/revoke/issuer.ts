import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {anchorsOf} from '../../core/diff/holder-view.ts';
import type {Actual} from '../../core/model/actual.ts';
import type {CertificateFacts} from '../../core/model/certificate.ts';
import type {Slot} from '../../core/model/desired.ts';
import {chainOf, comesFrom} from '../../core/policy/issued-by.ts';
import {describeName} from '../../core/policy/names.ts';
import type {Authority} from '../../engine/ports/authority.ts';
import type {CallContext} from '../../engine/ports/context.ts';
import type {World} from '../../engine/world.ts';
import {problem} from '../problem.ts';

/** What every authority remembers to have issued of thumbprints that begin so: base64 DER, by its name. */
export async function rememberedBy(
  {authorities}: World,
  digits: string,
  cx: CallContext,
): Promise<{readonly issued: ReadonlyMap<string, readonly string[]>; readonly problems: readonly Diagnostic[]}> {
  const issued = new Map<string, readonly string[]>();
  const problems: Diagnostic[] = [];
  for (const [name, authority] of authorities) {
    const known = (await authority.listIssued?.(digits, cx)) ?? {ok: []};
    if ('ok' in known) issued.set(name, known.ok);
    else problems.push(known.problem);
  }
  return {issued, problems};
}

export interface IssuerSearch {
  readonly world: World;
  readonly actual: Actual;
  readonly slots: readonly Slot[];
  readonly issued: ReadonlyMap<string, readonly string[]>;
}

/**
 * Who issued a certificate: the authority that remembers it, else one whose chain it has. Of several under one root
 * those come first that a slot on a server with the certificate names.
 */
export function issuerOf(
  certificate: CertificateFacts,
  {world, actual, slots, issued}: IssuerSearch,
): Part<readonly [name: string, authority: Authority]> {
  const {der, thumbprint} = certificate;
  const remembering = [...world.authorities].find(([name]) => issued.get(name)?.includes(der));
  if (remembering !== undefined) return {ok: remembering};
  const holders = Object.entries(actual.holders).flatMap(([server, part]) =>
    'ok' in part && 'ok' in part.ok.stores.My && part.ok.stores.My.ok.some(one => one.thumbprint === thumbprint)
      ? [{server, anchors: anchorsOf(part.ok) ?? []}]
      : [],
  );
  const near = slots.filter(({members}) => holders.some(({server}) => members.includes(server)));
  const names = new Set([...near.map(({spec}) => spec.authority), ...world.authorities.keys()]);
  const anchors = holders.length === 0 ? [[]] : holders.map(one => one.anchors);
  for (const name of names) {
    const chain = chainOf(actual.authorities[name]);
    const authority = world.authorities.get(name);
    if (authority === undefined || chain === undefined) continue;
    if (anchors.some(known => comesFrom(certificate, chain, known))) return {ok: [name, authority]};
  }
  return {problem: unknownIssuer(certificate, [...world.authorities.keys()])};
}

function unknownIssuer({issuer, serial}: CertificateFacts, names: readonly string[]): Diagnostic {
  return problem('ISSUED_ELSEWHERE', 'No declared authority issued this certificate', {
    detail: `It was issued by ${describeName(issuer)}, which is none of the authorities of the configuration (${names.join(', ')}).`,
    help: `Have that CA revoke the serial number ${serial}.`,
  });
}
