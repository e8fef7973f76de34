// Writes the code that is made from the schemas and from the scripts for servers: `npm run generate`. The results are committed; a test holds them to the schemas.
// With --print nothing is written: the files are printed as JSON.
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Ajv2020} from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import {compile} from 'json-schema-to-typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const SCHEMAS = join(root, 'schemas');
const CONFIG = 'config.schema.json';
const HEADER = '// Generated from schemas/ by `npm run generate`. Change the schemas, not this file.\n';

/** The schemas of the configuration by their path below schemas/: the whole and one for each type of authority and connection. */
function readSchemas() {
  const kinds = ['authorities', 'connections'];
  const parts = kinds.flatMap(kind =>
    readdirSync(join(SCHEMAS, kind))
      .sort()
      .map(name => posix.join(kind, name)),
  );
  return Object.fromEntries(
    [CONFIG, ...parts].map(path => [path, JSON.parse(readFileSync(join(SCHEMAS, path), 'utf8'))]),
  );
}

/** The types of what people write, all readonly. */
async function makeTypes(schemas) {
  // The name in the code is the word of the design; the schema's own title is for editors.
  const {title: _title, ...schema} = schemas[CONFIG];
  const text = await compile(schema, 'Document', {
    additionalProperties: false,
    bannerComment: '',
    cwd: SCHEMAS,
    enableConstEnums: false,
    ignoreMinAndMaxItems: true,
    style: {printWidth: 120, singleQuote: true, bracketSpacing: false},
  });
  return HEADER + makeReadonly(text);
}

/** Puts `readonly` before every property, index signature and array type. */
function makeReadonly(text) {
  return text
    .replace(/^( +)((?:'[^']+'|\w+)\??:|\[k: string\]:)/gm, '$1readonly $2')
    .replace(/(: |\| )(\w+|\([^()]*\)|(?:'[^']*'))\[\]/g, '$1readonly $2[]');
}

/** A validator without ajv's compiler: loading it costs a millisecond instead of seventy. */
function makeValidator(schemas) {
  const ajv = new Ajv2020({
    allErrors: true,
    messages: false,
    discriminator: true,
    strict: true,
    strictRequired: false,
    code: {source: true, esm: true, lines: true},
  });
  // The files have no $id: editors would fetch what they refer to from there. Here they are told apart by their paths.
  for (const [path, schema] of Object.entries(schemas))
    ajv.addSchema({...withoutWords(schema), $id: `file:///${path}`});
  const code = standalone.default(ajv, ajv.getSchema(`file:///${CONFIG}`));
  const entry = /export const \w+ = (\w+);|export default (\w+);/.exec(code);
  const name = entry?.[1] ?? entry?.[2];
  const body = importRuntime(
    dropUnused(
      code
        .replace('"use strict";', '')
        .replace(/^export .*$/gm, '')
        .trim(),
    ),
  );
  return `// @ts-nocheck\n${HEADER}${body}

/** One violation as ajv tells it. */
export interface SchemaError {
  readonly keyword: string;
  /** JSON pointer to the value. */
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Set when the violation is about a key of the value and not about the value. */
  readonly propertyName?: string;
}

/** All violations of the configuration's schema; none for a valid document. */
export function validate(data: unknown): readonly SchemaError[] {
  return ${name}(data) ? [] : ${name}.errors;
}
`;
}

/** Descriptions are for editors. The code carries the schemas that it reads, and every command loads it. */
function withoutWords(value) {
  if (Array.isArray(value)) return value.map(withoutWords);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key, text]) => !(WORDS.has(key) && typeof text === 'string'));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWords(inner)]));
}

const WORDS = new Set(['title', 'description']);

/** ajv repeats every schema as a constant, whether its code reads it or not. */
function dropUnused(code) {
  return code.replace(/^const (schema\d+) = \{.*\};?\n/gm, (line, name) => (code.split(name).length > 2 ? line : ''));
}

/** ajv's module that compares two values. src/config/same-value.ts takes its place, and says why. */
const EQUAL = 'ajv/dist/runtime/equal';

/**
 * ajv's helpers are CommonJS. Node gives an import of them the whole module, a CommonJS transform its default:
 * the code takes either.
 */
function importRuntime(code) {
  const imports = [];
  const body = code.replace(/const (\w+) = require\("([^"]+)"\)\.default;\n/g, (_all, name, module) => {
    if (module === EQUAL) {
      imports.push(`import {isSameValue as ${name}} from '../same-value.ts';`);
      return '';
    }
    imports.push(`import ${name}Module from '${module}.js';`);
    return `const ${name} = ${name}Module.default ?? ${name}Module;\n`;
  });
  if (body.includes('require('))
    throw new Error('the validator requires a module in a form that this script does not know');
  return [...imports, body].join('\n');
}

/** The schemas themselves: what a message says is allowed is read from them. */
function makeSchemaModule(schemas) {
  return `${HEADER}
let made: Readonly<Record<string, unknown>> | undefined;

/** The schemas of the configuration by their path below schemas/. They are made when something is to be said of one. */
export function schemasByPath(): Readonly<Record<string, unknown>> {
  made ??= makeSchemas();
  return made;
}

const makeSchemas = () => (${JSON.stringify(schemas, undefined, 2)});
`;
}

const SCRIPTS = join(root, 'src', 'connections', 'powershell', 'scripts');

/** The scripts that are sent to servers, without comments and indentation: none of them has a text over several lines. */
function makeScriptModule() {
  const names = readdirSync(SCRIPTS)
    .filter(name => name.endsWith('.ps1'))
    .sort();
  const lines = names.map(
    name => `  ${JSON.stringify(name.slice(0, -'.ps1'.length))}: ${JSON.stringify(readScript(name))},`,
  );
  return `// Generated from src/connections/powershell/scripts by \`npm run generate\`. Change the scripts, not this file.

/** The texts of the scripts by their names. */
export const SCRIPTS = {
${lines.join('\n')}
} as const;
`;
}

function readScript(name) {
  const text = readFileSync(join(SCRIPTS, name), 'utf8');
  if (/@["']\s*$|`\s*$|^\s*<#/m.test(text))
    throw new Error(`${name} has a text, a line or a comment that goes over several lines`);
  const kept = text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'));
  return `${kept.join('\n')}\n`;
}

/** What the generated files have to be, by path below the project's folder. */
async function generate() {
  const schemas = readSchemas();
  return {
    'src/config/generated/document.ts': await makeTypes(schemas),
    'src/config/generated/validate.ts': makeValidator(schemas),
    'src/config/generated/schemas.ts': makeSchemaModule(schemas),
    'src/connections/powershell/generated/scripts.ts': makeScriptModule(),
  };
}

const files = await generate();
if (process.argv.includes('--print')) process.stdout.write(JSON.stringify(files));
else for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text);
