import {describe, expect, test} from '@jest/globals';
import type {Part} from '../../src/core/diagnostic.ts';
import type {Actual, HolderState} from '../../src/core/model/actual.ts';
import {renderInspection} from '../../src/report/inspection-text.ts';
import {PLAIN} from '../../src/report/style.ts';

const problem = {
  severity: 'error',
  code: 'STORE_UNREADABLE',
  summary: 'It could not be read',
  detail: 'EACCES.',
} as const;
const whole: HolderState = {
  at: '2026-10-01T00:00:00.000Z',
  stores: {My: {ok: []}, CA: {ok: []}, Root: {ok: []}},
  requests: {ok: []},
  assigned: {ok: {}},
};
const partly: HolderState = {...whole, stores: {...whole.stores, Root: {problem}}};

function lastLineOf(...parts: readonly Part<HolderState>[]): string | undefined {
  const holders = Object.fromEntries(parts.map((part, index) => [`fe${index}.contoso.com`, part]));
  const actual: Actual = {holders, authorities: {}};
  return renderInspection(actual, {style: PLAIN, width: 100}).trimEnd().split('\n').at(-1);
}

describe('the last line of what was read', () => {
  test.each([
    ['counts the servers', [{ok: whole}, {ok: whole}], '2 servers read.'],
    ['does not count a server that could not be read', [{ok: whole}, {problem}], '1 of 2 servers read; 1 not at all.'],
    [
      'tells a server of which a part could not be read from one of which nothing could',
      [{ok: whole}, {ok: partly}, {problem}, {problem}],
      '1 of 4 servers read; 1 in part, 2 not at all.',
    ],
  ])('%s', (_title, parts, line) => {
    expect(lastLineOf(...parts)).toBe(line);
  });
});
