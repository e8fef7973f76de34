import type {Connection, Document, Pool} from '../generated/document.ts';
import {NO_ROOT} from '../no-root.ts';
import type {Note} from './note.ts';

/** What no topology tells: who issues, and how servers are reached. */
export type Surroundings = Pick<Document, 'authorities' | 'connections' | 'defaults'>;

const INSIDE = [
  'PLACEHOLDER: who issues for the inside. As it stands nobody is asked: requests are written as files below the folder,',
  'and no answer is taken before "roots" names the root of your CA. For an enterprise CA that servers ask by themselves:',
  'internal: {type: adcs, via: server, ca: ca01.contoso.com\\Contoso Issuing CA, roots: [roots/contoso-root.cer]}',
];
const OUTSIDE = [
  'PLACEHOLDER: who issues for the external side of Edge pools and for reverse proxies. You take the request from the',
  'folder to a public CA and put its answer beside it. "roots" names the root of that CA.',
];

/** What to say above authorities that are placeholders still, whoever writes them. */
export function placeholderNotes({authorities = {}, defaults}: Document): readonly Note[] {
  return Object.entries(authorities).flatMap(([name, authority]) => {
    const roots = authority.type === 'offline' && Array.isArray(authority.roots) ? authority.roots : [];
    if (!roots.includes(NO_ROOT)) return [];
    return [{path: ['authorities', name], lines: name === defaults?.publicAuthority ? OUTSIDE : INSIDE}];
  });
}

export interface Fresh {
  readonly surroundings: Surroundings;
  readonly notes: readonly Note[];
  /** Name of the connection for Edge pools, where it is one of its own. */
  readonly edgeConnection?: string;
}

/**
 * Takes over what was declared before; what was not is written so that the configuration is valid and harmless, with a
 * comment that says what to write instead.
 */
export function surround(before: Document, {hasEdge, connection, chosen}: Wishes): Fresh {
  const authorities = before.authorities ?? {
    internal: {type: 'offline', folder: 'requests/internal', roots: [NO_ROOT]},
    ...(hasEdge && {public: {type: 'offline', folder: 'requests/public', roots: [NO_ROOT]}}),
  };
  const connections = before.connections ?? {
    servers: connection,
    ...(hasEdge && {edge: {type: 'powershell', transport: 'ssh'}}),
  };
  const fresh = {authorities: before.authorities === undefined, connections: before.connections === undefined};
  const defaults = {
    ...(fresh.authorities && {authority: 'internal', ...(hasEdge && {publicAuthority: 'public'})}),
    ...(fresh.connections ? {connection: 'servers'} : chosen !== undefined && {connection: chosen}),
    ...before.defaults,
  };
  const notes: readonly Note[] = [
    ...(fresh.connections ? connectionNotes(hasEdge) : []),
    ...(before.defaults === undefined ? [SUBJECT] : []),
  ];
  const surroundings = {
    authorities,
    connections,
    ...(Object.keys(defaults).length > 0 && {defaults}),
  } as Surroundings;
  return {
    surroundings,
    notes: [...placeholderNotes(surroundings), ...notes],
    ...(fresh.connections && hasEdge && {edgeConnection: 'edge'}),
  };
}

interface Wishes {
  readonly hasEdge: boolean;
  /** How servers are reached when nothing was declared. */
  readonly connection: Connection;
  /** Name of the declared connection that holds for all, where none is said to do so. */
  readonly chosen: string | undefined;
}

function connectionNotes(hasEdge: boolean): readonly Note[] {
  return [
    {
      path: ['connections', 'servers'],
      lines: [
        'Correct this: how the servers are reached. remoting: from a Windows computer of the domain (WinRM); ssh: from any',
        'computer, with OpenSSH on the servers; local: cscert runs on the one server itself.',
      ],
    },
    ...(hasEdge
      ? [
          {
            path: ['connections', 'edge'],
            lines: ['Edge Servers stand outside of the domain and are mostly reached in another way.'],
          },
        ]
      : []),
  ];
}

const SUBJECT: Note = {
  path: ['defaults'],
  lines: [
    'No topology tells what subjects carry besides the name. If yours do, add to the defaults:',
    '  subject: {organization: Contoso, city: Redmond, state: Washington, country: US}',
  ],
};

/** A reverse proxy is no part of a topology, and one that was declared stays. */
export const isProxy = (pool: Pool): boolean => pool.role === 'reverseProxy';
