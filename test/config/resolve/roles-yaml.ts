/** A deployment with a pool of every role of Skype for Business Server 2015, which has them all, at two sites. */
export const EVERY_ROLE = `deployment:
  name: contoso
  product: sfb2015
  sipDomains: [contoso.com, fabrikam.com]
  simpleUrls:
    meet: [https://meet.contoso.com, https://meet.fabrikam.com]
    dialin: https://dialin.contoso.com
    admin: https://admin.contoso.com
  sites:
    redmond: {}
    paris:
      simpleUrls:
        meet: https://lync.paris.contoso.com/meet
        dialin: https://lync.paris.contoso.com/dialin
        admin: https://admin.contoso.com
  legacySignIn: [sipexternal]
authorities:
  corp: {type: local, folder: ca}
  public: {type: offline, folder: requests, roots: ['sha256:${'ab'.repeat(32)}']}
connections: {lab: {type: directory, folder: servers}}
defaults: {authority: corp, publicAuthority: public}
pools:
  fepool01.contoso.com:
    role: frontEnd
    site: redmond
    servers: [fe01.contoso.com]
    webServices: {internal: webint.contoso.com, external: webext.contoso.com}
  paris01.contoso.com: {role: standardEdition, site: paris, webServices: {external: webparis.contoso.com}}
  dirpool01.contoso.com: {role: director, servers: [dir01.contoso.com], webServices: {external: webdir.contoso.com}}
  medpool01.contoso.com: {role: mediation, servers: [med01.contoso.com]}
  edge01.contoso.com:
    role: edge
    servers: [edge01.contoso.com]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com, xmpp: [contoso.com]}
  chatpool01.contoso.com: {role: persistentChat, servers: [chat01.contoso.com, chat02.contoso.com]}
  vis01.contoso.com: {role: videoInterop, servers: [vis01.contoso.com]}
  sba01.contoso.com: {role: survivableBranch}
  apppool01.contoso.com: {role: trustedApplication, servers: [app02.contoso.com, app01.contoso.com]}
  rp01.contoso.com:
    role: reverseProxy
    servers: [rp01.contoso.com]
    reverseProxy: {officeWebApps: wac.contoso.com}
`.replaceAll('paris01', 'paris01');
