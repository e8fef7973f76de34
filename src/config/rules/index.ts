import {checkCommonName} from './common-name.ts';
import {checkDurations} from './durations.ts';
import {checkEdgeNames, checkXmpp} from './edge.ts';
import {checkEku} from './eku.ts';
import {checkEnrollAccount} from './enroll-account.ts';
import {checkFolders} from './folders.ts';
import {checkGlobalVia} from './global-via.ts';
import {checkKeySize, checkOauthExportable} from './keys.ts';
import {checkMaintenance, checkRenewSpread} from './maintenance.ts';
import {checkNameChoices} from './name-choices.ts';
import {checkCertificateNames, checkNames, checkWildcard} from './names.ts';
import {checkPaths} from './paths.ts';
import {checkPresence} from './presence.ts';
import {checkProduct, checkRoleOfProduct} from './product.ts';
import {checkPublicAuthority} from './public-authority.ts';
import {checkChoices, checkReferences} from './references.ts';
import {checkReverseProxy} from './reverse-proxy.ts';
import {checkRoots} from './roots.ts';
import type {Rule} from './rule.ts';
import {checkScope, checkSharedExportable, checkSharedOnServers} from './scope.ts';
import {checkServerCertificates} from './server-certificates.ts';
import {checkPoolNamedAsServer, checkPoolServers, checkPoolTwice, checkServerTwice} from './servers.ts';
import {checkSimpleUrls} from './simple-urls.ts';
import {checkAutomaticSignIn, checkSipDomainsKnown, checkSipDomainTwice} from './sip-domains.ts';
import {checkSiteSimpleUrls, checkSitesKnown} from './sites.ts';
import {checkFriendlyNames, checkSubjects} from './texts.ts';
import {checkTransports} from './transports.ts';
import {
  checkUsageCoverage,
  checkUsageMissing,
  checkUsagesOfDeployment,
  checkUsagesOfRole,
  checkUsageTwice,
} from './usages.ts';
import {checkUse} from './use.ts';
import {checkDirectorWebServices, checkWebServices} from './web-services.ts';

/** Every rule; their order does not matter, for what they find is sorted by its place. */
export const RULES: readonly Rule[] = [
  checkPresence,
  checkPaths,
  checkProduct,
  checkRoleOfProduct,
  checkReferences,
  checkChoices,
  checkPublicAuthority,
  checkPoolServers,
  checkPoolTwice,
  checkServerTwice,
  checkPoolNamedAsServer,
  checkMaintenance,
  checkRenewSpread,
  checkUsagesOfRole,
  checkUsagesOfDeployment,
  checkUsageTwice,
  checkUsageMissing,
  checkUsageCoverage,
  checkServerCertificates,
  checkScope,
  checkSharedOnServers,
  checkSharedExportable,
  checkUse,
  checkNames,
  checkCertificateNames,
  checkWildcard,
  checkNameChoices,
  checkCommonName,
  checkSipDomainTwice,
  checkSipDomainsKnown,
  checkAutomaticSignIn,
  checkSimpleUrls,
  checkGlobalVia,
  checkSitesKnown,
  checkSiteSimpleUrls,
  checkWebServices,
  checkDirectorWebServices,
  checkEdgeNames,
  checkXmpp,
  checkReverseProxy,
  checkKeySize,
  checkOauthExportable,
  checkFriendlyNames,
  checkSubjects,
  checkEku,
  checkDurations,
  checkFolders,
  checkRoots,
  checkTransports,
  checkEnrollAccount,
];
