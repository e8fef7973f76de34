// Writes docs/wizard.md from .tools/wizard/page.md: a part of `npm run reference`. The blocks of the template are
// filled with excerpts of examples/wizard and with what real runs on it print, in their order:
//
//     ```yaml step 8         what the example says of a step
//     ```session             a command, and which lines of its output are shown (see wizard/pick.mjs);
//     ```session problems    the same with what it says of problems
//     ```log                 the same of the log of the last command
//     ```file START END      the same of a file
//     ```commands PART        what a server was told at that point through PowerShell, as a test has recorded it
//     <!-- happens: … -->    what goes on between the commands (see wizard/world.mjs)
//
// With --print nothing is written: the page is printed.
import {readFileSync, writeFileSync} from 'node:fs';
import {register} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {fence, GENERATED} from './reference/markdown.mjs';
import {excerptOf} from './wizard/excerpt.mjs';
import {pick} from './wizard/pick.mjs';
import {settler} from './wizard/settle.mjs';
import {openWorld} from './wizard/world.mjs';

register('./typescript-hooks.mjs', import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = 'docs/wizard.md';
const PART =
  /^```(?<kind>yaml step|session|log|file|commands) ?(?<about>[^\n]*)\n(?<body>.*?)^```$|^<!-- happens: (?<what>.+?) -->\n+/gms;

const source = path => import(new URL(`../${path}`, import.meta.url));
const read = path => readFileSync(join(root, path), 'utf8');

async function makePage() {
  const yaml = read('examples/wizard/cscert.yaml');
  const template = read('.tools/wizard/page.md');
  const commands = read('test/golden/wizard/commands.txt').split(/^## /m);
  const world = await openWorld({source, yaml});
  const settle = settler();
  let last;
  let text = '';
  let done = 0;
  for (const match of template.matchAll(PART)) {
    text += template.slice(done, match.index) + (await fill(match.groups));
    done = match.index + match[0].length;
  }
  return (text + template.slice(done)).replace('<!-- generated -->', GENERATED);

  async function fill({kind, about, body, what}) {
    if (what !== undefined) {
      await world.happen(what);
      return '';
    }
    const lines = body.split('\n').filter(line => line !== '');
    switch (kind) {
      case 'yaml step':
        return excerptOf(yaml, about)
          .map(section => fence(section, 'yaml'))
          .join('\n\n');
      case 'session':
        return runSession(lines, about === 'problems');
      case 'commands':
        return fence(pick(recorded(about), lines, `the commands of ${about}`).join('\n'));
      case 'log':
        return fence(settle(pick(last.log, lines, 'the log').join('\n')));
      default:
        return fence(settle(pick(world.file(...about.split(' ')), lines, about).join('\n')));
    }
  }

  /** From the recording that test/scenarios/wizard-commands.test.ts keeps true. */
  function recorded(part) {
    const found = commands.find(text => text.startsWith(`${part}\n`));
    if (found === undefined) throw new Error(`no commands were recorded for ${part}`);
    return found.slice(part.length).trim();
  }

  async function runSession([command, ...picks], withProblems) {
    const words = /^\$ cscert (.+)$/.exec(command)[1];
    last = await world.cscert(words.split(' '));
    const output = withProblems ? `${last.stdout}\n${last.stderr}` : last.stdout;
    return fence(settle([command, ...pick(output, picks, command)].join('\n')));
  }
}

const page = await makePage();
if (process.argv.includes('--print')) process.stdout.write(page);
else writeFileSync(join(root, PAGE), page);
