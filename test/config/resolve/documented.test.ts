import {describe, expect, test} from '@jest/globals';
import {findDocumentedChoices} from '../../../src/config/resolve/documented.ts';
import type {Desired} from '../../../src/core/model/desired.ts';
import {desiredOf, loadYaml, slotOf} from './load-yaml.ts';
import {EVERY_ROLE} from './roles-yaml.ts';

const choicesOf = (address: string, text = EVERY_ROLE) => findDocumentedChoices(loadYaml(text), address);
const idsOf = (address: string, text = EVERY_ROLE) => choicesOf(address, text).map(({id}) => id);

describe('points where documents differ', () => {
  test.each([
    ['global/oauth', ['commonName']],
    ['fepool01.contoso.com/fe01.contoso.com/default', ['automaticSignIn']],
    ['paris01.contoso.com/paris01.contoso.com/default', ['automaticSignIn']],
    ['dirpool01.contoso.com/dir01.contoso.com/default', ['automaticSignIn']],
    ['medpool01.contoso.com/med01.contoso.com/default', []],
    ['edge01.contoso.com/external', ['commonName', 'avName', 'xmpp']],
    ['edge01.contoso.com/internal', ['commonName']],
    ['chatpool01.contoso.com/chat01.contoso.com/default', ['names']],
    ['vis01.contoso.com/vis01.contoso.com/default', ['names']],
    ['sba01.contoso.com/sba01.contoso.com/default', []],
    ['apppool01.contoso.com/default', []],
    ['rp01.contoso.com/external', ['commonName']],
    ['nobody.contoso.com/default', []],
  ])('of %s are %j', (address, expected) => {
    expect(idsOf(address)).toEqual(expected);
  });

  const separate = EVERY_ROLE.replace(
    'external: webext.contoso.com}',
    'external: webext.contoso.com}\n    certificates: {default: {usages: [Default]}, in: {usages: [WebServicesInternal], names: {wildcard: true}}, out: {usages: [WebServicesExternal]}}',
  );

  test.each([
    ['default', ['automaticSignIn']],
    ['in', ['webSubject', 'wildcard']],
    ['out', ['webSubject', 'adminOutside']],
  ])('of a separate certificate (%s) are %j', (certificate, expected) => {
    expect(idsOf(`fepool01.contoso.com/fe01.contoso.com/${certificate}`, separate)).toEqual(expected);
  });

  test('are found by an address in any letter case', () => {
    expect(idsOf('GLOBAL/oauth')).toEqual(['commonName']);
  });

  test('of a reverse proxy are about the subject only where there are several to choose from', () => {
    const one = EVERY_ROLE.replace(
      'reverseProxy: {officeWebApps: wac.contoso.com}',
      'reverseProxy: {pools: [paris01.contoso.com]}\n    certificates: {external: {names: {wildcard: true}}}',
    );
    expect(idsOf('rp01.contoso.com/external', one)).toEqual(['wildcard']);
    const [subject] = choicesOf('rp01.contoso.com/external');
    expect(subject?.change).toBe('subject: {commonName: webparis.contoso.com}');
  });

  test('say what holds, and where it was written', () => {
    const [signIn] = choicesOf(
      'fepool01.contoso.com/fe01.contoso.com/default',
      EVERY_ROLE.replace('site: redmond', 'site: redmond\n    automaticSignIn: false'),
    );
    expect(signIn).toMatchObject({
      id: 'automaticSignIn',
      chosen: 'none of these names',
      change: 'automaticSignIn: true, below the pool',
      origin: {file: 'cscert.yaml', line: 26},
    });
  });

  test.each([
    ['avName', 'edge01.contoso.com/external', 'av.contoso.com'],
    ['xmpp', 'edge01.contoso.com/external', 'xmpp.contoso.com'],
    ['adminOutside', 'fepool01.contoso.com/fe01.contoso.com/out', 'admin.contoso.com'],
  ])('name a change (%s of %s) that brings what it promises', (id, address, added) => {
    const change = choicesOf(address, separate).find(choice => choice.id === id)?.change ?? '';
    const changed = desiredOf(separate.replace('publicAuthority: public}', `publicAuthority: public, ${change}}`));
    const names = (from: Desired) => slotOf(from, address).spec.names.map(({value}) => value);
    expect(names(desiredOf(separate))).not.toContain(added);
    expect(names(changed)).toContain(added);
  });
});
