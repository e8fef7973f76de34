/**
 * An enterprise CA that the product's own command asks as another account, the wizard's alternate credentials, through the
 * PowerShell engine: issued, approved later, denied, not let in, wrong, and a server that dies in the middle.
 */
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {encodePem} from '../../src/x509/pem.ts';
import {forestAuthority} from '../support/cs-contract/authority.ts';
import {ACCOUNTS, CA_CONFIG, type ContractFaults} from '../support/cs-contract/world.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import {type PowerShellExample, powershellExample} from '../support/powershell/powershell-example.ts';
import {temporaryFolder} from '../support/program.ts';

const SE = 'se01.contoso.com';
const SLOW_MS = 180_000;
const [ACCOUNT = {name: '', password: '', groups: []}] = ACCOUNTS;

const folder = temporaryFolder();
const open: PowerShellExample[] = [];
afterEach(() => {
  for (const {forest} of open.splice(0)) forest.close();
});

interface Wish {
  readonly template?: string;
  readonly ca?: string;
  readonly faults?: ContractFaults;
  readonly password?: string;
  /** Of the default certificate, besides. */
  readonly certificate?: string;
}

/** The lab, whose certificates come from the CA of its forest, which is asked as an account. */
function lab({
  template = 'LyncServer',
  ca = CA_CONFIG,
  faults,
  password,
  certificate = '',
}: Wish = {}): PowerShellExample {
  const example = powershellExample('lab', folder);
  open.push(example);
  const {forest, cwd} = example;
  writeFileSync(join(cwd, 'root.pem'), encodePem('CERTIFICATE', forestAuthority().root));
  writeFileSync(join(cwd, 'password'), password ?? ACCOUNT.password);
  const account = `{user: '${ACCOUNT.name}', password: 'file:password'}`;
  const settings = `requestWith: Request-CsCertificate, enrollAs: account, account: ${account}`;
  const file = join(cwd, 'cscert.yaml');
  const text = readFileSync(file, 'utf8')
    .replace(
      'internal: {type: local, folder: ca}',
      `corp: {type: adcs, via: server, ca: '${ca}', roots: [root.pem], ${settings}}`,
    )
    .replace('role: standardEdition', `role: standardEdition\n    certificates: {default: {${certificate}}}`)
    .concat(`\ndefaults: {template: ${template}}\n`);
  writeFileSync(file, text);
  if (faults !== undefined) forest.setFaults(SE, faults);
  return example;
}

const apply = (example: PowerShellExample, ...flags: readonly string[]) =>
  example.run('apply', '--config', '.', '--auto-approve', ...flags);

powershellPart.describe('a CA that is asked as an account', () => {
  powershellPart.test(
    'issues at once to that account: each certificate once, ours by mark, and the next plan is empty',
    async () => {
      const example = lab();
      const {forest} = example;
      const applied = await apply(example);
      expect(applied).toMatchObject({code: 0});
      expect(forest.requests().map(({disposition, requester}) => `${disposition} ${requester}`)).toEqual([
        `issued ${ACCOUNT.name}`,
        `issued ${ACCOUNT.name}`,
      ]);
      expect(forest.entries(SE, 'My').map(({friendlyName}) => friendlyName)).toEqual([
        expect.stringMatching(/ \[cscert [0-9a-f]{8} [0-9a-f]{8}\]$/),
        expect.stringMatching(/ \[cscert [0-9a-f]{8} [0-9a-f]{8}\]$/),
      ]);
      // What stood for them is gone, with its keys.
      expect(forest.entries(SE, 'REQUEST')).toEqual([]);
      const next = await example.plan();
      expect({code: next.code, actions: next.plan.actions}).toEqual({code: 0, actions: []});
    },
    SLOW_MS,
  );
});
