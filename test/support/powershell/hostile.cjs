/**
 * node hostile.cjs ENGINE FILE ARGUMENT…: runs the engine, and hands on what it says as a server does that is not well, in
 * the way that the file names: {"how": …, "at": n}. `at` is the answer of this process at which it happens; where it is
 * missing, it happens at each. Without the file everything is handed on as it is.
 */
const {spawn} = require('node:child_process');
const {existsSync, readFileSync} = require('node:fs');

const [engine, file, ...args] = process.argv.slice(2);
const {how, at} = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const child = spawn(engine, args, {stdio: ['pipe', 'pipe', 'inherit']});
process.stdin.pipe(child.stdin);
child.stdin.on('error', () => undefined);
process.stdout.on('error', () => undefined);

const warnings = count => 'WARNING: This cmdlet has been deprecated and will go.\r\n'.repeat(count);
const PROGRESS = [
  '#< CLIXML',
  '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj S="progress" RefId="0"><TN RefId="0">',
  '<T>System.Management.Automation.PSCustomObject</T></TN><MS><PR N="Record"><AV>Preparing modules for first use.</AV></PR></MS></Obj></Objs>',
]
  .map(line => `${line}\r\n`)
  .join('');

/** What becomes of an answer. */
const WAYS = {
  doubled: line => line + line,
  progress: line => PROGRESS + line,
  talkative: line => warnings(4000) + line,
  flooding: line => warnings(60_000) + line,
  'behind a banner without an end': line => `WARNING: Loading the module ...${line}`,
  'behind a mark of UTF-8': line => `\ufeff${line}`,
  'in UTF-16': line => Buffer.from(line, 'utf16le'),
  'cut off': line => {
    child.kill('SIGKILL');
    return line.slice(0, Math.floor(line.length / 2));
  },
  'changed on its way': line => `${line.slice(0, 60)}\u00ff${line.slice(61)}`,
  asking: () => 'The authenticity of this script is not known. Run it anyway?\r\n[Y] Yes [N] No: ',
};

let answers = 0;
let text = '';
child.stdout.setEncoding('utf8').on('data', chunk => {
  text += chunk;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n')) {
    const line = text.slice(0, end + 1);
    text = text.slice(end + 1);
    if (line.startsWith('#cscert ')) answers += 1;
    const happens = how !== undefined && line.startsWith('#cscert ') && (at === undefined || at === answers);
    process.stdout.write(happens ? WAYS[how](line) : line);
  }
});
child.on('close', code => {
  process.exitCode = code ?? 1;
});
