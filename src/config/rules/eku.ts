import type {Diagnostic} from '../../core/diagnostic.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import type {Usage} from '../../core/model/usage.ts';
import {complainAt} from '../problem.ts';
import type {Rule} from './rule.ts';
import {type CertificateEntry, certificatesOf} from './walk.ts';

/** What a certificate is good for, where that is written: without serverAuth no server takes it. */
export const checkEku: Rule = ({document, places}) =>
  certificatesOf(document).flatMap((entry): Diagnostic[] => {
    const {eku} = entry.certificate;
    if (eku === undefined) return [];
    const path = [...entry.path, 'eku'];
    if (!eku.includes('serverAuth')) {
      const detail =
        'Every certificate of the product needs the extended key usage serverAuth, which it checks in both directions.';
      return [complainAt(places, {code: 'CFG_EKU', path, detail, help: 'add serverAuth, or leave "eku" out'})];
    }
    const usage = eku.includes('clientAuth') ? undefined : findConferencing(entry);
    if (usage === undefined) return [];
    const detail =
      `Without clientAuth in the certificate for ${usage}, Front Ends and Edge servers refuse each other's web ` +
      'conferences: .NET checks the purpose on both sides since May 2017 (KB4023993).';
    const help = 'add clientAuth, or leave "eku" out';
    return [complainAt(places, {code: 'CFG_EKU_CONFERENCING', severity: 'warning', path, detail, help})];
  });

/** The usage by which the Web Conferencing services of Front Ends and Edge servers meet. */
function findConferencing({pool, usages = []}: CertificateEntry): Usage | undefined {
  if (usages.includes('Internal')) return 'Internal';
  return pool !== undefined && ROLE_FACTS[pool.pool.role].web && usages.includes('Default') ? 'Default' : undefined;
}
