/** Which of the forms that documents show an XMPP domain takes: `contoso.com`, `xmpp.contoso.com`, `*.contoso.com`. */
export const XMPP_FORMS = ['domain', 'host', 'wildcard'] as const;

export type XmppForm = (typeof XMPP_FORMS)[number];

/**
 * Where the product's documents contradict each other, somebody has to choose. What is absent was not chosen, and the
 * default holds.
 */
export interface NameChoices {
  /** Whose name is the subject of a certificate that serves nothing but web services. */
  readonly webSubject?: 'pool' | 'server';
  /** Whether WebServicesExternal carries the name of the control panel. */
  readonly adminOutside?: boolean;
  /** Whether AudioVideoAuthentication carries the name of the A/V Edge service. */
  readonly avName?: boolean;
  readonly xmpp?: readonly XmppForm[];
}

export const DEFAULT_XMPP_FORMS: readonly XmppForm[] = ['domain'];
