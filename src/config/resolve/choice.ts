import type {Document} from '../generated/document.ts';
import type {LoadedDocument} from '../loaded.ts';
import type {DeclaredPool, DeclaredServer} from './pools.ts';

/** What is declared under this heading, if it is the only one: then nobody needs to choose. */
export function onlyOne(declared: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const names = Object.keys(declared ?? {});
  return names.length === 1 ? names[0] : undefined;
}

/** How a server is reached: what it says itself, then its pool, then the defaults, then the only one there is. */
export function connectionOf(
  {document}: Pick<LoadedDocument, 'document'>,
  {pool}: DeclaredPool,
  server: DeclaredServer,
): string | undefined {
  return server.settings.connection ?? pool.connection ?? pool.defaults?.connection ?? defaultConnection(document);
}

function defaultConnection({defaults, connections}: Document): string | undefined {
  return defaults?.connection ?? onlyOne(connections);
}
