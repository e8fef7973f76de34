/** An enterprise CA that a server asks for itself, through the PowerShell engine: issued, approved later, denied, not reached. */
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect} from '@jest/globals';
import {CA_CONFIG} from '../support/cs-contract/world.ts';
import {endedWith} from '../support/ended-with.ts';
import {type AdcsWish, adcsLab, applyLab, SE, wantServerAuthAlone} from '../support/powershell/adcs-lab.ts';
import {powershellPart} from '../support/powershell/engine.ts';
import type {PowerShellExample} from '../support/powershell/powershell-example.ts';
import {temporaryFolder} from '../support/program.ts';

const SLOW_MS = 120_000;

const folder = temporaryFolder();
const open: PowerShellExample[] = [];
afterEach(() => {
  for (const {forest} of open.splice(0)) forest.close();
});

function lab(wish: AdcsWish = {}): PowerShellExample {
  const example = adcsLab(wish, folder);
  open.push(example);
  return example;
}

/** Each of the two certificates once, under the account of the computer, and nothing is left to do. */
async function expectIssuedToComputer(example: PowerShellExample): Promise<void> {
  expect(example.forest.requests().map(({disposition, requester}) => `${disposition} ${requester}`)).toEqual([
    'issued CONTOSO\\SE01$',
    'issued CONTOSO\\SE01$',
  ]);
  const next = await example.plan();
  expect({code: next.code, actions: next.plan.actions}).toEqual({code: 0, actions: []});
}

powershellPart.describe('an enterprise CA that the server asks', () => {
  powershellPart.test(
    'issues at once: each certificate once, under the account of the computer, and the next plan is empty',
    async () => {
      const example = lab();
      const applied = await applyLab(example);
      expect(applied).toEqual(endedWith(0));
      await expectIssuedToComputer(example);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'lets a request wait for its manager, in any language; it is asked once and collected when it was approved',
    async () => {
      const example = lab({template: 'WebServerApproval', faults: {certreq: {locale: 'de'}}});
      wantServerAuthAlone(example);
      for (let run = 0; run < 3; run++) expect(await applyLab(example)).toEqual(endedWith(3));
      expect(example.forest.requests().map(({disposition}) => disposition)).toEqual(['pending', 'pending']);
      for (const {id} of example.forest.requests()) example.forest.approve(id);
      expect(await applyLab(example, '--continue')).toEqual(endedWith(0));
      expect(example.forest.requests().map(({disposition}) => disposition)).toEqual(['issued', 'issued']);
      expect((await example.plan()).code).toBe(0);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'and whose way breaks off, or whose certreq ends as after an error, has denied nothing: all is fetched in the end',
    async () => {
      const example = lab({template: 'WebServerApproval', faults: {ca: {breaksOff: true}}});
      wantServerAuthAlone(example);
      expect(await applyLab(example)).toEqual(endedWith(3));
      const unheard = await applyLab(example, '--continue');
      expect(unheard.code).toBe(1);
      expect(unheard.stderr.replaceAll(/\s+/g, ' ')).toContain(
        `se01.contoso.com asked ${CA_CONFIG}, and certreq says:`,
      );
      example.forest.setFaults(SE, {certreq: {pendingExit: 1}});
      expect(await applyLab(example, '--continue')).toEqual(endedWith(3));
      for (const {id} of example.forest.requests()) example.forest.approve(id);
      expect(await applyLab(example, '--continue')).toEqual(endedWith(0));
      expect(example.forest.requests().map(({disposition}) => disposition)).toEqual(['issued', 'issued']);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'that denies is told with its reason, and is not asked again by itself',
    async () => {
      const example = lab({template: 'AdminsOnly'});
      const denied = await applyLab(example);
      expect(denied.code).toBe(1);
      expect(denied.stderr).toContain('The authority denied the request. global/oauth: the authority "corp" says:');
      const before = example.forest.requests().length;
      expect((await applyLab(example)).code).toBe(1);
      expect(example.forest.requests()).toHaveLength(before);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'that cannot be reached is told in words before anything is made, and is asked when it can be again',
    async () => {
      const example = lab({faults: {ca: {unreachable: true}}});
      const failed = await applyLab(example);
      expect(failed.code).toBe(1);
      expect(failed.stderr.replaceAll(/\s+/g, ' ')).toContain(`se01.contoso.com does not get through to ${CA_CONFIG}.`);
      expect([example.forest.requests(), example.forest.entries(SE, 'REQUEST')]).toEqual([[], []]);
      const status = await example.run('status', '--config', '.', '--checks');
      expect({code: status.code, text: status.stderr}).toEqual({
        code: 1,
        text: expect.stringContaining('The server does not reach the CA'),
      });
      example.forest.setFaults(SE, {});
      expect(await applyLab(example)).toEqual(endedWith(0));
      expect(example.forest.requests()).toHaveLength(2);
    },
    SLOW_MS,
  );
});

powershellPart.describe('a CA that is found in the forest (ca: auto)', () => {
  powershellPart.test(
    'is the one that issues the template; where two do, nothing is made or sent and both are named',
    async () => {
      const example = lab({ca: 'auto', faults: {certreq: {locale: 'de'}}});
      example.forest.setSecondCa(['WebServer', 'LyncServer']);
      const failed = await applyLab(example);
      expect(failed.code).toBe(1);
      const said = failed.stderr.replaceAll(/\s+/g, ' ');
      expect(said).toContain(
        `2 CAs of the forest issue the template "LyncServer": ${CA_CONFIG}, ca02.contoso.com\\Second CA.`,
      );
      expect(example.forest.requests()).toEqual([]);
      expect(example.forest.entries(SE, 'REQUEST')).toEqual([]);
      example.forest.setSecondCa(['WebServer']);
      expect(await applyLab(example)).toEqual(endedWith(0));
      expect(example.forest.requests().map(({disposition}) => disposition)).toEqual(['issued', 'issued']);
    },
    SLOW_MS,
  );
});

/** The verbs that the server was told, in their order. */
function verbsOf({started}: PowerShellExample): readonly string[] {
  return started.frames.flatMap(frame => {
    const text = Buffer.from(frame.split(' ')[0] ?? '', 'base64').toString('utf8');
    const {calls = []} = JSON.parse(text) as {readonly calls?: readonly {readonly verb: string}[]};
    return calls.map(({verb}) => verb);
  });
}

powershellPart.describe("the product's own command", () => {
  const settings = ', requestWith: Request-CsCertificate';

  powershellPart.test(
    'makes each request as the wizard does, and the CA is asked under the account of the computer; the next plan is empty',
    async () => {
      const example = lab({settings});
      expect(await applyLab(example)).toEqual(endedWith(0));
      const verbs = verbsOf(example);
      expect({product: verbs.filter(verb => verb === 'product-request').length}).toEqual({product: 2});
      expect(verbs).not.toContain('create-request');
      await expectIssuedToComputer(example);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'that makes a key in CNG makes nothing that is sent, and leaves nothing behind',
    async () => {
      const example = lab({settings});
      example.forest.setFaults(SE, {product: {requestProvider: 'Microsoft Software Key Storage Provider'}});
      const applied = await applyLab(example);
      expect(applied.code).toBe(1);
      expect(applied.stderr.replaceAll(/\s+/g, ' ')).toContain('a CNG provider, which the product cannot use');
      expect(example.forest.requests()).toEqual([]);
      expect(example.forest.entries(SE, 'REQUEST')).toEqual([]);
      expect(readdirSync(join(example.forest.folder(SE), 'Keys'))).toEqual([]);
      example.forest.setFaults(SE, {});
      expect(await applyLab(example)).toEqual(endedWith(0));
      await expectIssuedToComputer(example);
    },
    SLOW_MS,
  );

  powershellPart.test(
    'that asks for more than was declared makes nothing that is sent, and leaves nothing behind',
    async () => {
      const example = lab({settings});
      const file = join(example.cwd, 'cscert.yaml');
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(
          'role: standardEdition',
          'role: standardEdition\n    certificates: {default: {names: {leaveOut: [dialin.contoso.com]}}}',
        ),
      );
      const applied = await applyLab(example);
      expect(applied.code).toBe(1);
      expect(applied.stderr.replaceAll(/\s+/g, ' ')).toContain('also asks for dialin.contoso.com');
      expect(example.forest.entries(SE, 'REQUEST')).toEqual([]);
      expect(example.forest.requests().map(({disposition}) => disposition)).toEqual(['issued']);
    },
    SLOW_MS,
  );
});
