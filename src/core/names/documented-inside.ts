/** Points about the names that servers and clients inside look for. */
import {ROLE_FACTS} from '../model/role.ts';
import {webSubjectOf} from './common-name.ts';
import {type DocumentedChoice, type DocumentedInput, INTERNAL_SERVERS, type Point} from './documented-point.ts';

/** What names the certificate that signs tokens. */
export function oauthSubject({usages, commonName}: DocumentedInput): DocumentedChoice | undefined {
  if (!usages.includes('OAuthTokenIssuer')) return undefined;
  return {
    id: 'commonName',
    documents:
      '"Assigning a server-to-server authentication certificate" wants the SIP domain in the subject, or takes any ' +
      'certificate of the product; the certificate summaries of Directors show the name of the Director and no other names.',
    chosen:
      commonName === undefined ? 'the default SIP domain, and the other ones as names, like the wizard' : commonName,
    change: 'subject: {commonName: dir01.contoso.com}',
  };
}

const webSubject: Point = input => {
  const {pool, servers, commonName} = input;
  const chosen = webSubjectOf(input);
  const alone = servers.length === 1 && servers[0] !== pool.fqdn;
  if (chosen === undefined || commonName !== undefined || !alone) return undefined;
  return {
    id: 'webSubject',
    documents:
      `The tables of ${INTERNAL_SERVERS} name the pool as the subject of web certificates of a Front End and the ` +
      'server as that of a Director; the examples show the server for both.',
    chosen: chosen === 'pool' ? 'the name of the pool' : 'the name of the server',
    change: `names: {webSubject: ${chosen === 'pool' ? 'server' : 'pool'}}`,
  };
};

const automaticSignIn: Point = ({pool, usages}) => {
  if (!ROLE_FACTS[pool.role].web || !usages.includes('Default')) return undefined;
  return {
    id: 'automaticSignIn',
    documents:
      `${INTERNAL_SERVERS} asks for sip.DOMAIN only where clients sign in by that name and compare strictly, and says ` +
      'in the same place that the wizard adds every SIP domain.',
    chosen: pool.automaticSignIn ? 'the name for every SIP domain' : 'none of these names',
    change: `automaticSignIn: ${!pool.automaticSignIn}, below the pool`,
  };
};

/** What is for the internal web services as well has the name in any case. */
const adminOutside: Point = ({pool, usages, simpleUrls, choices}) => {
  const listed = pool.role === 'frontEnd' || pool.role === 'director' || choices.adminOutside !== undefined;
  const outside = usages.includes('WebServicesExternal') && !usages.includes('WebServicesInternal');
  if (!listed || !outside || simpleUrls.admin === undefined) return undefined;
  const chosen = choices.adminOutside === true;
  return {
    id: 'adminOutside',
    documents:
      `${INTERNAL_SERVERS} lists the simple URL for administration for external web services of Front End pools and ` +
      'Directors; its examples leave it out, and "Planning for simple URLs" calls it internal.',
    chosen: chosen ? 'it is among the names' : 'it is not a name of the external web services',
    change: `names: {adminOutside: ${!chosen}}`,
  };
};

const wildcard: Point = ({wildcard: chosen, usages, choices, simpleUrls: {admin}}) => {
  const named =
    usages.includes('WebServicesInternal') || (usages.includes('WebServicesExternal') && choices.adminOutside);
  if (!chosen || admin === undefined || !named) return undefined;
  return {
    id: 'wildcard',
    documents:
      `${INTERNAL_SERVERS} lets a wildcard stand for all simple URLs, also that for administration; "Wildcard ` +
      'certificate support" names meetings, dial-in and automatic discovery alone.',
    chosen: 'for meetings, dial-in and discovery; the name for administration stays',
    change: `names: {leaveOut: [${admin}]}`,
  };
};

/** No document lists names for these roles. */
const unlisted: Point = ({pool, usages}) => {
  const documents =
    pool.role === 'persistentChat'
      ? '"Certificate requirements for Persistent Chat Server" lists no names; it asks for the CA of the other internal servers.'
      : pool.role === 'videoInterop'
        ? 'No document lists the names of a Video Interop Server.'
        : undefined;
  if (documents === undefined || !usages.includes('Default')) return undefined;
  return {
    id: 'names',
    documents,
    chosen: 'the pool and the server, as for a stand-alone Mediation Server',
    change: 'names: {add: [another.contoso.com]}',
  };
};

export const INSIDE_POINTS: readonly Point[] = [webSubject, automaticSignIn, adminOutside, wildcard, unlisted];
