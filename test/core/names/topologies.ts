import type {DeploymentTopology, PoolTopology} from '../../../src/core/names/topology.ts';

/** The deployment of the worked examples: two SIP domains, each with its meeting address. */
export const CONTOSO: DeploymentTopology = {
  sipDomains: ['contoso.com', 'fabrikam.com'],
  simpleUrls: {
    meet: ['meet.contoso.com', 'meet.fabrikam.com'],
    dialin: 'dialin.contoso.com',
    admin: 'admin.contoso.com',
  },
};

export const FRONT_END: PoolTopology = {
  fqdn: 'fepool01.contoso.com',
  role: 'frontEnd',
  webInternal: 'webint.contoso.com',
  webExternal: 'webext.contoso.com',
  automaticSignIn: true,
};

export const STANDARD_EDITION: PoolTopology = {
  fqdn: 'se01.contoso.com',
  role: 'standardEdition',
  webInternal: 'se01.contoso.com',
  webExternal: 'webext-se.contoso.com',
  automaticSignIn: true,
};

export const DIRECTOR: PoolTopology = {
  fqdn: 'dirpool01.contoso.com',
  role: 'director',
  webInternal: 'dirpool01.contoso.com',
  webExternal: 'webdir.contoso.com',
  automaticSignIn: true,
};

export const MEDIATION: PoolTopology = {
  fqdn: 'medpool01.contoso.com',
  role: 'mediation',
  webInternal: 'medpool01.contoso.com',
  webExternal: 'medpool01.contoso.com',
  automaticSignIn: false,
};

export const EDGE: PoolTopology = {
  fqdn: 'edgepool01.contoso.com',
  role: 'edge',
  webInternal: 'edgepool01.contoso.com',
  webExternal: 'edgepool01.contoso.com',
  automaticSignIn: false,
  edge: {
    access: 'access.contoso.com',
    webConferencing: 'webcon.contoso.com',
    av: 'av.contoso.com',
    xmpp: ['fabrikam.com', 'contoso.com'],
  },
};

export const SURVIVABLE_BRANCH: PoolTopology = {
  fqdn: 'sba01.contoso.com',
  role: 'survivableBranch',
  webInternal: 'sba01.contoso.com',
  webExternal: 'sba01.contoso.com',
  automaticSignIn: true,
};

export const REVERSE_PROXY: PoolTopology = {
  fqdn: 'rppool01.contoso.com',
  role: 'reverseProxy',
  webInternal: 'rppool01.contoso.com',
  webExternal: 'rppool01.contoso.com',
  automaticSignIn: false,
  published: {
    webServices: [
      {name: 'webext.contoso.com', pool: 'fepool01.contoso.com'},
      {name: 'webdir.contoso.com', pool: 'dirpool01.contoso.com'},
    ],
    simpleUrls: [CONTOSO.simpleUrls],
  },
};
