/**
 * What a `document` event may carry: whoever reads the stream finds here what there is in each kind.
 * The list in docs/reference/events.md is generated from this table.
 */

/** What can stand in a `document`. */
export type Content = string | readonly unknown[] | {readonly [key: string]: unknown};

interface ContentDefinition {
  /** Which commands send it. */
  readonly of: string;
  /** What it consists of, as the reference tells those who read the stream. */
  readonly description: string;
}

/** Every kind of `document`; schemas/event.schema.json has the same. */
export const CONTENT_KINDS = {
  status: {
    of: 'status',
    description:
      'An object with `format` (1), `deployment`, `now` and `rows`. A row has `server`, `usage` (absent for trusted CA certificates), `thumbprint` and `notAfter` where they are known, `condition` and `reasons`.',
  },
  calendar: {
    of: 'calendar',
    description:
      'An object with `format` (1) and `entries`, in the order of time. An entry has `at`, `kind` (`renewal`, `expiry`, `roll` or `rule`), `address` and `servers` (both absent for a rule) and `text`.',
  },
  inspection: {
    of: 'inspect',
    description: 'An object with `format` (1) and what `schemas/actual.schema.json` describes.',
  },
  locks: {
    of: 'unlock',
    description: 'A list. Each has `where` (a server, or `configuration`) and the fields of `lock` in the schema.',
  },
  unlocked: {
    of: 'unlock ID',
    description:
      'An object with two numbers: `given`, the locks that were given back, and `of`, those that have the id. It comes after `locks`.',
  },
  requests: {
    of: 'ca list',
    description:
      'A list. Each has `ticket`, `state` (`waiting`, `approved`, `denied`, `issued` or `revoked`), `subject`, `server` (`-` where it is not known), `since`, and `authority` where several are listed.',
  },
  issued: {
    of: 'ca approve',
    description: 'An object for each ticket, with `ticket`, `authority`, `subject` and `serial` (lower-case hex).',
  },
  denied: {
    of: 'ca deny',
    description:
      'An object with `ticket`, `authority`, `subject` and `before`: whether the request had been denied before.',
  },
  authority: {
    of: 'ca create',
    description:
      'An object with `name`, `made` (whether the CA was made now) and `root`, the thumbprint of its root, where it is known.',
  },
  certificates: {of: 'explain', description: 'A list. Each has the `address` of a certificate and its `usages`.'},
  explanation: {of: 'explain ADDRESS', description: 'A text for people.'},
  request: {of: 'request', description: 'A text: the request as PEM.'},
  configuration: {of: 'adopt', description: 'A text: the configuration as YAML.'},
} as const satisfies Readonly<Record<string, ContentDefinition>>;

export type ContentKind = keyof typeof CONTENT_KINDS;
