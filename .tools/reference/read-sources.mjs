// Codes are literals in the sources, beside the place where they are used. They are read from there, so that no page
// can forget one.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const CODE = "'([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*)'";
const TEXT = `(?:'((?:[^'\\\\]|\\\\.)*)'|"((?:[^"\\\\]|\\\\.)*)")`;

/** Sources below a folder as `{path, text}`, in the order of their paths. */
function readSources(root, folder) {
  return readdirSync(join(root, folder), {recursive: true})
    .map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.ts') && !name.includes('generated'))
    .sort()
    .map(name => ({path: `${folder}/${name}`, text: readFileSync(join(root, folder, name), 'utf8')}));
}

const unquote = text => text.replace(/\\(.)/g, '$1');

/** Findings: the codes that `drift` and `warning` are called with, and the cure where it is a literal. */
export function readFindingCodes(root) {
  const found = new Map();
  for (const {text} of ['core/policy', 'core/diff', 'core/plan', 'config/adopt'].flatMap(name =>
    readSources(root, `src/${name}`),
  )) {
    for (const [, severity, head] of text.matchAll(/\b(drift|warning)\(([^{()]*)\{/g)) {
      const cure = /'([a-z]+)'/.exec(head)?.[1];
      // A literal, or a constant of the same name.
      for (const [code] of head.matchAll(/\b[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*\b/g)) found.set(code, {code, severity, cure});
    }
  }
  const risks = readSources(root, 'src/core/plan').filter(({path}) => /[/-]risks?\.ts$/.test(path));
  for (const [, code] of risks.flatMap(({text}) => [...text.matchAll(new RegExp(`code: ${CODE}`, 'g'))]))
    found.set(code, {code, severity: 'risk'});
  return [...found.values()];
}

/** Problems as data: code, summary and the part of cscert that tells them. */
export function readDiagnosticCodes(root) {
  const found = new Map();
  const add = (code, summary, area) => {
    const known = found.get(code);
    if (known === undefined) found.set(code, {code, summary, areas: [area]});
    else if (!known.areas.includes(area)) known.areas.push(area);
  };
  for (const [area, folder] of AREAS) {
    for (const {text} of readSources(root, folder)) {
      for (const [code, summary] of readCodes(text)) add(code, summary, area);
    }
  }
  return [...found.values()].toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

const AREAS = [
  ['Configuration', 'src/config'],
  ['Command line', 'src/cli'],
  ['Plan and apply', 'src/report'],
  ['Plan and apply', 'src/engine'],
  ['Plan and apply', 'src/core/diff'],
  ['Plan and apply', 'src/core/plan'],
  ['Servers', 'src/connections'],
  ['Authorities', 'src/authorities'],
];

/** The three ways in which a code and its summary are written together. */
const FORMS = [
  // A table of summaries.
  new RegExp(`^  ([A-Z]{4,}(?:_[A-Z0-9]+)*|[A-Z]+(?:_[A-Z0-9]+)+): ${TEXT},$`, 'gm'),
  // Arguments of a function.
  new RegExp(`(?:problem|refuse)\\(\\s*${CODE},\\s*${TEXT}`, 'g'),
  // Fields of an object.
  new RegExp(`code: ${CODE},\\s*summary: ${TEXT}`, 'g'),
];

function readCodes(text) {
  const named = [...text.matchAll(new RegExp(`^const ([A-Z]+) = ${TEXT};$`, 'gm'))];
  return [
    ...FORMS.flatMap(form =>
      [...text.matchAll(form)].map(([, code, single, double]) => [code, unquote(single ?? double)]),
    ),
    ...named.flatMap(([, name, single, double]) =>
      [...text.matchAll(new RegExp(`problem\\(${CODE}, ${name},`, 'g'))].map(([, code]) => [
        code,
        unquote(single ?? double),
      ]),
    ),
  ];
}

/** Real messages: the golden files of the configuration's mistakes, the first block for each code. */
export function readExamples(root) {
  const folder = join(root, 'test', 'golden', 'config-errors');
  const examples = {};
  for (const name of readdirSync(folder).filter(one => one.endsWith('.txt'))) {
    for (const block of readFileSync(join(folder, name), 'utf8').trim().split('\n\n')) {
      const code = /^\S+(?: place\))? (?:error|warning) ([A-Z0-9_]+)\n/.exec(block)?.[1];
      if (code !== undefined) examples[code] ??= block;
    }
  }
  return examples;
}

/** Every step that a connection may be asked for. */
export function readStepNames(root) {
  const [{text}] = readSources(root, 'src/engine/ports').filter(({path}) => path.endsWith('/connection.ts'));
  return [...text.matchAll(/readonly do: ('\w+'(?: \| '\w+')*)/g)].flatMap(([, names]) => names.match(/\w+/g));
}
