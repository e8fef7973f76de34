import {describe, expect, it} from '@jest/globals';
import {statusRows} from '../../src/report/status.ts';
import {renderStatus} from '../../src/report/status-text.ts';
import {PLAIN} from '../../src/report/style.ts';
import {expectGolden} from '../support/golden.ts';
import {finding, holding, known, member, OLD, OTHER, plan, SAMPLE_PLANS, slot} from './sample-plans.ts';

const POOL = 'fepool01.contoso.com';
const server = (number: number): string => `fe0${number}.contoso.com`;
const address = (number: number): string => `${POOL}/${server(number)}/default`;

const unknown = {
  severity: 'error',
  code: 'UNREACHABLE',
  summary: 'The server did not answer',
  detail: 'It timed out.',
} as const;
const expired = finding('EXPIRED', 'expired 2026-08-21, 1 day ago');
const soon = finding('EXPIRES_SOON', 'expires 2026-09-03, in 12 days; renewBefore is 30 days');
const names = finding('NAMES_MISSING', '1 of 4 names missing: sip.fabrikam.com');
const hint = finding('KEY_PROVIDER', 'a provider that the documentation does not name', {
  severity: 'warning',
  cure: 'none',
});

/** Every condition once, declared in the wrong order. */
const MIXED = plan({
  holders: {
    ...Object.fromEntries([1, 2, 3, 4, 5, 6].map(number => [server(number), known(POOL)])),
    [server(7)]: {pool: POOL, role: 'frontEnd', connection: 'domain', unknown},
    [server(8)]: known(POOL, {
      trust: [finding('ROOT_MISSING', 'CN=Contoso Root CA is missing from Root', {cure: 'trust'})],
    }),
  },
  slots: [
    slot(address(1), {members: [holding(server(1), OTHER, {findings: [hint]})]}),
    slot(address(2), {members: [holding(server(2), OLD, {notAfter: '2026-09-03T00:00:00Z', findings: [soon]})]}),
    slot(address(3), {members: [holding(server(3), OLD, {notAfter: '2026-08-21T00:00:00Z', findings: [expired]})]}),
    slot(address(4), {members: [holding(server(4), OTHER, {findings: [hint, names]})]}),
    slot(address(5), {members: [member(server(5), {assigned: {Default: OTHER}, notAfter: '2027-05-01T00:00:00Z'})]}),
    slot(address(6), {members: [member(server(6))], state: 'waiting', blocked: ['Request 4711 is waiting at corp.']}),
    slot(address(7), {members: [member(server(7))], state: 'unknown'}),
    slot(address(8), {members: [holding(server(8), OTHER)]}),
  ],
});

describe('the status', () => {
  it('shows the worst first, each with its reasons', () => {
    expectGolden('status/mixed.txt', renderStatus(MIXED, {style: PLAIN, width: 100}));
  });

  it('of a deployment that is as declared is calm', () => {
    const calm = SAMPLE_PLANS['no-changes'];
    if (!calm) throw new Error('no sample');
    expectGolden('status/fine.txt', renderStatus(calm, {style: PLAIN, width: 100}));
  });

  it('has a row for every usage of every server', () => {
    const rows = statusRows(MIXED).filter(({usage}) => usage !== undefined);
    expect(rows).toHaveLength(8 * 3);
    expect([...new Set(statusRows(MIXED).map(({condition}) => condition))]).toEqual([
      'expired',
      'missing',
      'expiring',
      'drift',
      'unknown',
      'waiting',
      'warning',
      'fine',
    ]);
  });

  it('counts no server as fine about whose trusted certificates there is a warning, and says of what it warns', () => {
    const misplaced = finding('ROOT_MISPLACED', 'CN=Contoso Issuing CA lies in Root', {
      severity: 'warning',
      cure: 'none',
    });
    const text = renderStatus(plan({holders: {[server(1)]: known(POOL, {trust: [misplaced]})}, slots: []}), {
      style: PLAIN,
      width: 100,
    });
    expect(text).toMatch(/fe01\.contoso\.com +\(trust\) +- +- +warning\n {4}ROOT_MISPLACED /);
    expect(text).toContain('\n1 server: 1 warning.\n');
  });

  it('of a server that could not be read lets its words neither move the cursor nor stand as rows of their own', () => {
    const detail = 'It said:\u001b[2J\r\nfe02.contoso.com  Default  fine';
    const holder = {pool: POOL, role: 'frontEnd', connection: 'domain', unknown: {...unknown, detail}} as const;
    const text = renderStatus(
      plan({
        holders: {[server(1)]: holder},
        slots: [slot(address(1), {members: [member(server(1))], state: 'unknown'})],
      }),
      {style: PLAIN, width: 200},
    );
    expect(text).toContain(
      '\n    UNREACHABLE The server did not answer. It said:\\x1b[2J fe02.contoso.com  Default  fine\n',
    );
    expect(text).not.toMatch(/[^\n\x20-\x7e]/);
  });

  it('does not call otherwise than declared what could not be read of a server', () => {
    const unread = finding('PART_UNREADABLE', 'The store Root could not be read', {cure: 'person'});
    const missing = finding('ROOT_MISSING', 'CN=Contoso Root CA is missing from Root', {cure: 'trust'});
    const conditions = (trust: (typeof unread)[]): readonly string[] =>
      statusRows(plan({holders: {[server(1)]: known(POOL, {trust})}, slots: []})).map(({condition}) => condition);
    expect(conditions([unread])).toEqual(['unknown']);
    expect(conditions([unread, missing])).toEqual(['drift']);
  });

  it('cannot be forged by what a finding quotes', () => {
    const quoting = finding('NAMES_MISSING', 'not x\u001b[2J\u202e');
    const one = holding(server(1), OTHER, {findings: [quoting]});
    const text = renderStatus(
      plan({holders: {[server(1)]: known(POOL)}, slots: [slot(address(1), {members: [one]})]}),
      {style: PLAIN, width: 100},
    );
    expect(text).toContain('NAMES_MISSING not x\\x1b[2J\\u202e\n');
  });

  it('calls ready what waits for somebody who assigns it, and drift what needs a person though nothing else is wrong', () => {
    const conditions = (one: Parameters<typeof slot>[1]): readonly string[] =>
      statusRows(plan({holders: {[server(1)]: known(POOL)}, slots: [slot(address(1), one)]})).map(row => row.condition);
    expect(new Set(conditions({members: [member(server(1))], state: 'ready'}))).toEqual(new Set(['ready']));
    expect(new Set(conditions({members: [holding(server(1), OTHER)], state: 'ready'}))).toEqual(new Set(['ready']));
    expect(new Set(conditions({members: [holding(server(1), OTHER)], state: 'person'}))).toEqual(new Set(['drift']));
  });

  it('calls a certificate expired from the moment on at which it ends', () => {
    const at = (now: string): readonly string[] => {
      const one = holding(server(1), OLD, {notAfter: '2026-08-22T10:00:00Z'});
      const whole = plan({holders: {[server(1)]: known(POOL)}, slots: [slot(address(1), {members: [one]})]});
      return [...new Set(statusRows({...whole, now}).map(({condition}) => condition))];
    };
    expect(at('2026-08-22T09:59:59.000Z')).toEqual(['fine']);
    expect(at('2026-08-22T10:00:00.000Z')).toEqual(['expired']);
  });

  it('tells of each usage when its own certificate ends, and no other', () => {
    const ends = {Default: '2026-08-19T00:00:00Z', WebServicesInternal: '2027-05-01T00:00:00Z'};
    const mixed = (judged: string): readonly (readonly [string | undefined, string])[] => {
      const assigned = {Default: OLD, WebServicesInternal: OTHER, WebServicesExternal: '22'.repeat(20)};
      const one = member(server(1), {assigned, notAfter: judged, ends, findings: [soon]});
      const rows = statusRows(plan({holders: {[server(1)]: known(POOL)}, slots: [slot(address(1), {members: [one]})]}));
      return rows.map(({notAfter, condition}) => [notAfter, condition] as const);
    };
    expect(mixed(ends.WebServicesInternal)).toEqual([
      [ends.Default, 'expired'],
      [ends.WebServicesInternal, 'expiring'],
      [undefined, 'drift'],
    ]);
    expect(mixed(ends.Default)).toEqual([
      [ends.Default, 'expired'],
      [undefined, 'drift'],
      [ends.WebServicesInternal, 'drift'],
    ]);
  });
});
