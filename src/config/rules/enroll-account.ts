import type {Diagnostic} from '../../core/diagnostic.ts';
import {complainAt, type PlacedComplaint, quote} from '../problem.ts';
import type {Rule} from './rule.ts';

/**
 * The wizard's alternate credentials: only the product's own command takes a name and a password ("Configure certificates
 * for servers", step 6; Request-CsCertificate, help), and an account that nobody asks as would be believed to be used.
 */
export const checkEnrollAccount: Rule = ({document, places}) =>
  Object.entries(document.authorities ?? {}).flatMap(([name, authority]): readonly Diagnostic[] => {
    if (authority.type !== 'adcs') return [];
    const {enrollAs, account, requestWith} = authority;
    const at = (key: string, detail: string, help: string): PlacedComplaint => ({
      code: 'CFG_ENROLL_ACCOUNT',
      path: ['authorities', name, key],
      what: 'key',
      detail: `The authority ${quote(name)} ${detail}`,
      help,
    });
    const complaints: PlacedComplaint[] = [];
    if (enrollAs !== 'account') {
      if (account !== undefined) {
        const detail = `is asked as the ${enrollAs ?? 'computer'}, so its account means nothing.`;
        complaints.push(at('account', detail, 'delete it, or write enrollAs: account'));
      }
    } else {
      // One that is written and wrong is complained of elsewhere.
      if (account === undefined && places.at(['authorities', name, 'account'], 'key') === undefined) {
        const help = "write account: {user: 'CONTOSO\\enroll', password: env:NAME}, or enrollAs: computer";
        complaints.push(
          at('enrollAs', 'is asked as another account (enrollAs: account), and no account is named.', help),
        );
      }
      if (requestWith !== 'Request-CsCertificate') {
        const detail = 'is asked with certreq, which takes a password only as an argument that every process can read.';
        const help = 'write requestWith: Request-CsCertificate, or enrollAs: computer, which needs no password';
        complaints.push(at('enrollAs', detail, help));
      }
    }
    return complaints.map(complaint => complainAt(places, complaint));
  });
