import {describeName} from '../../core/policy/names.ts';
import type {Names} from '../generated/document.ts';
import {isUsed, type NameDifference} from './entry.ts';
import type {Choice, Unit} from './unit.ts';

/** A comment in what is written: above the setting of a certificate, or above the certificate itself. */
export interface Remark {
  readonly unit: Unit;
  /** The setting within the certificate that it stands above; `[]`: the certificate. */
  readonly within: readonly string[];
  readonly lines: readonly string[];
  /** Comments beside the items of a list, in their order. */
  readonly items?: readonly string[];
}

export function remarksOf(of: {
  readonly unit: Unit;
  readonly choice: Choice;
  readonly names: NameDifference | undefined;
  /** Names that were written before and stand in the same lists. */
  readonly written: Names | undefined;
}): readonly Remark[] {
  const {unit, choice, names, written} = of;
  const remarks: Remark[] = [];
  if (isUsed(choice.closeness)) {
    remarks.push({
      unit,
      within: ['use'],
      lines: [
        ...(choice.declared
          ? ['Used as it is, as it was declared.']
          : ['Used as it is, for it could not be had again as it is:', ...choice.why.map(why => `- ${why}`)]),
        `It was issued by ${describeName(unit.certificate.issuer)} and ends on ${unit.certificate.notAfter.slice(0, 10)}.`,
        'Without "use", a new certificate is requested from the authority that is declared.',
      ],
    });
  }
  // Not above a list of what was written as well: that is wanted, and may not be in the certificate.
  if (names !== undefined && names.add.length > 0 && written?.add === undefined) {
    remarks.push({unit, within: ['names', 'add'], lines: ['In the certificate, but not explained by the topology.']});
  }
  if (names !== undefined && names.leaveOut.length > 0) {
    remarks.push({
      unit,
      within: ['names', 'leaveOut'],
      lines: [
        'Explained by the topology, but not in the certificate. Take out of this list what the next one is to have.',
      ],
      items: names.leaveOut.map(({reasons}) => reasons.join('; ')),
    });
  }
  return remarks;
}
