import {join, resolve as resolvePath} from 'node:path';
import {privateFoldersOfAuthority} from '../../authorities/registry.ts';
import {bundleSchema} from '../../config/bundle-schema.ts';
import {discover} from '../../config/discover.ts';
import {loadConfig} from '../../config/load.ts';
import {resolve} from '../../config/resolve/resolve.ts';
import {prepareConnection, privateFoldersOfConnection} from '../../connections/registry.ts';
import type {Diagnostic} from '../../core/diagnostic.ts';
import {clean} from '../../report/clean.ts';
import type {CommandContext} from '../command.ts';
import {type Configuration, loadConfiguration} from '../configuration.ts';
import type {ExitCode} from '../exit-code.ts';
import {tryAt} from '../files.ts';
import {nextCommand} from '../next-command.ts';
import {problem} from '../problem.ts';
import {gatherAnswers, type InitFlags} from './answers.ts';
import {firstConfiguration} from './first-configuration.ts';
import {extendGitignore} from './gitignore.ts';

const PUBLIC = {mode: 0o644};

export async function runInit(cx: CommandContext, flags: InitFlags): Promise<ExitCode> {
  const exists = await configurationExists(cx);
  if (!exists && !(await writeConfiguration(cx, flags))) return 1;
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return 1;
  if (exists) sayKept(cx, configuration, flags);
  // First what keeps keys out of git, then what holds them.
  if (!(await ignorePrivateFolders(cx, configuration))) return 1;
  if (!(await prepareFolders(cx, configuration))) return 1;
  const {config, chdir} = cx;
  cx.output.print(`\nNext:\n\n    ${clean(nextCommand({}, {config, chdir, command: 'plan'}))}\n`);
  return 0;
}

/** Something that was named or is found is taken as it is, also when it turns out to be wrong. */
async function configurationExists({host, cwd, config}: CommandContext): Promise<boolean> {
  if (config.length > 0) return true;
  const {found} = await discover({paths: config, cwd, environment: host.environment, files: host.files});
  return found.length > 0;
}

/** Flags for a first configuration mean nothing to one that is there, and nobody should believe that they did. */
function sayKept({output}: CommandContext, {loaded}: Configuration, {sipDomain, ...others}: InitFlags): void {
  const [file] = loaded.files;
  const named = loaded.files.length === 1 && file !== undefined ? file : 'The configuration';
  const given = [...sipDomain, others.name, others.product, others.server, others.external];
  const unused = [...given, others.organization, others.country].some(value => value !== undefined);
  output.print(
    `${named} exists and stays as it is${unused ? '; the flags for a first configuration were not used' : ''}.\n`,
  );
}

async function writeConfiguration(cx: CommandContext, flags: InitFlags): Promise<boolean> {
  const answers = await gatherAnswers(cx, flags);
  if (answers === undefined) return false;
  const text = firstConfiguration(answers);
  if (!(await isValid(cx, text))) return false;
  const {files} = cx.host;
  const path = join(cx.cwd, 'cscert.yaml');
  const schema = join(cx.cwd, 'cscert.schema.json');
  const failure =
    (await tryAt(cx.cwd, () => files.makeFolder(cx.cwd))) ??
    (await tryAt(schema, () => files.write(schema, `${JSON.stringify(bundleSchema(), null, 2)}\n`, PUBLIC))) ??
    (await tryAt(path, () => files.create(path, text, PUBLIC)));
  if (failure !== undefined) {
    cx.output.diagnose([failure]);
    return false;
  }
  cx.output.print('Wrote cscert.yaml, and cscert.schema.json, which gives editors completion and checks.\n');
  return true;
}

/** Checked before it is written: a wrong flag must not leave a file behind that the next init takes as it is. */
async function isValid({host, cwd, output}: CommandContext, text: string): Promise<boolean> {
  const {environment, files} = host;
  const readStdin = async (): Promise<Buffer> => Buffer.from(text);
  const {loaded, diagnostics} = await loadConfig({paths: ['-'], readStdin, cwd, environment, files});
  const found = [...diagnostics, ...(loaded ? resolve(loaded).diagnostics : [])];
  if (!found.some(({severity}) => severity === 'error')) return true;
  output.diagnose(
    found.map(one => (one.source === undefined ? one : {...one, source: {...one.source, file: 'cscert.yaml'}})),
  );
  output.remark('Nothing was written. Give init other names.\n');
  return false;
}

async function prepareFolders(
  {host, output}: CommandContext,
  {settings, loaded, desired}: Configuration,
): Promise<boolean> {
  let fine = true;
  for (const [name, connection] of Object.entries(settings.connections)) {
    const prepared = await prepareConnection(connection, {
      name,
      base: loaded.base,
      deployment: desired.deployment,
      host,
    });
    if ('problem' in prepared) {
      output.diagnose([prepared.problem]);
      fine = false;
    } else if (prepared.ok === 'made') {
      output.print(`Prepared the connection "${name}".\n`);
    }
  }
  return fine;
}

/** False when it could not be done, which has been said. */
async function ignorePrivateFolders(
  {host, output}: CommandContext,
  {settings, loaded}: Configuration,
): Promise<boolean> {
  const folders = [
    ...Object.values(settings.connections).flatMap(privateFoldersOfConnection),
    ...Object.values(settings.authorities).flatMap(privateFoldersOfAuthority),
  ];
  const failure = await tryAt(join(loaded.base, '.gitignore'), async () => {
    const {added, outOfReach} = await extendGitignore(host.files, {base: loaded.base, folders});
    if (added.length > 0) output.print(`Added to .gitignore: ${added.join(', ')}\n`);
    output.diagnose(outOfReach.map(folder => notIgnored(folder, loaded.base)));
  });
  if (failure !== undefined) output.diagnose([failure]);
  return failure === undefined;
}

function notIgnored(folder: string, base: string): Diagnostic {
  const words =
    resolvePath(base, folder) === base
      ? {
          detail: `The folder "${folder}" is that of the configuration: to ignore it would be to ignore the configuration too.`,
          help: 'Declare a folder of its own for what holds keys, then run init again.',
        }
      : {
          detail: `The folder "${folder}" does not lie below the configuration, so that the .gitignore there does not cover it.`,
          help: 'Ignore it in the .gitignore of the repository that it lies in, before the next "git add".',
        };
  return {...problem('KEYS_NOT_IGNORED', 'Git may take private keys', words), severity: 'warning'};
}
