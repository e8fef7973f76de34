/**
 * Prints, quoted for a shell, the arguments of powershell.exe that it is given, so changed that the contract module is
 * imported first. For a real pwsh in tests, which does not do so by itself. Scripts come encoded, or as the subsystem.
 */
const IMPORT = [
  '$env:PSModulePath = "$env:CSCERT_CONTRACT_MODULE/Modules" + [IO.Path]::PathSeparator + $env:PSModulePath',
  'Import-Module -Global -ErrorAction Stop -Name $env:CSCERT_CONTRACT_MODULE',
].join('; ');

const encode = text => Buffer.from(text, 'utf16le').toString('base64');
const decode = base64 => Buffer.from(base64, 'base64').toString('utf16le');

function prepare(args) {
  if (args.some(one => /^-sshs$/i.test(one))) return ['-NoProfile', '-sshs', '-Command', IMPORT];
  const at = args.findIndex(one => /^-EncodedCommand$/i.test(one));
  if (at < 0) throw new Error('only -EncodedCommand and -sshs are prepared for a real pwsh');
  return args.with(at + 1, encode(`${IMPORT}\n${decode(args[at + 1])}`));
}

const quote = text => `'${text.replaceAll("'", "'\\''")}'`;

process.stdout.write(prepare(process.argv.slice(2)).map(quote).join(' '));
