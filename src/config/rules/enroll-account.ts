import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Authority} from '../generated/document.ts';
import {complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';

/**
 * The wizard's alternate credentials: only the product's own command takes a name and a password ("Configure certificates
 * for servers", step 6; Request-CsCertificate, help), and an account that nobody asks as would be believed to be used.
 */
export const checkEnrollAccount: Rule = ({document, places}) =>
  Object.entries(document.authorities ?? {}).flatMap(([name, authority]): readonly Diagnostic[] => {
    if (authority.type !== 'adcs') return [];
    const path = ['authorities', name];
    // One that is written and wrong is complained of elsewhere.
    const isNamed = authority.account !== undefined || places.at([...path, 'account'], 'key') !== undefined;
    const wrong = authority.enrollAs === 'account' ? asAccount(authority, isNamed) : asOther(authority);
    return wrong.map(({key, detail, help}) =>
      complainAt(places, {
        code: 'CFG_ENROLL_ACCOUNT',
        path: [...path, key],
        what: 'key',
        detail: `The authority ${quote(name)} ${detail}`,
        help,
      }),
    );
  });

type Adcs = Extract<Authority, {readonly type: 'adcs'}>;

interface Wrong {
  readonly key: keyof Adcs;
  readonly detail: string;
  readonly help: string;
}

function asOther({enrollAs = 'computer', account}: Adcs): readonly Wrong[] {
  if (account === undefined) return [];
  const detail = `is asked as the ${enrollAs}, so its account means nothing.`;
  return [{key: 'account', detail, help: 'delete it, or write enrollAs: account'}];
}

const UNNAMED: Wrong = {
  key: 'enrollAs',
  detail: 'is asked as another account (enrollAs: account), and no account is named.',
  help: "write account: {user: 'CONTOSO\\enroll', password: env:NAME}, or enrollAs: computer",
};

const BY_CERTREQ: Wrong = {
  key: 'enrollAs',
  detail: 'is asked with certreq, which takes a password only as an argument that every process can read.',
  help: 'write requestWith: Request-CsCertificate, or enrollAs: computer, which needs no password',
};

const asAccount = ({requestWith}: Adcs, isNamed: boolean): readonly Wrong[] => [
  ...(isNamed ? [] : [UNNAMED]),
  ...(requestWith === 'Request-CsCertificate' ? [] : [BY_CERTREQ]),
];
