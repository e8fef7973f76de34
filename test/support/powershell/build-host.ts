/**
 * Builds the host with the .NET SDK, ahead of time where that works, and keeps the result in the user's cache folder
 * under a hash of its sources. Several test workers may ask at once: one builds, the others wait for it.
 */
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {join, relative} from 'node:path';
import {cacheFolder} from './cache-folder.ts';
import {withFileLock} from './file-lock.ts';

const SOURCES = join(__dirname, 'host');
const NAME = process.platform === 'win32' ? 'cscert-powershell.exe' : 'cscert-powershell';

/** A build may fetch 90 MB of packages over a slow line. */
const BUILD_LIMIT_MS = 8 * 60_000;
/** Another try after a failure: sooner than that, each test file would wait for it again. */
const RETRY_AFTER_MS = 10 * 60_000;
const KEPT_UNUSED_MS = 14 * 24 * 60 * 60_000;

/** The path of the executable, or why there is none in a few words. */
export type BuiltHost = {readonly executable: string} | {readonly missing: string};

/** Finds the built host or builds it, which takes a minute or two. Blocks, so that a test file knows at once. */
export function buildHost(): BuiltHost {
  const cache = cacheFolder();
  const target = join(cache, `powershell-${hashOfSources()}`);
  const ready = (): BuiltHost | undefined => findBuilt(target);
  const now = ready();
  if (now !== undefined) return now;
  if (!hasSdk())
    return {missing: 'it is built with the .NET SDK 10, and there is no "dotnet" with an SDK; or set CSCERT_TEST_PWSH'};
  mkdirSync(cache, {recursive: true});
  return withFileLock(join(cache, 'build.lock'), BUILD_LIMIT_MS * 2.5, () => ready() ?? build(target, cache));
}

function findBuilt(target: string): BuiltHost | undefined {
  const executable = join(target, NAME);
  if (existsSync(executable)) {
    utimesSync(target, new Date(), new Date());
    return {executable};
  }
  const failure = `${target}.failed`;
  if (!existsSync(failure) || Date.now() - statSync(failure).mtimeMs > RETRY_AFTER_MS) return undefined;
  return {missing: readFileSync(failure, 'utf8')};
}

function build(target: string, cache: string): BuiltHost {
  removeUnused(cache);
  process.stderr.write('building the PowerShell engine for tests; this is done once and takes a minute or two\n');
  const output = mkdtempSync(join(cache, 'building-'));
  try {
    // Ahead of time needs one package more; without it the engine works too and starts slower.
    const problem = publish(cache, output, true) === undefined ? undefined : publish(cache, output, false);
    if (problem !== undefined) {
      const missing = `"dotnet publish" of test/support/powershell/host failed: ${problem}${adviceOn(problem)}`;
      writeFileSync(`${target}.failed`, missing);
      return {missing};
    }
    renameSync(output, target);
    return {executable: join(target, NAME)};
  } finally {
    rmSync(output, {recursive: true, force: true});
  }
}

/** What helps against NuGet's own codes for packages that cannot be had. */
function adviceOn(problem: string): string {
  if (!/NU1\d{3}/.test(problem)) return '';
  return '; the first build needs System.Management.Automation from NuGet, or set CSCERT_TEST_PWSH';
}

/** Undefined when it worked, else the first complaint. */
function publish(cache: string, output: string, ahead: boolean): string | undefined {
  rmSync(output, {recursive: true, force: true});
  const {sources, artifacts, compiled} = placesFor(cache);
  const settings = [`-p:PublishReadyToRun=${ahead}`, '-p:UseSharedCompilation=false', '-p:NuGetAudit=false'];
  if (existsSync(compiled)) settings.push(`-p:CompiledAhead=${compiled}`);
  const places = ['--use-current-runtime', '--artifacts-path', artifacts, '-o', output];
  const args = ['publish', '-c', 'Release', '--nologo', '-v', 'quiet', '-nodeReuse:false', ...settings, ...places];
  const {status, error, stdout} = spawnSync('dotnet', args, {
    cwd: sources,
    env: process.env,
    encoding: 'utf8',
    timeout: BUILD_LIMIT_MS,
  });
  if (error !== undefined) return error.message;
  if (status !== 0) return /error .*/.exec(stdout)?.[0] ?? `it ended with ${status}`;
  if (existsSync(compiled)) cpSync(compiled, output, {recursive: true});
  else if (ahead) keepCompiled(output, compiled);
  return undefined;
}

/**
 * All checkouts with the same packages are built in one place, where the engine itself is compiled ahead once: that is
 * most of the work. The sources are copied there anew, so the rest is always compiled.
 */
function placesFor(cache: string): {readonly sources: string; readonly artifacts: string; readonly compiled: string} {
  const project = readFileSync(join(SOURCES, 'TestHost.csproj'));
  const place = join(cache, `build-${createHash('sha256').update(project).digest('hex').slice(0, 16)}`);
  const sources = join(place, 'host');
  rmSync(sources, {recursive: true, force: true});
  cpSync(SOURCES, sources, {recursive: true, filter: path => !/[\\/](?:bin|obj)$/.test(path)});
  return {sources, artifacts: join(place, 'artifacts'), compiled: join(place, 'compiled')};
}

/** The libraries of the packages, whole or not at all. */
function keepCompiled(output: string, compiled: string): void {
  const unfinished = `${compiled}.part`;
  rmSync(unfinished, {recursive: true, force: true});
  cpSync(output, unfinished, {recursive: true, filter: path => !path.includes('cscert-powershell')});
  renameSync(unfinished, compiled);
}

function hasSdk(): boolean {
  const {status, stdout} = spawnSync('dotnet', ['--list-sdks'], {encoding: 'utf8', env: process.env});
  return status === 0 && /^(?:1\d|[2-9]\d)\./m.test(stdout);
}

function hashOfSources(): string {
  const hash = createHash('sha256').update(process.platform).update(process.arch);
  for (const path of filesBelow(SOURCES)) hash.update(relative(SOURCES, path)).update('\0').update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, {withFileTypes: true}).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap(one => {
    const path = join(folder, one.name);
    if (one.isDirectory()) return one.name === 'bin' || one.name === 'obj' ? [] : filesBelow(path);
    return [path];
  });
}

/** Builds of sources that have changed since. */
function removeUnused(cache: string): void {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_UNUSED_MS) rmSync(path, {recursive: true, force: true});
  }
}
