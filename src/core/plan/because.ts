import type {Cure, Finding} from '../model/finding.ts';

/** Codes of the drift that an action cures, each once. */
export function codesFor(findings: readonly Finding[] | undefined, cure: Cure): readonly string[] {
  const cured = (findings ?? []).filter(finding => finding.severity === 'drift' && finding.cure === cure);
  return [...new Set(cured.map(finding => finding.code))];
}
