import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {encodePem} from '../../../src/x509/pem.ts';
import {forestAuthority} from '../cs-contract/authority.ts';
import {CA_CONFIG, type ContractFaults} from '../cs-contract/world.ts';
import {type PowerShellExample, powershellExample} from './powershell-example.ts';

/** The one server of the lab. */
export const SE = 'se01.contoso.com';

export interface AdcsWish {
  readonly template?: string;
  readonly ca?: string;
  readonly faults?: ContractFaults;
  /** Settings of the authority, besides; each begins with a comma. */
  readonly settings?: string;
}

/** The lab, whose certificates come from the CA of its forest. */
export function adcsLab(
  {template = 'LyncServer', ca = CA_CONFIG, faults, settings = ''}: AdcsWish,
  folder: string,
): PowerShellExample {
  const example = powershellExample('lab', folder);
  writeFileSync(join(example.cwd, 'root.pem'), encodePem('CERTIFICATE', forestAuthority().root));
  const file = join(example.cwd, 'cscert.yaml');
  const text = readFileSync(file, 'utf8')
    .replace(
      'internal: {type: local, folder: ca}',
      `corp: {type: adcs, via: server, ca: '${ca}', roots: [root.pem]${settings}}`,
    )
    .concat(`\ndefaults: {template: ${template}}\n`);
  writeFileSync(file, text);
  if (faults !== undefined) example.forest.setFaults(SE, faults);
  return example;
}

/** For templates that give serverAuth alone. */
export function wantServerAuthAlone({cwd}: PowerShellExample): void {
  const file = join(cwd, 'cscert.yaml');
  const certificate = 'certificates: {default: {eku: [serverAuth]}}';
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('role: standardEdition', `role: standardEdition\n    ${certificate}`),
  );
}

/** Applies all of it. */
export const applyLab = (example: PowerShellExample, ...flags: readonly string[]) =>
  example.run('apply', '--config', '.', '--auto-approve', ...flags);
