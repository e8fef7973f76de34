import {readdir} from 'node:fs/promises';
import {describe, expect, test} from '@jest/globals';
import {AUTHORITY_TYPES, type AuthoritySettings} from '../../src/authorities/registry.ts';
import type {Authority, Connection} from '../../src/config/generated/document.ts';
import {CONNECTION_TYPES, type ConnectionSettings} from '../../src/connections/registry.ts';

describe.each([
  ['connections', CONNECTION_TYPES],
  ['authorities', AUTHORITY_TYPES],
])('the registry of %s', (folder, types) => {
  test('has every type under its own name', () => {
    expect(Object.entries(types).map(([name, {type}]) => [name, type])).toEqual(
      Object.keys(types).map(name => [name, name]),
    );
  });

  test('has a type for every schema, and a schema for every type', async () => {
    const schemas = await readdir(`schemas/${folder}`);
    expect(schemas.map(name => name.replace('.schema.json', '')).sort()).toEqual(Object.keys(types).sort());
  });
});

test('what the schemas let people declare is what the registries take', () => {
  // The compiler refuses these two functions when schema and settings differ.
  const connection = (declared: Connection): ConnectionSettings => declared;
  const authority = (declared: Authority): AuthoritySettings => declared;
  expect(Object.keys(CONNECTION_TYPES)).toContain(connection({type: 'directory', folder: 'servers'}).type);
  expect(Object.keys(AUTHORITY_TYPES)).toContain(authority({type: 'local', folder: 'ca'}).type);
});
