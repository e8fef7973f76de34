import {describe, expect, test} from '@jest/globals';
import {findDocumentedChoices, findLeftOut} from '../../src/config/resolve/documented.ts';
import type {Desired, Slot} from '../../src/core/model/desired.ts';
import {explain} from '../../src/report/explain.ts';
import {EDGE} from '../config/resolve/edge-yaml.ts';
import {desiredOf, loadYaml, resolveYaml} from '../config/resolve/load-yaml.ts';
import {EVERY_ROLE} from '../config/resolve/roles-yaml.ts';
import {expectGolden} from '../support/golden.ts';

const CONTOSO = `deployment:
  name: contoso
  product: sfb2019
  sipDomains: [contoso.com, fabrikam.com]
  simpleUrls:
    meet: [https://meet.contoso.com, https://meet.fabrikam.com]
    dialin: https://dialin.contoso.com
    admin: https://admin.contoso.com
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
defaults:
  subject: {organization: Contoso, city: Redmond, state: WA, country: US}
  key: {size: 4096}
pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
    webServices: {external: webext.contoso.com}
  fepool02.contoso.com:
    role: frontEnd
    servers: [fe11.contoso.com]
    certificates:
      default: {usages: [Default]}
      web:
        usages: [WebServicesInternal, WebServicesExternal]
        friendlyName: Web of the second pool
        renewBefore: 30 days
        names:
          add: ['*.contoso.com', sip2.contoso.com]
  se01.contoso.com: {role: standardEdition}
`;

const loaded = loadYaml(CONTOSO);
const {desired, origins} = resolveYaml(CONTOSO);

function explained(address: string, view: {readonly width?: number} = {}): string {
  if (desired === undefined) throw new Error('The configuration has mistakes.');
  const choices = findDocumentedChoices(loaded, address);
  return explain(desired, address, {width: view.width ?? 80, origins, choices}) ?? 'none';
}

describe('explain', () => {
  test.each([
    ['front-end', 'fepool01.contoso.com/fe01.contoso.com/default'],
    ['web-with-wildcard', 'fepool02.contoso.com/fe11.contoso.com/web'],
    ['standard-edition', 'se01.contoso.com/se01.contoso.com/default'],
    ['oauth', 'global/oauth'],
  ])('%s reads like documentation', (golden, address) => {
    expectGolden(`explain/${golden}.txt`, explained(address));
  });

  test.each([80, 70])('keeps within %d columns', width => {
    const addresses = desired?.slots.map(slot => slot.address) ?? [];
    const text = addresses.map(address => withoutYaml(explained(address, {width}))).join('\n');
    expect(text.split('\n').filter(line => line.length > width)).toEqual([]);
    expect(text).not.toBe('');
  });

  test('knows an address in any letter case and of a member', () => {
    const expected = explained('global/oauth');
    expect(explained('GLOBAL/oauth')).toBe(expected);
    expect(explained('global/oauth@fe01.contoso.com')).toBe(expected);
  });

  test('has nothing to say about an address that does not exist or is none', () => {
    expect(explained('fepool01.contoso.com/fe09.contoso.com/default')).toBe('none');
    expect(explained('fepool01.contoso.com')).toBe('none');
  });

  test('without origins shows the values alone', () => {
    const text = explain(desiredOf(CONTOSO), 'global/oauth', {width: 80});
    expect(text).toContain('key                 RSA, 4096 bits\n');
  });

  test('what it says to write changes the names as it says', () => {
    const yaml = explained('se01.contoso.com/se01.contoso.com/default')
      .split('\n\n')
      .find(block => block.startsWith('    pools:'));
    const changed = desiredOf(`${CONTOSO.slice(0, CONTOSO.indexOf('pools:'))}${unindent(yaml ?? '')}
    role: standardEdition
`);
    const names = (from: Desired | undefined) =>
      from?.slots
        .find(slot => slot.address === 'se01.contoso.com/se01.contoso.com/default')
        ?.spec.names.map(n => n.value) ?? [];
    expect(names(changed).filter(name => !names(desired).includes(name))).toEqual(['another.contoso.com']);
    expect(names(desired).filter(name => !names(changed).includes(name))).toEqual(['lyncdiscover.fabrikam.com']);
  });

  test('a shared certificate says that its key is copied, and on whom', () => {
    const [slot] = desired?.slots.filter(({scope}) => scope === 'server') ?? [];
    if (desired === undefined || slot === undefined) throw new Error('The configuration has no slot.');
    const shared: Slot = {
      ...slot,
      address: 'fepool01.contoso.com/default',
      scope: 'pool',
      delivery: 'copy',
      members: ['fe01.contoso.com', 'fe02.contoso.com'],
    };
    expect(explain({...desired, slots: [shared]}, shared.address, {width: 80})).toContain(
      '\nOn (2), one key copied to each\n  fe01.contoso.com\n  fe02.contoso.com\n',
    );
  });

  test.each([
    [{milliseconds: 12 * 3_600_000}, '12 hours before its end'],
    [{milliseconds: 3_600_000}, '1 hour before its end'],
    [{milliseconds: 24 * 3_600_000}, '1 day before its end'],
    [{percent: 12.5}, 'when 12.5% of its lifetime is left'],
  ])('says when it is renewed: %j', (renewBefore, expected) => {
    const [slot] = desired?.slots ?? [];
    if (desired === undefined || slot === undefined) throw new Error('The configuration has no slot.');
    const other = {...slot, spec: {...slot.spec, renewBefore}};
    expect(explain({...desired, slots: [other]}, slot.address, {width: 120})).toContain(
      `renewal             ${expected}, or up to 10% of that earlier\n`,
    );
  });

  test('says where services are restarted, and who wants that', () => {
    const address = 'se01.contoso.com/se01.contoso.com/default';
    const restarting = CONTOSO.replace('defaults:\n', 'defaults:\n  restart: afterAssign\n');
    const text = explain(desiredOf(restarting), address, {width: 120, origins: resolveYaml(restarting).origins});
    expect(text).toMatch(/^ {2}restart +of the services, after an assignment \(cscert\.yaml:12:3\)$/m);
    expect(explained(address)).not.toMatch(/^ {2}restart/m);
  });

  test('shows no control characters', () => {
    const [slot] = desired?.slots ?? [];
    if (desired === undefined || slot === undefined) throw new Error('The configuration has no slot.');
    const evil = {...slot, friendlyName: 'nice\u001b[31m\u202ename'};
    const text = explain({...desired, slots: [evil]}, slot.address, {width: 80});
    expect(text).toContain('nice\\x1b[31m\\u202ename');
  });
});

describe('explain of the further choices', () => {
  const resolution = resolveYaml(EDGE);

  test.each([
    ['edge-external', 'edgepool01.contoso.com/external'],
    ['edge-internal', 'edgepool01.contoso.com/internal'],
    ['shared-by-hand', 'fepool01.contoso.com/default'],
    ['from-the-store', 'se01.contoso.com/se01.contoso.com/default'],
    ['from-a-file', 'se02.contoso.com/se02.contoso.com/default'],
  ])('%s reads like documentation', (golden, address) => {
    if (resolution.desired === undefined) throw new Error('The configuration has mistakes.');
    const choices = findDocumentedChoices(loadYaml(EDGE), address);
    const text = explain(resolution.desired, address, {width: 80, origins: resolution.origins, choices});
    expectGolden(`explain/${golden}.txt`, text ?? 'none');
  });

  test('where a pool has the usual certificates, says what must be written beside one of them', () => {
    if (resolution.desired === undefined) throw new Error('The configuration has mistakes.');
    const text = explain(resolution.desired, 'edgepool01.contoso.com/external', {width: 80}) ?? '';
    expect(text).toContain('so internal must stand there');
    const yaml = text.split('\n\n').find(block => block.startsWith('    pools:')) ?? '';
    const below = unindent(yaml).split('\n').slice(2).join('\n');
    const changed = desiredOf(EDGE.replace('  fepool01', `${below}\n  fepool01`));
    const names = (slots: readonly Slot[]) =>
      slots.filter(({pool}) => pool === 'edgepool01.contoso.com').map(slot => slot.spec.names.map(({value}) => value));
    const [external = [], internal] = names(resolution.desired.slots);
    expect(names(changed.slots)).toEqual([
      [...external.filter(name => name !== 'fabrikam.com'), 'another.contoso.com'],
      internal,
    ]);
  });

  test('where the certificates are written, says nothing of the others', () => {
    if (resolution.desired === undefined) throw new Error('The configuration has mistakes.');
    const text = explain(resolution.desired, 'fepool01.contoso.com/default', {width: 80});
    expect(text).not.toContain('there are no others');
  });
});

describe('explain of what documents differ about', () => {
  test('tells of the smaller roles and of the reverse proxy who says what and what holds', () => {
    const resolution = resolveYaml(EVERY_ROLE);
    if (resolution.desired === undefined) throw new Error('The configuration has mistakes.');
    expectGolden(
      'explain/reverse-proxy.txt',
      explain(resolution.desired, 'rp01.contoso.com/external', {
        width: 80,
        origins: resolution.origins,
        choices: findDocumentedChoices(loadYaml(EVERY_ROLE), 'rp01.contoso.com/external'),
      }) ?? 'none',
    );
  });

  test('proposes to leave out no wildcard, for that is refused', () => {
    const text = EVERY_ROLE.replace(
      'reverseProxy: {officeWebApps: wac.contoso.com}',
      'certificates: {external: {names: {wildcard: true}}}',
    );
    const explanation = explain(desiredOf(text), 'rp01.contoso.com/external', {width: 80}) ?? '';
    expect(explanation).toContain('  *.contoso.com');
    expect(explanation).toContain('leaveOut: [webparis.contoso.com]');
  });

  test('keeps in the list what is left out already', () => {
    const text = EVERY_ROLE.replace(
      'reverseProxy: {officeWebApps: wac.contoso.com}',
      'certificates: {external: {names: {leaveOut: [WebParis.contoso.com]}}}',
    );
    const address = 'rp01.contoso.com/external';
    const leftOut = findLeftOut(loadYaml(text), address);
    const explanation = explain(desiredOf(text), address, {width: 80, leftOut}) ?? '';
    expect(explanation).toMatch(/leaveOut: \[webparis\.contoso\.com, [a-z.]+\]/);
  });

  test('says where a choice was written', () => {
    const text = CONTOSO.replace('  key: {size: 4096}', '  key: {size: 4096}\n  names: {webSubject: server}');
    const address = 'fepool02.contoso.com/fe11.contoso.com/web';
    const {desired: chosen} = resolveYaml(text);
    if (chosen === undefined) throw new Error('The configuration has mistakes.');
    const choices = findDocumentedChoices(loadYaml(text), address);
    const explanation = explain(chosen, address, {width: 120, choices}) ?? '';
    expect(explanation).toContain('Here: the name of the server (cscert.yaml:14:11).');
    expect(explanation).toContain('Otherwise: names: {webSubject: pool}');
  });
});

function unindent(text: string): string {
  return text.replace(/^ {4}/gm, '');
}

/** YAML is made to be copied and keeps its lines. */
function withoutYaml(text: string): string {
  return text
    .split('\n\n')
    .filter(block => !/^ {4}(pools|deployment):/.test(block))
    .join('\n\n');
}

test('who asks the CA is said where it is another account, and never its password', () => {
  const account =
    "requestWith: Request-CsCertificate, enrollAs: account, account: {user: 'CONTOSO\\enroll', password: env:PW}";
  const text = CONTOSO.replace(
    '{type: local, folder: ca}',
    `{type: adcs, via: server, ca: 'ca01.contoso.com\\CA', ${account}, roots: [root.pem]}`,
  ).replace('{type: directory, folder: servers}', '{type: powershell, transport: local}');
  const asked = resolveYaml(text).desired;
  const shown = asked && explain(asked, 'se01.contoso.com/se01.contoso.com/default', {width: 100});
  expect(shown).toContain('asked as            CONTOSO\\enroll, with its password');
  expect(shown).not.toContain('env:PW');
});
