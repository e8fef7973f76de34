import type {Diagnostic} from '../../src/core/diagnostic.ts';
import {type Event, emitter} from '../../src/engine/events.ts';
import {SAMPLE_PLANS} from './sample-plans.ts';

const SERVER = 'fe01.contoso.com';
const SLOT = `fepool01.contoso.com/${SERVER}/default`;

const PROBLEM: Diagnostic = {
  severity: 'error',
  code: 'AUTHORITY_REFUSED',
  summary: 'The authority refused the request',
  detail: 'The profile WebServer allows names below contoso.com only.\nRefused: sip.fabrikam.com.',
  help: 'allow fabrikam.com in the profile, or leave the name out',
  address: SLOT,
};

const LOCK = {
  id: '6f1d0c2e',
  operation: 'apply',
  owner: 'admin@runner',
  run: 'r-1',
  version: '0.1.0',
  since: '2026-08-22T09:58:00Z',
  lease: '2026-08-22T10:03:00Z',
};

const ref = (verb: 'request' | 'import' | 'assign', slot = SLOT) => ({
  action: `${verb}:${slot}`,
  verb,
  on: SERVER,
  slot,
});

/** Every kind of event at least once, in the order of a run, a second apart. */
export const SAMPLE_EVENTS: readonly Event[] = sampleEvents();

function sampleEvents(): readonly Event[] {
  const events: Event[] = [];
  let time = Date.parse('2026-08-22T10:00:00Z');
  const emit = emitter(() => {
    time += 1000;
    return new Date(time);
  }, [event => events.push(event)]);
  const plan = SAMPLE_PLANS['renewal'];
  const change = plan?.actions[0];
  if (!plan || !change) throw new Error('no sample');
  emit('version', {tool: '0.1.0', format: 1, node: 'v20.20.0'});
  emit('config_loaded', {files: ['cscert.yaml'], digest: plan.config.digest, pools: 1, servers: 2});
  emit('inspect_start', {server: SERVER});
  emit('inspect_start', {server: 'fe02.contoso.com'});
  emit('inspect_complete', {server: SERVER, elapsedMs: 812});
  emit('inspect_errored', {
    server: 'fe02.contoso.com',
    diagnostic: {...PROBLEM, code: 'UNREACHABLE', summary: 'No answer'},
  });
  emit('slot_judged', {
    slot: SLOT,
    state: 'changes',
    findings: [
      {
        server: SERVER,
        code: 'NAME_MISSING',
        cure: 'request',
        severity: 'drift',
        message: 'sip.fabrikam.com is missing',
        expected: 'sip.fabrikam.com',
        actual: 'sip.contoso.com',
      },
    ],
  });
  emit('planned_change', {change});
  emit('risk', {
    risk: {code: 'ALL_MEMBERS', message: 'every server of the pool gets a new certificate', address: SLOT},
  });
  emit('plan_summary', {summary: plan.summary, digest: plan.digest, complete: true});
  emit('lock_waiting', {server: SERVER, lock: LOCK, elapsedMs: 2000});
  emit('lock_acquired', {server: SERVER, lock: LOCK});
  const perform = {to: 'connection', name: 'stores', call: 'perform', server: SERVER} as const;
  emit('call_start', {...perform, asked: {steps: 'trust, assign'}});
  emit('step_complete', {
    server: SERVER,
    step: 'trust',
    asked: {store: 'Root', der: 'MIIE'.repeat(40)},
    result: 'done',
    elapsedMs: 36,
    answer: {thumbprint: '5E1D0F27'},
  });
  emit('step_complete', {server: SERVER, step: 'unlock', asked: {id: LOCK.id}, result: 'already-done', answer: {}});
  emit('call_complete', {...perform, result: 'failed', elapsedMs: 41, answer: {steps: 2, code: 'KEY_MISSING'}});
  emit('call_start', {to: 'authority', name: 'corp', call: 'chain', asked: {create: false}});
  emit('diagnostic', {
    diagnostic: {...PROBLEM, severity: 'warning', code: 'LOCK_TAKEN_OVER', summary: 'An old lock was taken over'},
  });
  emit('apply_start', ref('request'));
  emit('apply_start', {action: 'trust:fe01:Root:5E1D0F27', verb: 'trust', on: SERVER});
  emit('apply_progress', {...ref('request'), elapsedMs: 10_000});
  emit('apply_complete', {
    action: 'trust:fe01:Root:5E1D0F27',
    verb: 'trust',
    on: SERVER,
    result: 'already-done',
    elapsedMs: 40,
  });
  emit('apply_complete', {...ref('request'), result: 'done', elapsedMs: 12_345, note: 'serial 1a2b'});
  emit('apply_start', ref('import'));
  emit('apply_waiting', {...ref('import'), note: 'request 4711 is waiting for approval at corp'});
  emit('apply_start', ref('assign', 'global/oauth'));
  emit('apply_errored', {...ref('assign', 'global/oauth'), diagnostic: PROBLEM, elapsedMs: 100});
  emit('interrupted', {phase: 'stopping'});
  emit('interrupted', {phase: 'cancelling'});
  emit('apply_skipped', {...ref('assign'), note: 'the run was interrupted'});
  emit('lock_released', {server: SERVER, id: LOCK.id});
  emit('apply_summary', {tally: {done: 1, alreadyDone: 1, waiting: 1, failed: 1, notRun: 1}});
  emit('revoked', {
    thumbprint: 'A'.repeat(40),
    serial: '4f00',
    authority: 'internal',
    reason: 'keyCompromise',
    result: 'done',
    at: '2026-03-02T12:00:00.000Z',
    list: 'ca/crl.pem',
  });
  emit('document', {kind: 'locks', content: []});
  emit('result', {
    exitCode: 1,
    outcomes: [{action: change.id, verb: 'request', on: SERVER, result: 'failed', problem: PROBLEM, elapsedMs: 5}],
  });
  return events;
}
