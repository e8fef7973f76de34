import {formatAddress, parseAddress} from '../core/address.ts';
import type {Address, CertificateSpec, Desired, ExistingCertificate, Slot, SubjectSpec} from '../core/model/desired.ts';
import type {Origin, Origins, SlotOrigins} from '../core/model/origin.ts';
import {declaredAttributes} from '../core/policy/names.ts';
import {unreachable} from '../core/unreachable.ts';
import {clean} from './clean.ts';
import {placeText} from './diagnostic-text.ts';
import {explainChange} from './explain-change.ts';
import {type ExplainedChoice, explainChoices} from './explain-choices.ts';
import {type SettingRow, upkeepRows} from './explain-upkeep.ts';
import {type Field, field, renderFields} from './fields.ts';
import {indent} from './text.ts';

export interface ExplainView {
  readonly width: number;
  /** Where the settings were written; without it, only values are shown. */
  readonly origins?: Origins;
  /** Points about this certificate's names where documents contradict each other. */
  readonly choices?: readonly ExplainedChoice[];
  /** Names that are left out of this certificate already. */
  readonly leftOut?: readonly string[];
}

/** Everything about a certificate and why. Undefined when the configuration has no slot of this address. */
export function explain(desired: Desired, address: Address, view: ExplainView): string | undefined {
  const parsed = parseAddress(address);
  const wanted = parsed === undefined ? undefined : formatAddress(parsed.parts);
  const slot = desired.slots.find(candidate => candidate.address === wanted);
  if (slot === undefined) return undefined;
  const {spec} = slot;
  const sections = [
    [clean(slot.address)],
    ['Subject', ...table(subjectRows(spec.subject), view.width)],
    [`Names (${spec.names.length})`, ...table(nameRows(spec), view.width)],
    ...explainChoices(view.choices ?? [], view.width),
    ['Certificate', ...table(settingRows(slot, view.origins?.[slot.address]), view.width)],
    [membersTitle(slot), ...indent(slot.members.map(clean), 2)],
    explainChange(desired, slot, view),
  ];
  return `${sections.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

/** Two columns, indented below the title of their section. */
function table(fields: readonly Field[], width: number): readonly string[] {
  return renderFields(fields, {width, margin: 2});
}

function subjectRows(subject: SubjectSpec): readonly Field[] {
  return declaredAttributes(subject).map(([label, value]) => field(label, value));
}

function nameRows({names}: CertificateSpec): readonly Field[] {
  return names.map(({value, reasons}) => field(value, ...reasons));
}

function settingRows(slot: Slot, origins: SlotOrigins | undefined): readonly Field[] {
  const {spec} = slot;
  const rows: readonly SettingRow[] = [
    ['usages', slot.usages.join(', '), 'usages'],
    ...existingRows(slot.use),
    ...scopeRows(slot),
    ['key', `RSA, ${spec.key.size} bits`, 'keySize'],
    ['exportable', spec.key.exportable ? 'yes' : 'no', 'exportable'],
    ['key usage', spec.keyUsage.join(', ')],
    ['extended key usage', spec.eku.join(', '), 'eku'],
    ['signature', spec.signature, 'signature'],
    ['authority', spec.authority, 'authority'],
    ['template', spec.template, 'template'],
    ...(slot.requestWith === undefined
      ? []
      : [['request by', `${slot.requestWith}, the product's own command`] as const]),
    ...(slot.enrollAccount === undefined ? [] : [['asked as', `${slot.enrollAccount}, with its password`] as const]),
    ...upkeepRows(slot),
    ['friendly name', slot.friendlyName, 'friendlyName'],
    ...assignRows(slot),
    ['declared at', placeText(slot.declaredAt)],
  ];
  return rows.map(([label, value, setting]) => {
    if (setting === undefined || origins === undefined) return field(label, value);
    return field(label, `${value} (${originText(origins[setting])})`);
  });
}

/** What is said only where it is not as usual. */
function existingRows(use: ExistingCertificate | undefined): readonly SettingRow[] {
  if (use === undefined) return [];
  const what = 'pfx' in use ? `the PFX file ${use.pfx}` : `${use.thumbprint} of the store`;
  return [['uses', `${what}; nothing is requested`, 'use']];
}

function scopeRows({scope}: Slot): readonly SettingRow[] {
  return scope === 'pool' ? [['scope', 'pool: one for all servers', 'scope']] : [];
}

function assignRows({assign, address}: Slot): readonly SettingRow[] {
  return assign === 'manual' ? [['assignment', `by hand: cscert apply --assign ${address}`, 'assign']] : [];
}

function originText(origin: Origin | undefined): string {
  if (origin === undefined) return 'default';
  return origin.key === undefined ? placeText(origin) : `${origin.key}, ${placeText(origin)}`;
}

function membersTitle({scope, members, via}: Slot): string {
  switch (scope) {
    case 'server':
      return 'On, with a key of its own';
    case 'pool':
      return members.length === 1
        ? 'On, with a key that can be copied to others'
        : `On (${members.length}), one key copied to each`;
    case 'global':
      return `On (${members.length}), one key replicated by the product${via === undefined ? '' : `, made and assigned on ${via}`}`;
    default:
      return unreachable(scope);
  }
}
