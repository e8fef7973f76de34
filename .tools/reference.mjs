// Writes docs/reference: `npm run reference`. Everything stands once, in schemas, sources and the tables beside this
// script; the pages are committed, and a test holds them to it. With --print nothing is written: the pages are printed
// as JSON.
import {readFileSync, writeFileSync} from 'node:fs';
import {register} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parse} from 'yaml';
import {renderCapabilities} from './reference/capabilities.mjs';
import {renderCommands} from './reference/commands.mjs';
import {renderConfiguration} from './reference/configuration.mjs';
import {renderDiagnostics} from './reference/diagnostics.mjs';
import {renderExitCodes} from './reference/exit-codes.mjs';
import {renderFindings} from './reference/findings.mjs';
import {readDiagnosticCodes, readExamples, readFindingCodes, readStepNames} from './reference/read-sources.mjs';

register('./typescript-hooks.mjs', import.meta.url);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const source = path => import(new URL(`../${path}`, import.meta.url));
const text = path => readFileSync(join(root, path), 'utf8');
const table = name => parse(text(`.tools/reference/${name}.yaml`));

/** The command tree as commander has it, and the top-level help as people see it. */
async function readProgram() {
  const [{buildProgram}, {fakeHost}] = await Promise.all([
    source('src/cli/program.ts'),
    source('test/support/fake-host.ts'),
  ]);
  const host = fakeHost();
  const program = buildProgram({host, exit: () => undefined});
  program.outputHelp();
  return {program, help: host.written.stdout};
}

/** The pages by their path below the project's folder. */
async function makePages() {
  const [
    {schemasByPath},
    {CONTENT_KINDS},
    {EVENTS},
    {renderEventsDoc},
    {CONNECTION_TYPES},
    {AUTHORITY_TYPES},
    {EXIT_CODES},
  ] = await Promise.all([
    source('src/config/generated/schemas.ts'),
    source('src/engine/content-kinds.ts'),
    source('src/engine/events.ts'),
    source('src/report/events-doc.ts'),
    source('src/connections/registry.ts'),
    source('src/authorities/registry.ts'),
    source('src/cli/exit-code.ts'),
  ]);
  const pages = {
    configuration: renderConfiguration({
      schemas: schemasByPath(),
      example: text('.tools/reference/every-setting.yaml'),
    }),
    commands: renderCommands(await readProgram()),
    findings: renderFindings({codes: readFindingCodes(root), words: table('findings')}),
    diagnostics: renderDiagnostics({
      codes: readDiagnosticCodes(root),
      examples: readExamples(root),
      words: table('diagnostics'),
    }),
    events: renderEventsDoc({
      events: EVENTS,
      kinds: CONTENT_KINDS,
      schema: JSON.parse(text('schemas/event.schema.json')),
    }),
    capabilities: renderCapabilities({
      connections: Object.values(CONNECTION_TYPES),
      authorities: Object.values(AUTHORITY_TYPES),
      steps: readStepNames(root),
      words: table('capabilities'),
    }),
    'exit-codes': renderExitCodes(EXIT_CODES),
  };
  return Object.fromEntries(Object.entries(pages).map(([name, page]) => [`docs/reference/${name}.md`, page]));
}

/** What the pages cannot say, because nobody has written it down yet. */
function findMissingWords() {
  const examples = readExamples(root);
  const worded = readDiagnosticCodes(root).filter(one => !one.areas.includes('Configuration') || !examples[one.code]);
  const wanted = {
    findings: readFindingCodes(root).map(one => one.code),
    diagnostics: worded.map(one => one.code),
    capabilities: readStepNames(root),
  };
  return Object.entries(wanted).flatMap(([name, keys]) => {
    const words = table(name);
    return keys.filter(key => !Object.hasOwn(words, key)).map(key => `.tools/reference/${name}.yaml: ${key}`);
  });
}

const pages = await makePages();
if (process.argv.includes('--print')) process.stdout.write(JSON.stringify(pages));
else for (const [path, page] of Object.entries(pages)) writeFileSync(join(root, path), page);

const missing = findMissingWords();
if (missing.length > 0) {
  process.stderr.write(`Words are missing:\n${missing.map(one => `  ${one}\n`).join('')}`);
  process.exitCode = 1;
}
