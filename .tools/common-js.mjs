/**
 * Parts of the bundle as CommonJS. Only as ES modules does esbuild cut a program into parts, but Node loads those through a
 * loader of its own, one after the other: a fifth of all that `validate` takes, and a third of `--help`.
 *
 * What one part takes of another is taken once, when the part is loaded, and is from then on as quick to call as its own;
 * esbuild's own conversion asks the other part at every use. That is the same only where no value that is exported changes
 * later and no part needs one that needs it: anything else fails the build.
 */

// As esbuild writes them without white space. Only names can stand in the braces, so that no text is taken for one.
const IMPORT = /(?<=^|[;}\n])import(?:\{(?<names>[\w$, ]*)\}from)?"(?<from>\.\/[\w-]+\.js|node:[\w/]+)";/g;
const EXPORT = /export(?:\{(?<names>[\w$, ]+)\}| default (?<whole>[\w$]+\(\)));\s*(?=$|\/\*)/;
const LATE_IMPORT = /\bimport\("(?<from>\.\/[\w-]+\.js)"\)/g;
const OWN_URL = /\bimport\.meta\.url\b/g;

/** The texts of all parts by the names of their files: ES modules with `.js` become CommonJS with `.cjs`. */
export function asCommonJs(parts) {
  refuseCircles(parts);
  return Object.fromEntries(Object.entries(parts).map(([file, text]) => [renamed(file), convert(file, text)]));
}

function convert(file, text) {
  const taken = [];
  const rest = text.replace(IMPORT, (_all, names, from) => {
    taken.push(names === undefined ? `${required(from)};` : `const{${pattern(names)}}=${required(from)};`);
    return '';
  });
  const {names, whole} = EXPORT.exec(rest)?.groups ?? {};
  if (names !== undefined) refuseChanging(file, names, taken.join('') + rest);
  const body = rest
    .replace(EXPORT, () => `module.exports={${whole === undefined ? members(names) : `default:${whole}`}};\n`)
    .replace(LATE_IMPORT, (_all, from) => `Promise.resolve().then(()=>${required(from)})`)
    .replace(OWN_URL, 'require("node:url").pathToFileURL(__filename).href');
  return `"use strict";${taken.join('')}${body}`;
}

const renamed = file => file.replace(/\.js$/, '.cjs');
const required = from => `require(${JSON.stringify(from.startsWith('./') ? renamed(from) : from)})`;

/** `a,b as c`: the other part's `b` is `c` here. */
const pattern = names => pairs(names, ([theirs, ours]) => `${theirs}:${ours}`);

/** `a,b as c`: this part's `b` is `c` for others. */
const members = names => pairs(names, ([ours, theirs]) => `${theirs}:${ours}`);

function pairs(names, write) {
  return split(names)
    .map(pair => (pair.length === 1 ? pair[0] : write(pair)))
    .join(',');
}

const split = names => names.split(',').map(one => one.trim().split(' as '));

/** Whoever took the value before a second assignment would keep the first. */
function refuseChanging(file, names, text) {
  for (const [name] of split(names)) {
    const own = name.replaceAll('$', '\\$');
    const made =
      text.match(new RegExp(`(?:function\\*?|class) ${own}(?![\\w$])|(?<![\\w$.])${own}=(?![=>])`, 'g')) ?? [];
    const taken = new RegExp(`const\\{(?:[^}]*[,:])?${own}[,}]`).test(text);
    if (made.length + Number(taken) !== 1)
      throw new Error(`${file} exports ${name}, which gets its value ${made.length} times`);
  }
}

function refuseCircles(parts) {
  const state = new Map();
  const visit = (file, way) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') throw new Error(`parts need each other: ${[...way, file].join(' > ')}`);
    state.set(file, 'open');
    for (const {groups} of parts[file].matchAll(IMPORT)) {
      if (groups.from.startsWith('./')) visit(groups.from.slice(2), [...way, file]);
    }
    state.set(file, 'done');
  };
  for (const file of Object.keys(parts)) visit(file, []);
}
