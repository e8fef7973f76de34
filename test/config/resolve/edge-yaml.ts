/** An Edge pool of two with all that can be said of one, beside a Front End pool that shares a certificate. */
export const EDGE = `deployment:
  name: contoso
  product: lync2013
  sipDomains: [contoso.com, fabrikam.com]
authorities:
  corp: {type: local, folder: ca}
  public: {type: offline, folder: requests, roots: [roots/public.pem]}
connections: {lab: {type: directory, folder: servers}}
defaults:
  authority: corp
  publicAuthority: public
  key: {size: 4096, exportable: false}
pools:
  edgepool01.contoso.com:
    role: edge
    servers: [edge02.contoso.com, Edge01.contoso.com]
    edge:
      access: Access.contoso.com
      webConferencing: webcon.contoso.com
      av: av.contoso.com
      xmpp: [fabrikam.com, contoso.com]
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
    certificates:
      default:
        scope: pool
        usages: [Default]
        assign: manual
      web:
        usages: [WebServicesInternal, WebServicesExternal]
  se01.contoso.com:
    role: standardEdition
    certificates:
      default:
        use: {thumbprint: "\\u200eab cd ef 01 23 45 67 89 ab cd ef 01 23 45 67 89 ab cd ef 01"}
  se02.contoso.com:
    role: standardEdition
    certificates:
      default:
        use: {pfx: bought/se02.pfx, password: env:SE02}
`;
