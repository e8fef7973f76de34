import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Usage} from '../../core/model/usage.ts';
import {FIXED_SUBJECT} from '../../core/names/common-name.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {judgeHostName} from './host-name.ts';
import type {Rule} from './rule.ts';
import {certificatesOf, defaultsOf} from './walk.ts';

/** A subject can be written for one certificate, and only where the product does not look for a certain one. */
export const checkCommonName: Rule = ({document, places}) => {
  const ofDefaults = defaultsOf(document).map(({defaults, path}) => ({
    name: defaults.subject?.commonName,
    path,
    judge: () => IN_DEFAULTS,
  }));
  const ofCertificates = certificatesOf(document).map(({certificate, path, usages = []}) => ({
    name: certificate.subject?.commonName,
    path,
    judge: (name: string) => judgeUsages(usages) ?? judgeName(name),
  }));
  return [...ofDefaults, ...ofCertificates].flatMap(({name, path, judge}): Diagnostic[] => {
    const complaint = name === undefined ? undefined : judge(name);
    if (complaint === undefined) return [];
    return [complainAt(places, {...complaint, path: [...path, 'subject', 'commonName'], what: 'value'})];
  });
};

const IN_DEFAULTS: Complaint = {
  code: 'CFG_COMMON_NAME',
  detail: 'A common name is that of one certificate; in defaults many would get the same.',
  help: 'write it as subject: {commonName: ...} of the certificate',
};

/** "Wildcard certificate support", Lync Server 2013 library. */
function judgeName(name: string): Complaint | undefined {
  if (!name.includes('*')) return judgeHostName(name);
  const detail = `${quote(name)} is a wildcard, which the product supports as a subject for no role.`;
  return {code: 'CFG_WILDCARD_NOT_ALLOWED', detail, help: 'write a full name'};
}

function judgeUsages(usages: readonly Usage[]): Complaint | undefined {
  const fixed = usages.filter(usage => FIXED_SUBJECT.includes(usage));
  if (fixed.length === 0) return undefined;
  const detail = `The subject of a certificate for ${fixed.join(', ')} is the name of the pool or of the server: that is where other servers look.`;
  const help = fixed.includes('Default')
    ? 'leave it out; more names are written as names: {add: [...]}'
    : 'leave it out; names: {webSubject: server} or {webSubject: pool} chooses between the two';
  return {code: 'CFG_COMMON_NAME', detail, help};
}
