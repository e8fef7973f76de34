import {describe, expect, test} from '@jest/globals';
import {RULES} from '../../../src/config/rules/index.ts';
import {ROLES} from '../../../src/core/model/role.ts';
import {desiredOf, loadYaml, slotOf} from './load-yaml.ts';
import {EVERY_ROLE} from './roles-yaml.ts';

const desired = desiredOf(EVERY_ROLE);
const namesOf = (address: string, from = desired) => slotOf(from, address).spec.names.map(({value}) => value);

describe('a deployment of every role', () => {
  test('has every role, and no rule finds an error in it', () => {
    expect(new Set(desired.holders.map(({role}) => role))).toEqual(new Set(ROLES));
    const complaints = RULES.flatMap(rule => rule({...loadYaml(EVERY_ROLE), taken: []}));
    expect(complaints.filter(({severity}) => severity === 'error')).toEqual([]);
  });

  test.each<[string, string, readonly string[]]>([
    ['chatpool01.contoso.com/chat01.contoso.com/default', 'server', ['Default']],
    ['vis01.contoso.com/vis01.contoso.com/default', 'server', ['Default']],
    ['sba01.contoso.com/sba01.contoso.com/default', 'server', ['Default']],
    ['apppool01.contoso.com/default', 'pool', ['Default']],
    ['rp01.contoso.com/external', 'pool', ['ReverseProxy']],
  ])('%s has the scope %s and is for %j', (address, scope, usages) => {
    expect(slotOf(desired, address)).toMatchObject({scope, usages});
  });

  test('replicates the OAuth certificate to where tokens are issued, and to none of the smaller roles', () => {
    expect(slotOf(desired, 'global/oauth').members).toEqual([
      'dir01.contoso.com',
      'fe01.contoso.com',
      'paris01.contoso.com',
    ]);
  });

  test('has the public authority for what strangers see, and the other one for all the rest', () => {
    const published = desired.slots.filter(({spec}) => spec.authority === 'public').map(({address}) => address);
    expect(published).toEqual(['edge01.contoso.com/external', 'rp01.contoso.com/external']);
  });

  test('makes a key exportable where it is copied or replicated', () => {
    const exportable = desired.slots.filter(({spec}) => spec.key.exportable).map(({address}) => address);
    expect(exportable).toEqual([
      'global/oauth',
      'apppool01.contoso.com/default',
      'edge01.contoso.com/external',
      'edge01.contoso.com/internal',
      'rp01.contoso.com/external',
    ]);
  });

  test('gives clientAuth to no more than what meets in web conferences', () => {
    const both = desired.slots.filter(({spec}) => spec.eku.includes('clientAuth')).map(({address}) => address);
    expect(both).toEqual([
      'dirpool01.contoso.com/dir01.contoso.com/default',
      'edge01.contoso.com/internal',
      'fepool01.contoso.com/fe01.contoso.com/default',
      'paris01.contoso.com/paris01.contoso.com/default',
    ]);
  });
});

describe('the names of', () => {
  test('a Persistent Chat server are the pool and itself', () => {
    expect(namesOf('chatpool01.contoso.com/chat02.contoso.com/default')).toEqual([
      'chatpool01.contoso.com',
      'chat02.contoso.com',
    ]);
  });

  test('a pool of a single computer are one', () => {
    expect(namesOf('vis01.contoso.com/vis01.contoso.com/default')).toEqual(['vis01.contoso.com']);
    expect(namesOf('edge01.contoso.com/internal')).toEqual(['edge01.contoso.com']);
  });

  test('a Survivable Branch Appliance are itself and sign-in of every SIP domain', () => {
    const address = 'sba01.contoso.com/sba01.contoso.com/default';
    expect(namesOf(address)).toEqual(['sba01.contoso.com', 'sip.contoso.com', 'sip.fabrikam.com']);
    const without = desiredOf(EVERY_ROLE.replace('survivableBranch}', 'survivableBranch, automaticSignIn: false}'));
    expect(namesOf(address, without)).toEqual(['sba01.contoso.com']);
  });

  test('trusted applications are the pool and every computer, which share one certificate', () => {
    expect(namesOf('apppool01.contoso.com/default')).toEqual([
      'apppool01.contoso.com',
      'app01.contoso.com',
      'app02.contoso.com',
    ]);
  });

  test('trusted applications with certificates of their own are the pool and the computer', () => {
    const own = desiredOf(
      EVERY_ROLE.replace(
        'role: trustedApplication',
        'role: trustedApplication, certificates: {default: {scope: server}}',
      ),
    );
    expect(namesOf('apppool01.contoso.com/app01.contoso.com/default', own)).toEqual([
      'apppool01.contoso.com',
      'app01.contoso.com',
    ]);
  });
});

describe('sites', () => {
  test('that have simple URLs of their own give them to their pools instead of those of the deployment', () => {
    const paris = slotOf(desired, 'paris01.contoso.com/paris01.contoso.com/default').spec.names;
    expect(paris.filter(({value}) => /^(meet|dialin|lync)\./.test(value))).toEqual([
      {
        value: 'lync.paris.contoso.com',
        reasons: ['simple URL for meetings of site paris', 'simple URL for dial-in conferencing of site paris'],
      },
    ]);
  });

  test('that have none leave those of the deployment', () => {
    expect(namesOf('fepool01.contoso.com/fe01.contoso.com/default')).toEqual(
      expect.arrayContaining(['meet.contoso.com', 'meet.fabrikam.com', 'dialin.contoso.com', 'admin.contoso.com']),
    );
  });
});

describe('a reverse proxy', () => {
  const address = 'rp01.contoso.com/external';

  test('publishes every pool with web services and the simple URLs of all of their sites', () => {
    expect(namesOf(address)).toEqual([
      'webext.contoso.com',
      'webdir.contoso.com',
      'webparis.contoso.com',
      'lync.paris.contoso.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'lyncdiscover.contoso.com',
      'lyncdiscover.fabrikam.com',
      'wac.contoso.com',
    ]);
  });

  test('publishes no more than the pools that it names, and the simple URLs that those use', () => {
    const one = desiredOf(
      EVERY_ROLE.replace('{officeWebApps: wac.contoso.com}', '{pools: [PARIS01.contoso.com, dirpool01.contoso.com]}'),
    );
    expect(namesOf(address, one).slice(0, 3)).toEqual([
      'webparis.contoso.com',
      'webdir.contoso.com',
      'lync.paris.contoso.com',
    ]);
    expect(namesOf(address, one)).toContain('meet.contoso.com');
    const paris = desiredOf(EVERY_ROLE.replace('{officeWebApps: wac.contoso.com}', '{pools: [paris01.contoso.com]}'));
    expect(namesOf(address, paris)).toEqual([
      'webparis.contoso.com',
      'lync.paris.contoso.com',
      'lyncdiscover.contoso.com',
      'lyncdiscover.fabrikam.com',
    ]);
  });
});

test('fallback names of automatic sign-in are where the deployment says that they exist', () => {
  const withFallback = desired.slots.filter(({spec}) => spec.names.some(({value}) => value.startsWith('sipexternal.')));
  expect(withFallback.map(({address}) => address)).toEqual(['edge01.contoso.com/external']);
});

describe('choices about names', () => {
  test('in defaults reach the certificates that they concern, and the nearest place wins', () => {
    const chosen = desiredOf(
      EVERY_ROLE.replace(
        'publicAuthority: public}',
        'publicAuthority: public, names: {adminOutside: true, avName: true, xmpp: [host]}}',
      ).replace(
        'webServices: {external: webdir.contoso.com}}',
        'webServices: {external: webdir.contoso.com}, certificates: {default: {usages: [Default, WebServicesInternal]}, external: {usages: [WebServicesExternal], names: {adminOutside: false, webSubject: pool}}}}',
      ),
    );
    expect(namesOf('edge01.contoso.com/external', chosen)).toEqual(
      expect.arrayContaining(['av.contoso.com', 'xmpp.contoso.com']),
    );
    expect(namesOf('edge01.contoso.com/external', chosen)).not.toContain('contoso.com');
    expect(namesOf('paris01.contoso.com/paris01.contoso.com/default', chosen)).toContain('admin.contoso.com');
    const director = slotOf(chosen, 'dirpool01.contoso.com/dir01.contoso.com/external').spec;
    expect(director.subject.commonName).toBe('dirpool01.contoso.com');
    expect(director.names.map(({value}) => value)).not.toContain('admin.contoso.com');
  });

  test('of a subject are for one certificate', () => {
    const chosen = desiredOf(
      EVERY_ROLE.replace(
        'reverseProxy: {officeWebApps',
        'certificates: {external: {subject: {commonName: RP.contoso.com}}}\n    reverseProxy: {officeWebApps',
      ),
    );
    expect(slotOf(chosen, 'rp01.contoso.com/external').spec.subject.commonName).toBe('rp.contoso.com');
  });
});
