import {expect, test} from '@jest/globals';
import {resolveYaml} from './load-yaml.ts';

const HEAD = `deployment: {name: contoso, product: lync2013, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
`;

/** A Front End pool of three whose only certificate has these settings, on line 9. */
function frontEnds(settings: string): string {
  return `${HEAD}pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com, fe03.contoso.com]
    certificates:
      default: {${settings}}
`;
}

function problemsOf(text: string): readonly string[] {
  return resolveYaml(text).diagnostics.map(
    ({severity, code, source, detail, help}) =>
      `${source?.line}:${source?.column} ${severity} ${code}: ${detail} ${help}`,
  );
}

test('a misspelt name to leave out is said once for all servers, at its place, with what was meant', () => {
  const {desired, diagnostics} = resolveYaml(frontEnds('names: {leaveOut: [sip.contso.com]}'));
  expect(desired).toBeUndefined();
  expect(diagnostics).toEqual([
    {
      severity: 'error',
      code: 'CFG_LEAVES_OUT_UNKNOWN',
      summary: 'Name to leave out is not there',
      detail: '"sip.contso.com" is left out, but the topology gives this certificate no such name.',
      help: 'did you mean "sip.contoso.com"?',
      address: 'fepool01.contoso.com/fe01.contoso.com/default',
      source: {file: 'cscert.yaml', line: 9, column: 36, endColumn: 50},
      snippet: expect.objectContaining({firstLine: 8}),
    },
  ]);
});

test('what was meant is not guessed where nothing is near', () => {
  expect(problemsOf(frontEnds('names: {leaveOut: [unrelated.example.org]}'))).toEqual([
    '9:36 error CFG_LEAVES_OUT_UNKNOWN: "unrelated.example.org" is left out, but the topology gives this certificate ' +
      'no such name. take it out of leaveOut; cscert explain shows the names that there are',
  ]);
});

test('a pool may leave out the name of one of its servers, which is no name of the others; a warning says the risk', () => {
  const text = frontEnds('names: {leaveOut: [FE02.contoso.com]}');
  expect(problemsOf(text)).toEqual([
    '9:36 warning CFG_LEAVES_OUT_SERVER_NAME: "fe02.contoso.com" is left out, but other servers look for it when they ' +
      'connect to this one (MTLS). take it out of leaveOut unless you know that no server connects by this name',
  ]);
  expect(resolveYaml(text).desired).toBeDefined();
});

test('the common name cannot be left out', () => {
  expect(problemsOf(frontEnds('names: {leaveOut: [fepool01.contoso.com]}'))).toEqual([
    '9:36 error CFG_LEAVES_OUT_COMMON_NAME: "fepool01.contoso.com" is the certificate\'s common name, which must be ' +
      'among its names. take it out of leaveOut',
  ]);
});

test('a name cannot be added and left out', () => {
  expect(problemsOf(frontEnds('names: {add: [x.contoso.com], leaveOut: [x.contoso.com]}'))).toEqual([
    '9:58 error CFG_ADDS_AND_LEAVES_OUT: "x.contoso.com" stands in add and in leaveOut. take it out of one of them',
  ]);
});

test('a common name of more than 64 characters is said once for a pool, with its figures', () => {
  const pool = `${'p'.repeat(53)}.contoso.com`;
  const text = `${HEAD}pools: {${pool}: {role: mediation, servers: [med01.contoso.com, med02.contoso.com]}}\n`;
  expect(problemsOf(text)).toEqual([
    `4:9 error CFG_COMMON_NAME_TOO_LONG: "${pool}" has 65 characters; X.520 allows a common name 64 at most, and CAs ` +
      'refuse more. the name follows from the topology: only a shorter name of the pool or SIP domain can help',
  ]);
});

test('a common name that is too long and was written is told at its place', () => {
  const name = `${'p'.repeat(53)}.contoso.com`;
  const text = `deployment: {name: contoso, product: lync2013, sipDomains: [contoso.com], certificates: {oauth: {subject: {commonName: ${name}}}}}
${HEAD.slice(HEAD.indexOf('\n') + 1)}pools: {se01.contoso.com: {role: standardEdition}}
`;
  expect(problemsOf(text)).toEqual([
    `1:108 error CFG_COMMON_NAME_TOO_LONG: "${name}" has 65 characters; X.520 allows a common name 64 at most, and CAs ` +
      'refuse more. write a shorter name',
  ]);
});

test('where the subject is left open, a common name that is too long can be written instead', () => {
  const domain = `${'d'.repeat(53)}.contoso.com`;
  const text = `${HEAD.replace('[contoso.com]', `[${domain}]`)}pools: {se01.contoso.com: {role: standardEdition}}\n`;
  expect(problemsOf(text)).toEqual([
    `1:1 error CFG_COMMON_NAME_TOO_LONG: "${domain}" has 65 characters; X.520 allows a common name 64 at most, and CAs ` +
      'refuse more. the name follows from the topology: write a shorter one as subject: {commonName: ...} of the certificate',
  ]);
});

test('two certificates that would have one friendly name on a server are refused, also the generated and global ones', () => {
  const text = `deployment:
  name: contoso
  product: lync2013
  sipDomains: [contoso.com]
  certificates:
    oauth: {friendlyName: same}
authorities: {corp: {type: local, folder: ca}}
connections: {lab: {type: directory, folder: servers}}
pools:
  fepool01.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
    certificates:
      default: {usages: [Default]}
      web: {usages: [WebServicesInternal], friendlyName: default - fe01.contoso.com}
      external: {usages: [WebServicesExternal], friendlyName: Same}
`;
  expect(
    resolveYaml(text).diagnostics.map(({source, detail}) => `${source?.line}:${source?.column} ${detail}`),
  ).toEqual([
    '16:49 "Same" is the friendly name of "fepool01.contoso.com/fe01.contoso.com/external" and of "global/oauth".',
    '15:44 "default - fe01.contoso.com" is the friendly name of "fepool01.contoso.com/fe01.contoso.com/web" and of ' +
      '"fepool01.contoso.com/fe01.contoso.com/default".',
    '16:49 "Same" is the friendly name of "fepool01.contoso.com/fe02.contoso.com/external" and of "global/oauth".',
  ]);
});

test('an authority or connection that nobody chose is a problem and no guess', () => {
  const text = `deployment: {name: contoso, product: lync2013, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: a}, other: {type: local, folder: b}}
pools: {medpool01.contoso.com: {role: mediation, servers: [med01.contoso.com]}}
`;
  expect(resolveYaml(text).diagnostics.map(({code, address}) => `${code} ${address}`)).toEqual([
    'CFG_CONNECTION_NOT_CHOSEN med01.contoso.com',
    'CFG_AUTHORITY_NOT_CHOSEN medpool01.contoso.com/med01.contoso.com/default',
  ]);
});
