import {describe, expect, it} from '@jest/globals';
import {type ColourFlag, wantsColour} from '../../src/host/colour.ts';

type Row = readonly [flag: ColourFlag, environment: Record<string, string>, isTTY: boolean, wanted: boolean];

const TABLE: readonly Row[] = [
  ['auto', {}, true, true],
  ['auto', {}, false, false],
  ['auto', {TERM: 'dumb'}, true, false],
  ['auto', {NO_COLOR: '1'}, true, false],
  ['auto', {NO_COLOR: ''}, true, true],
  ['auto', {NO_COLOR: '1', FORCE_COLOR: '1'}, true, false],
  ['auto', {NO_COLOR: '1', GITHUB_ACTIONS: 'true'}, true, false],
  ['auto', {FORCE_COLOR: '1'}, false, true],
  ['auto', {FORCE_COLOR: '3', TERM: 'dumb'}, false, true],
  ['auto', {FORCE_COLOR: '0'}, true, false],
  ['auto', {FORCE_COLOR: 'false', GITHUB_ACTIONS: 'true'}, true, false],
  ['auto', {FORCE_COLOR: ''}, false, false],
  ['auto', {CLICOLOR_FORCE: '1'}, false, true],
  ['auto', {GITHUB_ACTIONS: 'true'}, false, true],
  ['auto', {GITLAB_CI: 'true'}, false, true],
  ['auto', {TF_BUILD: 'True'}, false, true],
  ['auto', {GITHUB_ACTIONS: 'false'}, false, false],
  ['auto', {CI: 'true'}, false, false],
  ['always', {NO_COLOR: '1', TERM: 'dumb'}, false, true],
  ['never', {FORCE_COLOR: '1', GITHUB_ACTIONS: 'true'}, true, false],
];

describe('whether a stream gets colours', () => {
  it.each(TABLE)('--color=%s, %j, terminal: %s gives %s', (flag, environment, isTTY, wanted) => {
    expect(wantsColour({flag, environment, isTTY})).toBe(wanted);
  });
});
