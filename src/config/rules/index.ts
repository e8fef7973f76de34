import {checkDurations} from './durations.ts';
import {checkFolders} from './folders.ts';
import {checkKeySize, checkOauthExportable} from './keys.ts';
import {checkCertificateNames, checkNames} from './names.ts';
import {checkPresence} from './presence.ts';
import {checkProduct} from './product.ts';
import {checkChoices, checkReferences} from './references.ts';
import type {Rule} from './rule.ts';
import {checkServerCertificates} from './server-certificates.ts';
import {checkPoolNamedAsServer, checkPoolServers, checkPoolTwice, checkServerTwice} from './servers.ts';
import {checkSimpleUrls} from './simple-urls.ts';
import {checkAutomaticSignIn, checkSipDomainsKnown, checkSipDomainTwice} from './sip-domains.ts';
import {checkEku, checkFriendlyNames, checkSubjects} from './texts.ts';
import {
  checkUsageCoverage,
  checkUsageMissing,
  checkUsagesOfDeployment,
  checkUsagesOfRole,
  checkUsageTwice,
} from './usages.ts';
import {checkDirectorWebServices, checkWebServices} from './web-services.ts';

/** Every rule; their order does not matter, for what they find is sorted by its place. */
export const RULES: readonly Rule[] = [
  checkPresence,
  checkProduct,
  checkReferences,
  checkChoices,
  checkPoolServers,
  checkPoolTwice,
  checkServerTwice,
  checkPoolNamedAsServer,
  checkUsagesOfRole,
  checkUsagesOfDeployment,
  checkUsageTwice,
  checkUsageMissing,
  checkUsageCoverage,
  checkServerCertificates,
  checkNames,
  checkCertificateNames,
  checkSipDomainTwice,
  checkSipDomainsKnown,
  checkAutomaticSignIn,
  checkSimpleUrls,
  checkWebServices,
  checkDirectorWebServices,
  checkKeySize,
  checkOauthExportable,
  checkFriendlyNames,
  checkSubjects,
  checkEku,
  checkDurations,
  checkFolders,
];
