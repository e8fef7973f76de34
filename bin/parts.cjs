/**
 * Loads the parts of the program (dist/bundle) with the code that V8 made of them when the package was built: reading and
 * compiling them takes longer than all else that a short command does.
 *
 * Such code is of use only to the very build of Node that made it. V8 looks at its own version and flags, but not at how it
 * was built, so what is known of that stands beside the code and has to be the same to the letter. Whoever runs another
 * Node has the parts compiled as always. What was compiled is as trusted as the parts beside which it lies: it is a file of
 * the package, and nothing that runs ever writes one.
 */
'use strict';
const {readFileSync} = require('node:fs');
const {join} = require('node:path');
const {Script} = require('node:vm');

const dist = join(__dirname, '..', 'dist');
const bundle = join(dist, 'bundle');

/** Everything that Node says of how it was built. */
const thisNode = () =>
  JSON.stringify([process.version, process.platform, process.arch, process.versions, process.config]);

/** The folder of what this Node compiled; another Node of the same name may have taken it. */
const compiledFolder = () => join(dist, 'compiled', `${process.version}-${process.platform}-${process.arch}`);

/** The file in a folder of compiled code that says which Node it is for. */
const MADE_BY = 'node.json';

/** The exports of the part with that file name. `compiled` is a folder; `tell` hears of every part that is loaded. */
function loadPart(name, {compiled = folderForThisNode(), tell = () => {}} = {}) {
  const loaded = new Map();
  const inside = from => (from.startsWith('./') ? load(from.slice(2)) : require(from));
  const load = file => {
    const before = loaded.get(file);
    if (before !== undefined) return before.exports;
    const filename = join(bundle, file);
    const cachedData = compiled === undefined ? undefined : fileIfThere(join(compiled, file));
    const text = `(function(module,require,__filename,__dirname){${readFileSync(filename, 'utf8')}\n})`;
    const script = new Script(text, {filename, cachedData});
    tell(file, script);
    const part = {exports: {}};
    loaded.set(file, part);
    script.runInThisContext()(part, inside, filename, bundle);
    return part.exports;
  };
  return load(name);
}

function folderForThisNode() {
  const folder = compiledFolder();
  return String(fileIfThere(join(folder, MADE_BY))) === thisNode() ? folder : undefined;
}

function fileIfThere(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

module.exports = {loadPart, compiledFolder, thisNode, MADE_BY};
