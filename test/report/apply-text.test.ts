import {describe, expect, it} from '@jest/globals';
import type {Outcome} from '../../src/core/model/outcome.ts';
import {tallyOf} from '../../src/core/model/outcome.ts';
import {applyLine, renderApply} from '../../src/report/apply-text.ts';
import {PLAIN} from '../../src/report/style.ts';
import {expectGolden} from '../support/golden.ts';
import {SAMPLE_PLANS} from './sample-plans.ts';

const view = {style: PLAIN, width: 80, log: '/home/admin/.local/state/cscert/logs/apply.log'};

function planOf(name: string) {
  const plan = SAMPLE_PLANS[name];
  if (!plan) throw new Error(`no sample ${name}`);
  return plan;
}

/** The outcome of each action of a plan, in order. */
function outcomes(name: string, results: readonly Partial<Outcome>[]): readonly Outcome[] {
  return planOf(name).actions.map((action, at) => ({
    action: action.id,
    verb: action.verb,
    on: action.on,
    result: 'done',
    elapsedMs: 10,
    ...results[at],
  }));
}

const PROBLEM = {
  severity: 'error',
  code: 'KEY_NOT_OURS',
  summary: 'The private key does not belong to the certificate',
  detail: 'Default on fe01.contoso.com still points to 9F3A1C22.',
  help: 'look at the key file, then apply again',
} as const;

describe('the end of an apply', () => {
  it('that did everything is two lines', () => {
    const all = outcomes('renewal', [{}, {result: 'already-done'}]);
    expect(renderApply({plan: planOf('renewal'), outcomes: all}, view)).toBe(
      'Apply complete: 4 done, 1 already done, 0 waiting, 0 failed, 0 not run.\nLog: /home/admin/.local/state/cscert/logs/apply.log\n',
    );
  });

  it('that failed repeats what failed and says what to do', () => {
    const skipped = {result: 'not-run', message: 'an assignment before it failed'} as const;
    const all = outcomes('renewal', [{}, {}, {result: 'failed', problem: PROBLEM}, skipped, skipped]);
    expectGolden('apply/failed.txt', renderApply({plan: planOf('renewal'), outcomes: all}, view));
  });

  it('that waits says for what', () => {
    const waits = {result: 'waiting', message: 'request 4711 is waiting for approval at corp'} as const;
    const later = {result: 'not-run', message: 'its certificate is not issued yet'} as const;
    const all = outcomes('renewal', [{}, waits, later, later, later]);
    expectGolden('apply/waiting.txt', renderApply({plan: planOf('renewal'), outcomes: all}, view));
  });

  it('offers no command to a pipeline', () => {
    const all = outcomes('renewal', [{result: 'failed', message: 'no reason'}]);
    const text = renderApply({plan: planOf('renewal'), outcomes: all}, {...view, automation: true});
    expect(text).not.toContain('cscert apply\n');
    expect(text).toContain('no reason');
  });

  it('cannot be forged by what a server or a CA answered', () => {
    const forged = 'gone\u001b[2J\r\nApply complete: 9 done';
    const results = (['failed', 'waiting', 'not-run'] as const).map(result => ({result, message: forged, on: forged}));
    const text = renderApply(
      {plan: planOf('renewal'), outcomes: outcomes('renewal', results)},
      {...view, next: forged, log: forged},
    );
    expect(text).not.toMatch(/[^\n\x20-\x7e]/);
    expect(text.match(/^Apply complete/gm)).toHaveLength(1);
    expect(text.match(/gone\\x1b\[2J\\x0d\\x0aApply complete: 9 done/g)).toHaveLength(6);
  });

  it('says what comes next by what happened: after a failure, after a wait, and after an interrupt', () => {
    const next = (...results: readonly Outcome['result'][]): string =>
      renderApply(
        {
          plan: planOf('renewal'),
          outcomes: outcomes(
            'renewal',
            results.map(result => ({result})),
          ),
        },
        view,
      );
    expect(next('failed', 'waiting', 'not-run')).toContain('When the cause is gone');
    expect(next('done', 'waiting', 'not-run')).toContain('When the wait is over');
    expect(next('done', 'done', 'not-run')).toContain('Nothing has to be undone. Apply again');
    expect(next('done', 'already-done')).not.toContain('pply again');
  });

  it('counts every outcome exactly once', () => {
    const results = ['done', 'already-done', 'waiting', 'failed', 'not-run'] as const;
    const each = outcomes(
      'renewal',
      results.map(result => ({result})),
    );
    expect(applyLine(tallyOf(each))).toBe('Apply complete: 1 done, 1 already done, 1 waiting, 1 failed, 1 not run.');
  });
});
