import {describe, expect, it} from '@jest/globals';
import type {Action, Plan} from '../../src/core/model/plan.ts';
import {readPlan, writePlan} from '../../src/report/plan-json.ts';
import {renderPlan, summaryLine} from '../../src/report/plan-text.ts';
import {ANSI, PLAIN} from '../../src/report/style.ts';
import {withoutColours} from '../support/ansi.ts';
import {expectGolden, readGolden} from '../support/golden.ts';
import {assign, finding, holding, known, member, OLD, OTHER, plan, SAMPLE_PLANS, slot} from './sample-plans.ts';

const view = {style: PLAIN, width: 80};

function sample(name: string) {
  const plan = SAMPLE_PLANS[name];
  if (!plan) throw new Error(`no sample ${name}`);
  return plan;
}

describe('the text of a plan', () => {
  it.each(Object.keys(SAMPLE_PLANS))('of the situation "%s" reads as it was agreed, from the file alone', name => {
    expectGolden(`plan/${name}.json`, writePlan(sample(name)));
    const read = readPlan(readGolden(`plan/${name}.json`));
    if ('problem' in read) throw new Error(read.problem.detail);
    expectGolden(`plan/${name}.txt`, renderPlan(read.ok, view));
  });

  it('lists what is unchanged when asked for it', () => {
    expectGolden('plan/renewal.verbose.txt', renderPlan(sample('renewal'), {...view, verbose: true}));
  });

  it('says the same with colours as without', () => {
    for (const one of Object.values(SAMPLE_PLANS)) {
      const coloured = renderPlan(one, {...view, style: ANSI});
      expect(coloured).toContain('\u001b[');
      expect(withoutColours(coloured)).toBe(renderPlan(one, view));
    }
  });

  it('says of a shared certificate which servers keep it unknown, and when nothing is known at all', () => {
    const base = sample('unknown-server');
    const lost = base.holders['fe03.contoso.com'];
    if (!lost) throw new Error('no holder');
    const oauth = slot('global/oauth', {scope: 'global', members: [member('fe03.contoso.com')], state: 'unknown'});
    const text = renderPlan({...base, slots: [oauth, ...base.slots]}, view);
    expect(text).toMatch(/! oauth .*\n.*declared at.*\n +! unknown +fe03\.contoso\.com could not be read\n/);
    const nothing = plan({holders: {'fe03.contoso.com': lost}, slots: [oauth]});
    expect(renderPlan(nothing, view)).toContain('Nothing is known: 1 server could not be read');
  });

  it('offers the next command to people and not to pipelines', () => {
    const next = 'cscert apply monday.json';
    expect(renderPlan(sample('renewal'), {...view, next})).toContain(`\n    ${next}\n`);
    expect(renderPlan(sample('renewal'), {...view, next, automation: true})).not.toContain(next);
    expect(renderPlan(sample('no-changes'), {...view, next})).not.toContain(next);
  });

  it('tells what is restarted, removed and forgotten, and from when on, so that nobody approves something else', () => {
    const [on, address] = ['se01.contoso.com', 'se01.contoso.com/se01.contoso.com/default'];
    const base = {slot: address, on, phase: 'clean', needs: [], because: ['SUPERSEDED']} as const;
    const retire = {...base, verb: 'retire'} as const;
    const own: readonly Action[] = [
      {...retire, id: 'retire:1', args: {thumbprint: OLD, previousOf: [], removed: true}},
      {...retire, id: 'retire:2', args: {thumbprint: OTHER, previousOf: ['OAuthTokenIssuer'], removed: false}},
      ...assign(address, on, {usages: ['Default'], thumbprint: OTHER}).map(one => ({
        ...one,
        notBefore: '2026-08-23T22:00:00Z',
        ...(one.verb === 'assign' && {effective: '2026-08-24T06:30:00Z'}),
      })),
      {
        ...base,
        id: 'import:1',
        verb: 'import',
        args: {source: 'pending', spki: 'ab12cd34'.repeat(8)},
      },
    ];
    const restarts = [['RTCSRV', 'RTCMEDSRV'], []].map(
      (services, at): Action => ({
        id: `restart:${at}`,
        verb: 'restart',
        on,
        phase: 'switch',
        needs: [],
        because: ['OWED'],
        args: {services},
      }),
    );
    const lines = renderPlan(
      plan({
        holders: {[on]: known(on)},
        slots: [slot(address, {members: [member(on)], actions: own})],
        actions: [...own, ...restarts],
      }),
      {...view, width: 200},
    )
      .split('\n')
      .map(line => line.trim().replace(/ {2,}/g, ' '));
    expect(lines).toEqual(
      expect.arrayContaining([
        '- retire 9F3A1C22 with its key, from My',
        '- retire 11AA22BB as the certificate before of OAuthTokenIssuer',
        '~ assign Default to 11AA22BB, which takes over 2026-08-24 06:30 UTC, not before 2026-08-23 22:00 UTC',
        '> import the answer to the request that is there (key ab12cd34) into My',
        '* restart RTCSRV, RTCMEDSRV',
        '* restart all services of the product on this server',
      ]),
    );
  });

  it('says of which servers of a shared certificate a finding is, and tells drift before warnings', () => {
    const servers = [1, 2, 3, 4, 5].map(number => `edge0${number}.contoso.com`);
    const hint = finding('KEY_PROVIDER', 'a strange one', {severity: 'warning', cure: 'none'});
    const drift = finding('NAMES_MISSING', 'one is');
    const told = (all: readonly string[], having: readonly string[]): readonly string[] => {
      const members = all.map(one => holding(one, OTHER, {findings: having.includes(one) ? [hint, drift] : [hint]}));
      const text = renderPlan(
        plan({
          holders: Object.fromEntries(all.map(one => [one, known('edge.contoso.com')])),
          slots: [slot('edge.contoso.com/external', {scope: 'pool', members, state: 'person'})],
        }),
        {...view, width: 200},
      );
      return [...text.matchAll(/(?:because|warning) +(\w+ .*)/g)].map(match => match[1]?.replace(/ {2,}/g, ' ') ?? '');
    };
    const [first = '', second = ''] = servers;
    expect(told([first], [first])).toEqual(['NAMES_MISSING one is', 'KEY_PROVIDER a strange one']);
    expect(told([first, second], [second])).toEqual([
      'NAMES_MISSING one is (on edge02.contoso.com)',
      'KEY_PROVIDER a strange one (on both servers)',
    ]);
    expect(told(servers, servers.slice(1))).toEqual([
      'NAMES_MISSING one is (on edge02.contoso.com, edge03.contoso.com, edge04.contoso.com and 1 more)',
      'KEY_PROVIDER a strange one (on all 5 servers)',
    ]);
  });

  it('names of a shared certificate that is unknown the servers that could not be read, and no others', () => {
    const [good, bad] = ['edge01.contoso.com', 'edge02.contoso.com'];
    const unknown = {severity: 'error', code: 'GONE', summary: 'Gone', detail: 'It is.'} as const;
    const told = (holder: Plan['holders'][string]): string =>
      renderPlan(
        plan({
          holders: {[good]: known('edge.contoso.com'), [bad]: holder},
          slots: [
            slot('edge.contoso.com/external', {
              scope: 'pool',
              members: [holding(good, OTHER), member(bad)],
              state: 'unknown',
            }),
          ],
        }),
        {...view, width: 200},
      );
    const {pool, role, connection} = known('edge.contoso.com');
    expect(told({pool, role, connection, unknown})).toMatch(/! unknown +edge02\.contoso\.com could not be read\n/);
    expect(told(known('edge.contoso.com'))).toMatch(/! unknown +a part that it needs could not be read\n/);
  });

  it('marks what waits for somebody who assigns it as blocked', () => {
    const one = slot('se01.contoso.com/se01.contoso.com/default', {
      members: [member('se01.contoso.com')],
      state: 'ready',
      blocked: ['It is ready.'],
    });
    const text = renderPlan(plan({holders: {'se01.contoso.com': known('se01.contoso.com')}, slots: [one]}), view);
    expect(text).toContain('! default  Default, WebServicesInternal, WebServicesExternal\n');
    expect(text).toMatch(/! blocked +It is ready\.\n/);
  });

  it('says of a server that was read in part that the rest is left out, and not that the server is', () => {
    const [one, two, three] = [1, 2, 3].map(number => `se0${number}.contoso.com`) as [string, string, string];
    const unknown = {severity: 'error', code: 'GONE', summary: 'Gone', detail: 'It is.'} as const;
    const partly = (name: string) =>
      known(name, {trust: [finding('PART_UNREADABLE', 'The store Root could not be read', {cure: 'person'})]});
    const gone = {pool: three, role: 'frontEnd', connection: 'domain', unknown} as const;
    const text = (holders: Plan['holders'], actions: readonly Action[] = []): string => {
      const own = slot(`${one}/${one}/default`, {members: [member(one)], actions});
      return renderPlan(plan({holders, slots: [own], actions, complete: false}), {...view, width: 200});
    };
    const doing = assign(`${one}/${one}/default`, one, {usages: ['Default'], thumbprint: OTHER});
    const top = text({[one]: partly(one), [two]: known(two), [three]: gone}, doing);
    expect(top.split('\n').filter(line => line.startsWith('Incomplete'))).toEqual([
      'Incomplete: 1 of 3 servers could not be read; what is declared for it is left out of this plan.',
      'Incomplete: 1 of 3 servers could be read only in part; what depends on the rest of it is left out of this plan.',
    ]);
    expect(text({[one]: partly(one), [two]: partly(two)})).toContain(
      'Incomplete: 2 of 2 servers could be read only in part; what depends on the rest of them is left out of this plan.\n',
    );
    expect(text({[one]: partly(one), [two]: known(two)})).toContain(
      '\nNothing to do where cscert could look. 1 server could be read only in part and may differ.\n',
    );
    expect(text({[one]: partly(one), [three]: gone})).toContain(
      '\nNothing to do where cscert could look. 1 server could not be read, 1 server could be read only in part and may differ.\n',
    );
  });

  it('cannot be made to hide a line by a name that moves the cursor or turns the reading direction', () => {
    const renewal = sample('renewal');
    const [first] = renewal.slots;
    if (!first) throw new Error('no slot');
    const change = {before: [], after: [{field: 'name', value: 'a\u001b[2K\r\n\u202ecom.osotnoc'}]};
    const text = renderPlan({...renewal, slots: [{...first, change}, ...renewal.slots.slice(1)]}, view);
    expect(text).toContain('+ name: a\\x1b[2K\\x0d\\x0a\\u202ecom.osotnoc');
  });

  it('keeps a long list of unchanged names short, and whole when asked for', () => {
    const renewal = sample('renewal');
    const [first] = renewal.slots;
    if (!first) throw new Error('no slot');
    const names = Array.from({length: 250}, (_, at) => ({field: 'name', value: `host${at}.contoso.com`}));
    const change = {before: names, after: [...names, {field: 'name', value: 'new.contoso.com'}]};
    const long = {...renewal, slots: [{...first, change}]};
    expect(renderPlan(long, view)).toContain('(246 unchanged lines)');
    expect(renderPlan(long, view)).not.toContain('host100.');
    expect(renderPlan(long, {...view, verbose: true})).toContain('host100.');
  });

  it('shows every finding, every action and every risk of every plan', () => {
    for (const one of Object.values(SAMPLE_PLANS)) {
      const text = renderPlan(one, view);
      for (const {findings} of one.slots.flatMap(({members}) => members)) {
        for (const {code, message} of findings) expect(text).toMatch(new RegExp(`${code} +${escaped(message)}`));
      }
      for (const {verb} of one.actions) expect(text).toMatch(new RegExp(`^ +[\\^+>=~*-] ${verb} `, 'm'));
      for (const {code, message} of one.risks) expect(text).toMatch(new RegExp(`${code} +${escaped(message)}`));
      for (const sentence of one.slots.flatMap(({blocked}) => blocked ?? [])) expect(text).toContain(sentence);
    }
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('the summary line', () => {
  const none = {trust: 0, request: 0, import: 0, copy: 0, assign: 0, restart: 0, retire: 0};
  const quiet = {waiting: 0, unknown: 0, person: 0, unchanged: 0};

  it('names all verbs in their order, also those that are nought', () => {
    expect(summaryLine({...none, ...quiet, trust: 1, request: 1, import: 1, assign: 3})).toBe(
      'Plan: 1 to trust, 1 to request, 1 to import, 0 to copy, 3 to assign, 0 to restart, 0 to retire.',
    );
  });

  it('adds what is open and what is unchanged only where there is some', () => {
    const zero = 'Plan: 0 to trust, 0 to request, 0 to import, 0 to copy, 0 to assign, 0 to restart, 0 to retire.';
    expect(summaryLine({...none, ...quiet, waiting: 1, unknown: 1, person: 1})).toBe(
      `${zero} 1 waiting, 1 unknown, 1 needs a person.`,
    );
    expect(summaryLine({...none, ...quiet, person: 2})).toBe(`${zero} 2 need a person.`);
    expect(summaryLine({...none, ...quiet, unchanged: 4})).toBe(`${zero} 4 slots unchanged.`);
  });
});
