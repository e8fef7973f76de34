import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS, type Role} from '../../core/model/role.ts';
import type {Usage} from '../../core/model/usage.ts';
import type {LoadedDocument, ValuePath} from '../loaded.ts';
import {complainOf, type ResolveComplaint} from './diagnostics.ts';
import {type Layer, pick} from './layers.ts';
import type {ResolvedSlot} from './slot.ts';

/** By what Front Ends and Edge servers meet for web conferences, as clients too. Other roles are servers alone. */
const isOfConferences = (usage: Usage, role: Role | undefined): boolean =>
  usage === 'Internal' || (usage === 'Default' && role !== undefined && ROLE_FACTS[role].web);

interface Warning {
  readonly complaint: ResolveComplaint;
  readonly path: ValuePath;
}

/** What a public CA does not issue, or soon will not, each place once. Only after resolving is it known who issues what. */
export function publicAuthorityDiagnostics(
  loaded: LoadedDocument,
  slots: readonly ResolvedSlot[],
): readonly Diagnostic[] {
  const authorities = publicAuthoritiesOf(loaded);
  const seen = new Set<string>();
  return slots
    .filter(({slot}) => slot.use === undefined && authorities.has(slot.spec.authority))
    .flatMap(resolved =>
      warningsOf(resolved).flatMap(({complaint, path}) => {
        const key = JSON.stringify([complaint.code, path]);
        if (seen.has(key)) return [];
        seen.add(key);
        return [complainOf(complaint, loaded, {path, address: resolved.slot.address})];
      }),
    );
}

/** A CA of cscert's own may stand in for a public one, as in a laboratory; the rules of public CAs are not its own. */
function publicAuthoritiesOf({document}: LoadedDocument): ReadonlySet<string> {
  const pools = Object.values(document.pools ?? {});
  const named = [document.defaults, ...pools.map(pool => pool.defaults)].flatMap(one => one?.publicAuthority ?? []);
  return new Set(named.filter(name => document.authorities?.[name]?.type !== 'local'));
}

function warningsOf({slot, declared}: ResolvedSlot): readonly Warning[] {
  const {authority, subject} = slot.spec;
  const unit = pick(
    declared.layers,
    ['subject', 'organizationalUnit'],
    settings => settings.subject?.organizationalUnit,
  );
  const internal = slot.usages.filter(usage => isOfConferences(usage, declared.role));
  return [
    ...(unit === undefined ? [] : [{complaint: unitComplaint(slot.address, authority, subject), path: unit.path}]),
    ...(internal.length === 0
      ? []
      : [{complaint: internalComplaint(internal, authority), path: authorityPath(declared.layers) ?? declared.path}]),
  ];
}

function authorityPath(layers: readonly Layer[]): ValuePath | undefined {
  return pick(layers, ['authority'], settings => settings.authority)?.path;
}

/** CA/Browser Forum, Baseline Requirements for TLS server certificates, section 7.1.2.7.4. */
function unitComplaint(
  address: string,
  authority: string,
  {organizationalUnit}: ResolvedSlot['slot']['spec']['subject'],
): ResolveComplaint {
  return {
    severity: 'warning',
    code: 'CFG_PUBLIC_ORGANIZATIONAL_UNIT',
    detail:
      `The organizational unit "${organizationalUnit}" is in the request for "${address}" to "${authority}"; ` +
      'public CAs refuse it or leave it out, and then the certificate is not what was asked for.',
    help: 'write organizationalUnit only where an internal CA issues',
  };
}

/** KB4023993: the Web Conferencing service checks both purposes; Chrome's root programme ends clientAuth on 2027-03-15. */
function internalComplaint(usages: readonly Usage[], authority: string): ResolveComplaint {
  return {
    severity: 'warning',
    code: 'CFG_PUBLIC_FOR_INTERNAL',
    detail:
      `A certificate for ${usages.join(', ')} needs clientAuth beside serverAuth for web conferences with the outside, ` +
      `and public CAs such as "${authority}" cease to issue that by March 2027.`,
    help: 'let an internal CA issue it',
  };
}
