#!/usr/bin/env node
/**
 * Loads the parts of the program (dist/bundle) with the code that V8 made of them when the package was built, and starts
 * it: reading and compiling them takes longer than all else that a short command does.
 *
 * Such code is of use only to the very build of Node that made it. V8 looks at its own version and flags, but not at how it
 * was built, so what is known of that stands beside the code and has to be the same to the letter. Nor does V8 look at what
 * it is given: damaged code ends the process, and code of another text is taken for that of this one. So the code of a part
 * lies there twice, with the text of which it was made, and is taken only where both copies and both texts are the same to
 * the byte: damage hardly ever is the same in two places. A digest would be shorter and surer, but Node takes longer to load
 * what computes it than to read this.
 *
 * Whoever runs another Node, or has something else there, has the parts compiled as always. Against somebody who can write
 * these files nothing is gained by this: they are as trusted as the parts beside which they lie, and nothing that runs ever
 * writes one.
 */
'use strict';
const {closeSync, fstatSync, openSync, readFileSync, readSync} = require('node:fs');
const {join} = require('node:path');
const {Script} = require('node:vm');

const dist = join(__dirname, '..', 'dist');
const bundle = join(dist, 'bundle');

/** Everything that Node says of how it was built. */
const thisNode = () =>
  JSON.stringify([process.version, process.platform, process.arch, process.versions, process.config]);

/** The folder of what this Node compiled; another Node of the same name may have made it. */
const compiledFolder = () => join(dist, 'compiled', `${process.version}-${process.platform}-${process.arch}`);

/** The file in a folder of compiled code that says which Node made it. */
const MADE_BY = 'made-by.json';

/** What is kept of a part. */
const record = (bytes, code) => Buffer.concat([code, code, bytes]);

/**
 * The exports of the part with that file name. `tell` hears of every part: its file, its bytes and the script that V8 made.
 * With `anew` everything is compiled.
 */
function loadPart(name, {anew = false, tell = () => {}} = {}) {
  const compiled = anew ? undefined : compiledForThisNode();
  const loaded = new Map();
  const inside = from => (from.startsWith('./') ? load(from.slice(2)) : require(from));
  const load = file => {
    const before = loaded.get(file);
    if (before !== undefined) return before.exports;
    const bytes = readFileSync(join(bundle, file));
    // Parts are ASCII, which the build sees to, and so read in a third of the time.
    const text = `(function(module,require,__filename,__dirname){${bytes.latin1Slice()}\n})`;
    // The name is the same wherever the package lies: it is in the code that was made elsewhere.
    const script = new Script(text, {filename: `cscert/dist/bundle/${file}`, cachedData: compiled?.(file, bytes)});
    tell(file, bytes, script);
    const part = {exports: {}};
    loaded.set(file, part);
    script.runInThisContext()(part, inside, join(bundle, file), bundle);
    return part.exports;
  };
  return load(name);
}

/** Gives the code of a part, where it was made by this Node of these bytes and is whole. */
function compiledForThisNode() {
  const folder = compiledFolder();
  const node = unlessItFails(() => readFileSync(join(folder, MADE_BY), 'utf8'));
  return node === thisNode() ? (file, bytes) => unlessItFails(() => codeIn(join(folder, file), bytes)) : undefined;
}

/** The code in a record of these bytes; undefined where it is not one. */
function codeIn(path, bytes) {
  const file = openSync(path);
  try {
    const code = Buffer.allocUnsafeSlow((fstatSync(file).size - bytes.length) / 2);
    readSync(file, code);
    return goesOnWith(file, code) && goesOnWith(file, bytes) ? code : undefined;
  } finally {
    closeSync(file);
  }
}

const piece = Buffer.allocUnsafeSlow(0x10000);

/** Reads into the same memory again and again: new memory takes longer than what is read into it. */
function goesOnWith(file, bytes) {
  for (let at = 0; at < bytes.length; at += piece.length) {
    const expected = bytes.subarray(at, at + piece.length);
    const length = readSync(file, piece, 0, expected.length);
    if (!expected.equals(piece.subarray(0, length))) return false;
  }
  return true;
}

function unlessItFails(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}

module.exports = {loadPart, compiledFolder, record, thisNode, MADE_BY};

// Whoever loads this file, in whatever way, runs the program; only the build and a test say before that they do not.
if (globalThis[Symbol.for('cscert.parts')] === undefined) loadPart('main.cjs').start();
