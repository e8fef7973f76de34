/**
 * The rules of CONTRIBUTING that a machine can hold: which way imports point, who may touch the outside, and how large
 * a file may grow. Files are parsed, so that comments and texts cannot mislead.
 */
import {describe, expect, test} from '@jest/globals';
import {
  type Import,
  importsOf,
  type Node,
  nodesOf,
  reachableFrom,
  readSources,
  type SourceFile,
} from './support/source-tree.ts';

const FILES = readSources();
const WRITTEN = FILES.filter(({path}) => !path.startsWith('config/generated/'));
const IMPORTS = WRITTEN.flatMap(importsOf);
const INTERNAL = IMPORTS.filter(({to}) => to.endsWith('.ts'));
/** What exists while the program runs. */
const RUNNING = INTERNAL.filter(({kind}) => kind !== 'type');

/** What each part may import, besides itself. Lower parts never know of higher ones, nor siblings of each other. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  x509: ['core'],
  'engine/ports': ['core'],
  engine: ['engine/ports', 'x509', 'core'],
  connections: ['engine/ports', 'x509', 'core'],
  authorities: ['engine/ports', 'x509', 'core'],
  config: ['engine/ports', 'core'],
  report: ['engine', 'core'],
  host: ['engine/ports', 'core'],
  cli: ['config', 'engine', 'engine/ports', 'report', 'connections', 'authorities', 'x509', 'core', 'host'],
  main: ['cli', 'host'],
};

/** The part of `src` that a file belongs to. */
function partOf(path: string): string {
  const part = ['engine/ports', ...Object.keys(MAY_IMPORT)].find(
    one => path === `${one}.ts` || path.startsWith(`${one}/`),
  );
  if (part === undefined) throw new Error(`src/${path} lies in no known part`);
  return part;
}

const show = ({from, to}: Import): string => `${from} imports ${to}`;

describe('imports', () => {
  test('were found: the test reads what it claims to read', () => {
    expect(FILES.length).toBeGreaterThan(200);
    expect(INTERNAL).toContainEqual({from: 'main.ts', to: 'cli/program.ts', kind: 'eager'});
    expect(INTERNAL).toContainEqual({from: 'cli/commands/plan.ts', to: 'cli/run-plan.ts', kind: 'lazy'});
    expect(INTERNAL).toContainEqual({from: 'core/plan/plan.ts', to: 'core/model/plan.ts', kind: 'type'});
  });

  test('point one way, from main down to core', () => {
    const wrong = INTERNAL.filter(({from, to}) => {
      const [here, there] = [partOf(from), partOf(to)];
      return here !== there && !MAY_IMPORT[here]?.includes(there);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('of a report take from the engine nothing but its events', () => {
    const wrong = INTERNAL.filter(
      ({from, to}) => partOf(from) === 'report' && partOf(to) === 'engine' && to !== 'engine/events.ts',
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test('of one connection or authority never reach another one', () => {
    const kindOf = (path: string): string | undefined => /^(?:connections|authorities)\/([^/]+)\//.exec(path)?.[1];
    const wrong = INTERNAL.filter(({from, to}) => {
      const [here, there] = [kindOf(from), kindOf(to)];
      return here !== undefined && there !== undefined && here !== there;
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('never go round in a circle', () => {
    const inCircle = WRITTEN.filter(({path}) => reachableFrom(path, RUNNING).has(path));
    expect(inCircle.map(({path}) => path)).toEqual([]);
  });

  test('of the command tree load no body of a command, so that --help costs nothing', () => {
    const eager = reachableFrom(
      'main.ts',
      RUNNING.filter(({kind}) => kind === 'eager'),
    );
    const heavy = /^(?:cli\/run-|cli\/init\/|engine|config|report|x509|connections|authorities)/;
    expect([...eager].filter(path => heavy.test(path))).toEqual([]);
  });

  test('of Node outside of the host are of modules that reach nothing', () => {
    // node:net only tells an IP address from a name here, and node:module finds a dependency that has no ES module.
    const harmless = ['buffer', 'crypto', 'module', 'net', 'path', 'url', 'util'].map(name => `node:${name}`);
    const wrong = IMPORTS.filter(({from, to}) => isInside(from) && to.startsWith('node:') && !harmless.includes(to));
    expect(wrong.map(show)).toEqual([]);
  });
});

/** Only these see the process, the clock, chance and files. */
const isInside = (path: string): boolean => path !== 'main.ts' && !path.startsWith('host/');
const INSIDE = WRITTEN.filter(({path}) => isInside(path));

const nameOf = (node: unknown): string => {
  const {type, value} = (node ?? {}) as Node;
  return type === 'Identifier' ? String(value) : '';
};

/** Names of what comes from outside, where a node uses it: `process.env`, `new Date()`, `Math.random`, `console.log`. */
function outsideIn(node: Node): string | undefined {
  switch (node['type']) {
    case 'MemberExpression': {
      const [object, property] = [nameOf(node['object']), nameOf(node['property'])];
      if (['process', 'console', 'globalThis'].includes(object)) return `${object}.${property}`;
      const whole = `${object}.${property}`;
      return ['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID'].includes(whole) ? whole : undefined;
    }
    case 'NewExpression': {
      const isNow = nameOf(node['callee']) === 'Date' && ((node['arguments'] ?? []) as readonly unknown[]).length === 0;
      return isNow ? 'new Date()' : undefined;
    }
    case 'CallExpression': {
      const callee = nameOf(node['callee']);
      return ['Date', 'setTimeout', 'setInterval', 'setImmediate', 'fetch'].includes(callee)
        ? `${callee}()`
        : undefined;
    }
    case 'ImportSpecifier': {
      const name = nameOf(node['imported']) || nameOf(node['local']);
      return /^(?:random[A-Z]\w*|getRandomValues)$/.test(name) ? name : undefined;
    }
    default:
      return undefined;
  }
}

const outsideOf = ({path, tree}: SourceFile): readonly string[] =>
  [...nodesOf(tree)].flatMap(node => {
    const found = outsideIn(node);
    return found === undefined ? [] : [`${path}: ${found}`];
  });

describe('the outside', () => {
  test('is reached by the host alone: process, console, clock, timers and chance come in as arguments', () => {
    expect(INSIDE.flatMap(outsideOf)).toEqual([]);
  });

  test('is found where it is used, as the host shows', () => {
    const used = WRITTEN.filter(({path}) => path.startsWith('host/')).flatMap(outsideOf);
    expect(used).toEqual(expect.arrayContaining(['host/clock.ts: new Date()', 'host/random.ts: randomBytes']));
  });
});

describe('files', () => {
  test('export by name only', () => {
    // A declaration of another's module says what that one exports.
    const defaults = FILES.filter(({path}) => !path.endsWith('.d.ts')).filter(({tree}) =>
      [...nodesOf(tree)].some(({type}) => type === 'ExportDefaultExpression' || type === 'ExportDefaultDeclaration'),
    );
    expect(defaults.map(({path}) => path)).toEqual([]);
  });

  test('seldom pass 100 lines and never 250', () => {
    const lengths = WRITTEN.map(({path, text}) => ({path, lines: text.split('\n').length - 1}));
    expect(lengths.filter(({lines}) => lines > 250)).toEqual([]);
    const sorted = lengths.map(({lines}) => lines).toSorted((a, b) => a - b);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(75);
    expect(lengths.filter(({lines}) => lines > 100).length / lengths.length).toBeLessThan(0.25);
  });
});
