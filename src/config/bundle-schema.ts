import {isMapping} from '../core/mapping.ts';
import {schemasByPath} from './generated/schemas.ts';

const MAIN = 'config.schema.json';

/**
 * The schema of the configuration in one piece: the files of connections and authorities become definitions, so that
 * an editor needs a single file beside the configuration.
 */
export function bundleSchema(): Readonly<Record<string, unknown>> {
  const schemas = schemasByPath();
  const main = schemas[MAIN];
  if (!isMapping(main) || !isMapping(main['$defs']))
    throw new Error('the schema of the configuration is not an object');
  const parts = Object.entries(schemas).filter(([path]) => path !== MAIN);
  const definitions = Object.fromEntries(
    parts.map(([path, schema]) => [definitionName(path), withoutIdentity(rewrite(schema))]),
  );
  const bundled = rewrite(main);
  if (!isMapping(bundled)) throw new Error('the schema of the configuration is not an object');
  return {...bundled, $defs: {...Object.assign({}, bundled['$defs']), ...definitions}};
}

/** `authorities/local.schema.json` → `authorities-local` */
const definitionName = (path: string): string => path.replace(/\.schema\.json$/, '').replaceAll('/', '-');

function withoutIdentity(schema: unknown): unknown {
  if (!isMapping(schema)) return schema;
  const {$schema: _schema, $id: _id, ...rest} = schema;
  return rest;
}

/** References between files become references within the one. */
function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite);
  if (!isMapping(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, key === '$ref' ? localReference(String(child)) : rewrite(child)]),
  );
}

function localReference(reference: string): string {
  const [file = '', pointer = ''] = reference.split('#');
  if (file === '' || file.endsWith(MAIN)) return `#${pointer}`;
  return `#/$defs/${definitionName(file.replace(/^(\.\.?\/)+/, ''))}${pointer}`;
}
