import {describe, expect, test} from '@jest/globals';
import {formatFriendlyName, parseFriendlyName} from '../../../src/core/mark.ts';
import {aCertificate, aSlot, unreadable} from '../../support/small-world.ts';
import {codesOf, findingOf} from './judging.ts';

describe('the label in the store', () => {
  test('without our mark is written anew, and nothing is requested for that', () => {
    const certificate = {friendlyName: 'Old', without: ['mark']} as const;
    expect(codesOf({certificate})).toEqual(['MARK_LOST']);
    expect(findingOf('MARK_LOST', {certificate})).toMatchObject({cure: 'mark', actual: 'Old'});
  });

  test('waits for the mark while the authority cannot be asked, for it may be a stranger’s', () => {
    const certificate = {friendlyName: 'Old', without: ['mark']} as const;
    for (const authority of [undefined, {chain: unreadable()}]) {
      expect(codesOf({certificate, authority})).toEqual(['MARK_HELD']);
      expect(findingOf('MARK_HELD', {certificate, authority})).toMatchObject({cure: 'wait', severity: 'warning'});
      expect(codesOf({certificate: {friendlyName: 'Old'}, authority})).toEqual(['FRIENDLY_NAME']);
    }
  });

  test('says when there is no friendly name at all', () => {
    const certificate = {without: ['mark', 'friendlyName']} as const;
    expect(findingOf('MARK_LOST', {certificate})?.actual).toBe('(no friendly name)');
  });

  test('with another name is written anew', () => {
    expect(findingOf('FRIENDLY_NAME', {certificate: {friendlyName: 'Old'}})).toMatchObject({
      cure: 'mark',
      severity: 'drift',
      actual: 'Old',
      message: `its friendly name is "Old"; declared is "${aSlot().friendlyName}"`,
    });
  });

  test('that the store had no room for is as declared: else it would be written in every run', () => {
    const slot = aSlot({friendlyName: 'x'.repeat(240)});
    const {mark} = aCertificate(slot);
    const long = {...(mark ?? {spki: '', spec: ''}), ticket: 'T'.repeat(48)};
    const stored = parseFriendlyName(formatFriendlyName(slot.friendlyName, long));
    expect(stored.friendlyName.length).toBeLessThan(240);
    expect(codesOf({slot, certificate: {friendlyName: stored.friendlyName, mark: long}})).toEqual([]);
  });

  test('that was cut elsewhere is not', () => {
    const slot = aSlot({friendlyName: 'x'.repeat(240)});
    expect(codesOf({slot, certificate: {friendlyName: 'x'.repeat(100)}})).toEqual(['FRIENDLY_NAME']);
  });
});
