import {describe, expect, it} from '@jest/globals';
import {stateFolder} from '../../src/host/state-folder.ts';

describe('the state folder', () => {
  it.each([
    ['linux', {HOME: '/home/a'}, '/home/a/.local/state/cscert'],
    ['linux', {HOME: '/home/a', XDG_STATE_HOME: '/var/state'}, '/var/state/cscert'],
    ['linux', {HOME: '/home/a', XDG_STATE_HOME: 'relative'}, '/home/a/.local/state/cscert'],
    ['linux', {HOME: '/home/a', XDG_STATE_HOME: ''}, '/home/a/.local/state/cscert'],
    ['linux', {}, undefined],
    ['darwin', {HOME: '/Users/a'}, '/Users/a/Library/Application Support/cscert'],
    ['darwin', {}, undefined],
    ['win32', {LOCALAPPDATA: 'C:\\Users\\a\\AppData\\Local'}, 'C:\\Users\\a\\AppData\\Local\\cscert'],
    ['win32', {USERPROFILE: 'C:\\Users\\a'}, 'C:\\Users\\a\\AppData\\Local\\cscert'],
    ['win32', {HOME: '/home/a'}, undefined],
  ] as const)('of %s with %j is %s', (platform, environment, folder) => {
    expect(stateFolder(platform, environment)).toBe(folder);
  });
});
