import type {Certificate, Pool} from '../../../../src/config/generated/document.ts';
import {difference, LYNC, SFB, TWO_DOMAINS, WHY, type WorkedExample} from './worked-example.ts';

const EVERYWHERE = [LYNC.internalServers, SFB.environment, SFB.system];
const SIGN_IN = ['sip.contoso.com', 'sip.fabrikam.com'];
const MEET = ['meet.contoso.com', 'meet.fabrikam.com'];
const MEETINGS = [...MEET, 'dialin.contoso.com'];
const INSIDE = difference(WHY.discovery, 'lyncdiscoverinternal.contoso.com', 'lyncdiscoverinternal.fabrikam.com');
const OUTSIDE = difference(WHY.discovery, 'lyncdiscover.contoso.com', 'lyncdiscover.fabrikam.com');

/** A pool with a certificate for each usage, as the tables have it. */
function separately(pool: Pool, {adminOutside, ...names}: NonNullable<Certificate['names']> = {}): Pool {
  return {
    ...pool,
    certificates: {
      default: {usages: ['Default']},
      inside: {usages: ['WebServicesInternal'], names},
      outside: {usages: ['WebServicesExternal'], names: {...names, ...(adminOutside !== undefined && {adminOutside})}},
    },
  };
}

const SE: Pool = {role: 'standardEdition', webServices: {external: 'webcon01.contoso.com'}};
const FE: Pool = {role: 'frontEnd', servers: ['ee01.contoso.com'], webServices: {external: 'webcon01.contoso.com'}};
const DIR: Pool = {
  role: 'director',
  servers: ['dir01.contoso.com'],
  webServices: {external: 'directorwebcon01.contoso.com'},
};
const MED: Pool = {role: 'mediation', servers: ['medsvr01.contoso.net']};

/** One role's row of a table: pool, server and its address. */
const se = (pool: Pool, certificate: string) => ({
  documents: EVERYWHERE,
  deployment: TWO_DOMAINS,
  pools: {'se01.contoso.com': pool},
  address: `se01.contoso.com/se01.contoso.com/${certificate}`,
});
const fe = (pool: Pool, certificate: string) => ({
  documents: EVERYWHERE,
  deployment: TWO_DOMAINS,
  pools: {'eepool.contoso.com': pool},
  address: `eepool.contoso.com/ee01.contoso.com/${certificate}`,
});
const dir = (pool: Pool, certificate: string) => ({
  documents: EVERYWHERE,
  deployment: TWO_DOMAINS,
  pools: {'dir-pool.contoso.com': pool},
  address: `dir-pool.contoso.com/dir01.contoso.com/${certificate}`,
});

const OWN_WILDCARD = difference(WHY.otherDomain, '*.fabrikam.com');
const ADMIN = difference(WHY.adminStays, 'admin.contoso.com');
const POOL_NAME = difference(
  'The list of the same table asks for the name of the pool; its example leaves it out.',
  'eepool.contoso.com',
);
const DIRECTOR_POOL = difference(
  'The list of the same table asks for the name of the pool; its example leaves it out.',
  'dir-pool.contoso.com',
);
const POOL_SUBJECT = {
  name: 'eepool.contoso.com',
  because:
    'The table names the pool as the subject, its example the server; names: {webSubject: server} follows the example.',
};

const STANDARD_EDITION: readonly WorkedExample[] = [
  {
    ...se(separately({...SE, automaticSignIn: false}), 'default'),
    example: 'Standard Edition, Default',
    subject: 'se01.contoso.com',
    names: ['se01.contoso.com'],
  },
  {
    ...se(separately(SE), 'default'),
    example: 'Standard Edition, Default, clients sign in and compare strictly',
    subject: 'se01.contoso.com',
    names: ['se01.contoso.com', ...SIGN_IN],
  },
  {
    ...se(separately(SE), 'inside'),
    example: 'Standard Edition, internal web services',
    subject: 'se01.contoso.com',
    names: ['se01.contoso.com', ...MEETINGS, 'admin.contoso.com'],
    more: [INSIDE],
  },
  {
    ...se(separately(SE, {wildcard: true}), 'inside'),
    example: 'Standard Edition, internal web services, with a wildcard',
    subject: 'se01.contoso.com',
    names: ['se01.contoso.com', '*.contoso.com'],
    more: [ADMIN, OWN_WILDCARD],
  },
  {
    ...se(separately(SE), 'outside'),
    example: 'Standard Edition, external web services',
    subject: 'se01.contoso.com',
    names: ['webcon01.contoso.com', ...MEETINGS],
    more: [difference(WHY.subject, 'se01.contoso.com'), OUTSIDE],
  },
  {
    ...se(separately(SE, {wildcard: true}), 'outside'),
    example: 'Standard Edition, external web services, with a wildcard',
    subject: 'se01.contoso.com',
    names: ['webcon01.contoso.com', '*.contoso.com'],
    more: [difference(WHY.subject, 'se01.contoso.com'), OWN_WILDCARD],
  },
];

const FRONT_END: readonly WorkedExample[] = [
  {
    ...fe(separately({...FE, automaticSignIn: false}), 'default'),
    example: 'Front End, Default',
    subject: 'eepool.contoso.com',
    names: ['eepool.contoso.com', 'ee01.contoso.com'],
  },
  {
    ...fe(separately(FE), 'default'),
    example: 'Front End, Default, clients sign in and compare strictly',
    subject: 'eepool.contoso.com',
    names: ['eepool.contoso.com', 'ee01.contoso.com', ...SIGN_IN],
  },
  {
    ...fe(separately(FE), 'inside'),
    example: 'Front End, internal web services',
    subject: 'ee01.contoso.com',
    ownSubject: POOL_SUBJECT,
    names: ['ee01.contoso.com', ...MEETINGS, 'admin.contoso.com'],
    more: [POOL_NAME, INSIDE],
  },
  {
    ...fe(separately(FE, {webSubject: 'server'}), 'inside'),
    example: 'Front End, internal web services, with the subject of the example',
    subject: 'ee01.contoso.com',
    names: ['ee01.contoso.com', ...MEETINGS, 'admin.contoso.com'],
    more: [POOL_NAME, INSIDE],
  },
  {
    ...fe(separately(FE, {webSubject: 'server', wildcard: true}), 'inside'),
    example: 'Front End, internal web services, with a wildcard',
    subject: 'ee01.contoso.com',
    names: ['ee01.contoso.com', '*.contoso.com'],
    more: [POOL_NAME, ADMIN, OWN_WILDCARD],
  },
  {
    ...fe(separately(FE), 'outside'),
    example: 'Front End, external web services',
    subject: 'ee01.contoso.com',
    ownSubject: POOL_SUBJECT,
    names: ['webcon01.contoso.com', ...MEETINGS],
    more: [difference(WHY.subject, 'eepool.contoso.com'), OUTSIDE],
  },
  {
    ...fe(separately(FE, {adminOutside: true}), 'outside'),
    example: 'Front End, external web services, by the list beside the example, which forgets meetings',
    subject: 'eepool.contoso.com',
    names: ['webcon01.contoso.com', 'dialin.contoso.com', 'admin.contoso.com'],
    more: [
      difference(WHY.subject, 'eepool.contoso.com'),
      difference('The example beside the list shows the names of meetings.', ...MEET),
      OUTSIDE,
    ],
  },
  {
    ...fe(separately(FE, {webSubject: 'server', wildcard: true}), 'outside'),
    example: 'Front End, external web services, with a wildcard',
    subject: 'ee01.contoso.com',
    names: ['webcon01.contoso.com', '*.contoso.com'],
    more: [difference(WHY.subject, 'ee01.contoso.com'), OWN_WILDCARD],
  },
];

const DIRECTOR: readonly WorkedExample[] = [
  {
    ...dir(separately({...DIR, automaticSignIn: false}), 'default'),
    example: 'Director, Default',
    subject: 'dir-pool.contoso.com',
    names: ['dir-pool.contoso.com', 'dir01.contoso.com'],
  },
  {
    ...dir(separately(DIR), 'default'),
    example: 'Director, Default, clients sign in and compare strictly',
    subject: 'dir-pool.contoso.com',
    names: ['dir-pool.contoso.com', 'dir01.contoso.com', ...SIGN_IN],
  },
  {
    ...dir(separately(DIR), 'inside'),
    example: 'Director, internal web services',
    subject: 'dir01.contoso.com',
    names: ['dir01.contoso.com', ...MEETINGS, 'admin.contoso.com'],
    more: [DIRECTOR_POOL, INSIDE],
  },
  {
    ...dir(separately(DIR, {wildcard: true}), 'inside'),
    example: 'Director, internal web services, with a wildcard',
    subject: 'dir01.contoso.com',
    names: ['dir01.contoso.com', '*.contoso.com'],
    more: [DIRECTOR_POOL, ADMIN, OWN_WILDCARD],
  },
  {
    ...dir(separately(DIR), 'outside'),
    example: 'Director, external web services',
    subject: 'dir01.contoso.com',
    names: ['directorwebcon01.contoso.com', ...MEETINGS],
    more: [difference(WHY.subject, 'dir01.contoso.com'), OUTSIDE],
  },
  {
    ...dir(separately(DIR, {wildcard: true}), 'outside'),
    example: 'Director, external web services, with a wildcard',
    subject: 'dir01.contoso.com',
    names: ['directorwebcon01.contoso.com', '*.contoso.com'],
    more: [difference(WHY.subject, 'dir01.contoso.com'), OWN_WILDCARD],
  },
];

const OTHERS: readonly WorkedExample[] = [
  {
    documents: EVERYWHERE,
    example: 'stand-alone Mediation Server, Default',
    deployment: TWO_DOMAINS,
    pools: {'medsvr-pool.contoso.net': MED},
    address: 'medsvr-pool.contoso.net/medsvr01.contoso.net/default',
    subject: 'medsvr-pool.contoso.net',
    names: ['medsvr-pool.contoso.net', 'medsvr01.contoso.net'],
  },
  {
    documents: EVERYWHERE,
    example: 'Survivable Branch Appliance, Default',
    deployment: TWO_DOMAINS,
    pools: {'sba01.contoso.net': {role: 'survivableBranch'}},
    address: 'sba01.contoso.net/sba01.contoso.net/default',
    subject: 'sba01.contoso.net',
    names: SIGN_IN,
    more: [difference(WHY.subject, 'sba01.contoso.net')],
  },
  {
    documents: EVERYWHERE,
    example: 'sipinternal exists in DNS',
    deployment: {...TWO_DOMAINS, legacySignIn: ['sipinternal']},
    pools: {'se01.contoso.com': separately(SE)},
    address: 'se01.contoso.com/se01.contoso.com/default',
    subject: 'se01.contoso.com',
    names: ['se01.contoso.com', ...SIGN_IN, 'sipinternal.contoso.com'],
    more: [
      difference(
        'The note names the first domain alone; clients of every SIP domain look for the name of theirs.',
        'sipinternal.fabrikam.com',
      ),
    ],
  },
];

export const INTERNAL_SERVER_EXAMPLES: readonly WorkedExample[] = [
  ...STANDARD_EDITION,
  ...FRONT_END,
  ...DIRECTOR,
  ...OTHERS,
];
