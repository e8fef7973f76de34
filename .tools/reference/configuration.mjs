// The page of the configuration is made from the schemas. Examples are the values of every-setting.yaml, a
// configuration that uses every setting and is valid: schema and example are walked together.
import {posix} from 'node:path';
import {parse, stringify} from 'yaml';
import {anchor, code, fence, GENERATED, page, table} from './markdown.mjs';

const MAIN = 'config.schema.json';

export function renderConfiguration({schemas, example}) {
  const sections = collectSections(schemas);
  const examples = collectExamples(schemas, parse(example));
  return page([
    '# Configuration',
    GENERATED,
    'The configuration is one YAML file, or a folder of files that merge: each section, pool, authority and connection stands in one of them. Without `--config` it is `$CSCERT_CONFIG`, else `./cscert.yaml`, else the folder `./cscert/`. Relative paths start from the file, or from the folder that was named.',
    'Together the files must have `deployment`, `authorities`, `connections` and `pools`. `cscert schema` prints the JSON Schema for editors; a first line `# yaml-language-server: $schema=./cscert.schema.json` gives completion and checks.',
    'What stands nearer to a certificate wins: the certificate on a server, the certificate of the pool, the `defaults` of the pool, the `defaults` of the configuration, the default in the tables below.',
    ...[...sections.values()].flatMap(section => renderSection(section, {schemas, sections, examples})),
    '## Every setting at once',
    'A valid configuration with every setting, so that each can be seen in its place. Nobody needs all of them.',
    fence(example, 'yaml'),
  ]);
}

function renderSection({key, title, node, properties}, {schemas, sections, examples}) {
  const required = new Set(node.required);
  const rows = properties.map(({name, target, description}) => {
    const {meaning, usual} = splitDefault(description);
    return [
      code(name),
      describeType(schemas, target, sections),
      required.has(name) ? 'required' : usual,
      meaning,
      showExample(examples.get(`${key} ${name}`)),
    ];
  });
  return [`## ${title}`, node.description ?? '', table(['Key', 'Type', 'Default', 'Meaning', 'Example'], rows)];
}

/** Every object with named keys, once, in the order in which a reader meets it. */
function collectSections(schemas) {
  const sections = new Map();
  const visit = (target, title) => {
    const {node, key} = target;
    if (node.properties !== undefined) {
      if (sections.has(key)) return;
      const properties = Object.entries(node.properties).map(([name, child]) => {
        const resolved = follow(schemas, target, child, name);
        return {name, target: resolved, description: child.description ?? resolved.node.description ?? ''};
      });
      sections.set(key, {key, title, node, properties});
      for (const property of properties) visit(property.target, property.target.node.title ?? property.name);
      return;
    }
    for (const child of childrenOf(schemas, target)) visit(child, titleOf(child, title));
  };
  visit({file: MAIN, key: MAIN, node: schemas[MAIN]}, 'The whole');
  return sections;
}

const SINGULAR = {
  authorities: 'authority',
  connections: 'connection',
  pools: 'pool',
  sites: 'site',
  servers: 'server',
  certificates: 'certificate',
  profiles: 'profile',
};

const titleOf = ({node}, title) => node.title ?? SINGULAR[title] ?? title;

/** Alternatives, list items and values of a mapping with keys of one's own. */
function childrenOf(schemas, target) {
  const {node} = target;
  const children = [
    ...(node.oneOf ?? node.anyOf ?? []),
    ...(typeof node.items === 'object' ? [node.items] : []),
    ...(typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []),
  ];
  return children.map((child, index) => follow(schemas, target, child, `#${index}`));
}

/** A schema behind a reference, under a key that is the same wherever it is referred to. */
function follow(schemas, from, child, name) {
  if (child.$ref === undefined) return {file: from.file, key: `${from.key}/${name}`, node: child};
  const [path, pointer = ''] = child.$ref.split('#');
  const file = path === '' ? from.file : posix.join(posix.dirname(from.file), path);
  const node = pointer
    .split('/')
    .filter(Boolean)
    .reduce((at, part) => at[part], schemas[file]);
  return {file, key: pointer === '' ? file : `${file}#${pointer}`, node};
}

/** The type in words; what has a section of its own is a link to it. */
function describeType(schemas, target, sections) {
  const {node, key} = target;
  if (node.const !== undefined) return code(node.const);
  if (node.enum !== undefined) return node.enum.map(code).join(', ');
  if (node.properties !== undefined) return link(sections.get(key).title);
  const children = childrenOf(schemas, target).filter(child => child.node.type !== 'null');
  const below = [...new Set(children.map(child => describeType(schemas, child, sections)))].join(' or ');
  if (node.type === 'array') return `list of ${below === 'string' ? 'strings' : below}`;
  if (node.additionalProperties !== undefined) return `mapping of ${below}`;
  return below || node.type;
}

const link = title => `[${title}](#${anchor(title)})`;

/** What a description says of the default goes into a column of its own. */
function splitDefault(description) {
  const sentence = /\s*(?:Default|Without it): (.+?)\.(?= [A-Z]|$)/.exec(description);
  if (sentence) return {meaning: description.replace(sentence[0], ''), usual: sentence[1]};
  const inline = /(\S+) \(the default\)/.exec(description);
  if (inline) return {meaning: description, usual: inline[1]};
  const other = /\s*Without it (.+?)\.(?= [A-Z]|$)/.exec(description);
  return other ? {meaning: description.replace(other[0], ''), usual: other[1]} : {meaning: description, usual: ''};
}

/** The first value of every property in the example, by section and name. */
function collectExamples(schemas, document) {
  const found = new Map();
  const visit = (target, value) => {
    const {node, key} = target;
    if (value === null || typeof value !== 'object') return;
    if (node.properties !== undefined) {
      for (const [name, child] of Object.entries(node.properties)) {
        if (!Object.hasOwn(value, name)) continue;
        if (!found.has(`${key} ${name}`)) found.set(`${key} ${name}`, value[name]);
        visit(follow(schemas, target, child, name), value[name]);
      }
      return;
    }
    for (const child of childrenOf(schemas, target)) {
      if (!fits(child.node, value)) continue;
      if (node.oneOf ?? node.anyOf) visit(child, value);
      else for (const below of Object.values(value)) visit(child, below);
    }
  };
  visit({file: MAIN, key: MAIN, node: schemas[MAIN]}, document);
  return found;
}

/** Alternatives differ in the type of the value, or by the constant `type`. */
function fits(node, value) {
  const kind = node.properties?.type?.const;
  if (kind !== undefined) return value.type === kind;
  return true;
}

const LONGEST = 70;

/** A mapping is shown in its own section. */
function showExample(value) {
  if (value === undefined) return '';
  const text = stringify(value, {collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false}).trimEnd();
  if (typeof value === 'object' && !Array.isArray(value) && text.length > LONGEST) return '';
  return code(text);
}
