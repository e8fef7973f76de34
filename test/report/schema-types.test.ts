import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {Ajv2020} from 'ajv/dist/2020.js';
import {EVENTS} from '../../src/engine/events.ts';

const ROOT = join(__dirname, '..', '..');
const SCHEMAS = join(ROOT, 'schemas');

/** The hand-written types by the schema that describes them. */
const TYPES = {
  Plan: 'src/core/model/plan.ts',
  Actual: 'src/core/model/actual.ts',
  Event: 'src/engine/events.ts',
} as const;

type Name = keyof typeof TYPES;

const fileOf = (name: Name): string => join(SCHEMAS, `${name.toLowerCase()}.schema.json`);
const schemaOf = (name: Name): Record<string, unknown> => JSON.parse(readFileSync(fileOf(name), 'utf8'));

/** Types made from a schema by a process of its own: the generator loads ES modules as it goes, which jest does not let it. */
function typesOf(name: Name): string {
  const {$id: _id, title: _title, ...schema} = schemaOf(name);
  const program = `
    import {readFileSync} from 'node:fs';
    import {compile} from 'json-schema-to-typescript';
    const options = {cwd: 'schemas', bannerComment: '', ignoreMinAndMaxItems: true, format: false};
    process.stdout.write(await compile(JSON.parse(readFileSync(0, 'utf8')), 'Described', options));`;
  const input = JSON.stringify(schema);
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
}

/**
 * Whatever the one type allows, the other allows too; `readonly` is no part of a document. The same is asked with every
 * property made required, because a property that is optional in one and absent in the other fits both ways.
 */
function comparison(name: Name, folder: string): string {
  return `${typesOf(name)}
import type {${name}} from '${relative(folder, join(ROOT, TYPES[name]))}';
type Bare<T> = T extends readonly (infer Item)[] ? Bare<Item>[] : T extends object ? {-readonly [K in keyof T]: Bare<T[K]>} : T;
type Full<T> = T extends readonly (infer Item)[] ? Full<Item>[] : T extends object ? {-readonly [K in keyof T]-?: Full<T[K]>} : T;
export const described = (written: Bare<${name}>): Bare<Described> => written;
export const written = (described: Bare<Described>): Bare<${name}> => described;
export const allDescribed = (written: Full<${name}>): Full<Described> => written;
export const allWritten = (described: Full<Described>): Full<${name}> => described;
`;
}

describe('the schemas and the hand-written types', () => {
  let folder = '';
  let complaints = '';

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cscert-schema-types-'));
    const names = Object.keys(TYPES) as Name[];
    for (const name of names) writeFileSync(join(folder, `${name}.ts`), comparison(name, folder));
    const base = JSON.parse(readFileSync(join(ROOT, 'tsconfig.json'), 'utf8'));
    const compilerOptions = {
      ...base.compilerOptions,
      noEmit: true,
      rootDir: '/',
      typeRoots: [join(ROOT, 'node_modules/@types')],
    };
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
    const files = names.map(name => `${name}.ts`);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({compilerOptions, files}));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const {stdout, stderr} = spawnSync(process.execPath, [tsc, '-p', folder], {encoding: 'utf8', cwd: folder});
    complaints = stdout + stderr;
  });

  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  it.each(Object.keys(TYPES))('say the same of %s, in both directions', name => {
    expect(complaints.split('\n').filter(line => line.startsWith(`${name}.ts`))).toEqual([]);
  });

  it('were compared without any other complaint', () => {
    expect(complaints).toBe('');
  });

  it('are valid and strict 2020-12 schemas that refer to each other', () => {
    const ajv = new Ajv2020({strict: true});
    for (const name of Object.keys(TYPES) as Name[]) ajv.addSchema(schemaOf(name));
    for (const name of Object.keys(TYPES) as Name[]) expect(ajv.getSchema(String(schemaOf(name)['$id']))).toBeDefined();
  });

  it('describe every property', () => {
    for (const name of Object.keys(TYPES) as Name[]) {
      expect(undescribed(schemaOf(name), schemaOf(name))).toEqual([]);
    }
  });

  it('have an entry for every event of the table', () => {
    const variants = schemaOf('Event')['oneOf'] as {readonly $ref: string}[];
    expect(variants.map(({$ref}) => $ref.replace('#/$defs/', ''))).toEqual(Object.keys(EVENTS));
  });
});

/** Properties that say neither here nor by their reference what they are. */
function undescribed(node: unknown, schema: unknown, path = ''): readonly string[] {
  if (typeof node !== 'object' || node === null) return [];
  const here = Object.entries('properties' in node ? (node.properties as Record<string, object>) : {})
    .filter(([, property]) => !('description' in property) && !('$ref' in property))
    .map(([name]) => `${path}/${name}`);
  return [...here, ...Object.entries(node).flatMap(([key, child]) => undescribed(child, schema, `${path}/${key}`))];
}
