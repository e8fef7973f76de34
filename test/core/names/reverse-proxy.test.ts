import {describe, expect, test} from '@jest/globals';
import {type NameWishes, poolNames} from '../../../src/core/names/required-names.ts';
import type {PublishedNames} from '../../../src/core/names/topology.ts';
import {CONTOSO, REVERSE_PROXY} from './topologies.ts';

const PUBLISHED = REVERSE_PROXY.published as PublishedNames;

function listOf(published: Partial<PublishedNames> = {}, wishes: Partial<NameWishes> = {}) {
  const pool = {...REVERSE_PROXY, published: {...PUBLISHED, ...published}};
  return poolNames(
    CONTOSO,
    {pool, servers: ['rp01.contoso.com'], usages: ['ReverseProxy']},
    {add: [], leaveOut: [], ...wishes},
  );
}
const valuesOf = (...input: Parameters<typeof listOf>) => listOf(...input).names.map(({value}) => value);

describe('the names of a reverse proxy', () => {
  test('are those that it publishes, the first pool first, and neither its own nor that of the control panel', () => {
    expect(valuesOf()).toEqual([
      'webext.contoso.com',
      'webdir.contoso.com',
      'meet.contoso.com',
      'meet.fabrikam.com',
      'dialin.contoso.com',
      'lyncdiscover.contoso.com',
      'lyncdiscover.fabrikam.com',
    ]);
  });

  test('say which pool each is for', () => {
    expect(listOf().names.slice(0, 2)).toEqual([
      {value: 'webext.contoso.com', reasons: ['external web services of fepool01.contoso.com']},
      {value: 'webdir.contoso.com', reasons: ['external web services of dirpool01.contoso.com']},
    ]);
  });

  test('include Office Web Apps and the Web Scheduler where they are published', () => {
    const names = valuesOf({officeWebApps: 'wac.contoso.com', scheduler: 'scheduler.contoso.com'});
    expect(names.slice(-2)).toEqual(['wac.contoso.com', 'scheduler.contoso.com']);
  });

  test('include the simple URLs of every site that it publishes', () => {
    const paris = {meet: ['meet.paris.contoso.com'], dialin: 'dialin.paris.contoso.com', site: 'paris'};
    const {names} = listOf({simpleUrls: [CONTOSO.simpleUrls, paris]});
    expect(names.filter(({value}) => value.includes('paris'))).toEqual([
      {value: 'meet.paris.contoso.com', reasons: ['simple URL for meetings of site paris']},
      {value: 'dialin.paris.contoso.com', reasons: ['simple URL for dial-in conferencing of site paris']},
    ]);
  });

  test('become wildcards for meetings, dial-in and discovery alone', () => {
    expect(valuesOf({officeWebApps: 'wac.contoso.com'}, {wildcard: true})).toEqual([
      'webext.contoso.com',
      'webdir.contoso.com',
      'wac.contoso.com',
      '*.contoso.com',
      '*.fabrikam.com',
    ]);
  });

  test('begin with a subject that was written, whether or not it is published', () => {
    expect(listOf({}, {commonName: 'meet.contoso.com'}).names[0]).toEqual({
      value: 'meet.contoso.com',
      reasons: ['written as the subject', 'simple URL for meetings'],
    });
    expect(valuesOf({}, {commonName: 'rp.contoso.com'})[0]).toBe('rp.contoso.com');
  });

  test('keep a subject that a wildcard would cover', () => {
    const names = valuesOf({}, {commonName: 'meet.contoso.com', wildcard: true});
    expect(names.filter(value => value.startsWith('meet.'))).toEqual(['meet.contoso.com']);
    expect(names).toContain('*.contoso.com');
  });
});
