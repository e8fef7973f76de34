import {describe, expect, test} from '@jest/globals';
import {schemasByPath} from '../../src/config/generated/schemas.ts';

interface Node {
  readonly [key: string]: unknown;
}

describe('the schemas of the configuration', () => {
  const nodes = Object.entries(schemasByPath()).flatMap(([file, schema]) => collect(schema, file));

  test('describe every property, itself or by what it refers to', () => {
    const properties = nodes.flatMap(({node, path}) =>
      Object.entries((node['properties'] ?? {}) as Record<string, Node>).map(([key, child]) => ({
        child,
        path: `${path} ${key}`,
      })),
    );
    expect(properties.length).toBeGreaterThan(40);
    const bare = properties.filter(({child, path}) => !isDescribed(child, path));
    expect(bare.map(({path}) => path)).toEqual([]);
  });

  test('allow no other keys than those they name', () => {
    const open = nodes.filter(({node}) => node['properties'] !== undefined && node['additionalProperties'] !== false);
    expect(open.map(({path}) => path)).toEqual([]);
  });

  test('have alternatives that differ in the type of the value, which messages rely on', () => {
    const choices = nodes.filter(({node}) => node['anyOf'] !== undefined);
    expect(choices.length).toBeGreaterThan(1);
    for (const {node, path} of choices) {
      const types = (node['anyOf'] as Node[]).map(one => (follow(one, path)['type'] ?? 'string') as string);
      expect({path, count: new Set(types).size}).toEqual({path, count: types.length});
    }
  });

  test('let only lists of texts repeat nothing, as the comparison of their items relies on', () => {
    const lists = nodes.filter(({node}) => node['uniqueItems'] === true);
    expect(lists.length).toBeGreaterThan(5);
    for (const {node, path} of lists) {
      const {type, enum: allowed} = follow(node['items'] as Node, path);
      const texts = Array.isArray(allowed) && allowed.every(one => typeof one === 'string');
      expect({path, texts: texts || type === 'string'}).toEqual({path, texts: true});
    }
  });

  test('have no $id, which editors would fetch references from', () => {
    expect(nodes.filter(({node}) => typeof node['$id'] === 'string')).toEqual([]);
  });
});

/** All schemas in a schema. The path begins with the file. */
function collect(value: unknown, path: string): {node: Node; path: string}[] {
  if (typeof value !== 'object' || value === null) return [];
  const children = Object.entries(value).flatMap(([key, child]) => collect(child, `${path} ${key}`));
  return Array.isArray(value) ? children : [{node: value as Node, path}, ...children];
}

function isDescribed(node: Node, path: string): boolean {
  return typeof follow(node, path)['description'] === 'string';
}

/** What a reference leads to, under its own description where it has one. */
function follow(node: Node, path: string): Node {
  if (typeof node['$ref'] !== 'string') return node;
  const [file = '', pointer = ''] = node['$ref'].split('#');
  const name = file === '' ? (path.split(' ')[0] ?? '') : file.replace(/^\.\.\//, '');
  const target = pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, part) => (at as Node)[part], schemasByPath()[name]);
  return {...(target as Node), ...node};
}
