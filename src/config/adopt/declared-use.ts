/** A certificate that somebody has pinned with `use` stays pinned: else it would be renewed and may be retired. */
import type {Actual} from '../../core/model/actual.ts';
import {readThumbprint} from '../thumbprint.ts';
import {writtenSettings} from './kept.ts';
import type {Mismatch} from './mismatches.ts';
import type {Unit} from './unit.ts';

interface DeclaredUse {
  /** As a sentence calls it: the thumbprint or the file. */
  readonly what: string;
  /** Whether it is the certificate that is there. */
  readonly isThis: boolean;
}

/** What `use` of a certificate said before. A file that could not be read is taken for what is there. */
export function declaredUse(unit: Unit, {offered}: Actual): DeclaredUse | undefined {
  const {thumbprint, pfx} = writtenSettings(unit).use ?? {};
  const there = unit.certificate.thumbprint;
  if (pfx !== undefined) {
    const file = offered?.[unit.address];
    return {what: pfx, isThis: file === undefined || !('ok' in file) || file.ok.thumbprint === there};
  }
  const read = thumbprint === undefined ? undefined : readThumbprint(thumbprint);
  return read && {what: read.thumbprint, isThis: read.thumbprint === there};
}

/** Where another certificate is there than the one that was declared to be used: assigned, or ready to be by hand. */
export function usesOfOthers(uses: ReadonlyMap<Unit, DeclaredUse | undefined>): readonly Mismatch[] {
  return [...uses].flatMap(([{address, certificate}, use]): readonly Mismatch[] => {
    if (use === undefined || use.isThis) return [];
    const detail = `It is declared to use ${use.what}, and the certificate there is ${certificate.thumbprint}. "use" was left out.`;
    return [{at: address, kind: 'leftOut', detail}];
  });
}
