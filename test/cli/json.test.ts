import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from '@jest/globals';
import {CONTENT_KINDS} from '../../src/engine/content-kinds.ts';
import type {Event} from '../../src/engine/events.ts';
import {copyWorld, edit} from '../support/contoso-world.ts';
import {readEvents} from '../support/event-schema.ts';
import {copyExample, cscert, mustRun, temporaryFolder} from '../support/program.ts';

const folder = temporaryFolder();
let prepared: string;

beforeAll(async () => {
  prepared = copyExample('lab', folder);
  await mustRun(['init'], {cwd: prepared});
});

/** Every event of a command, held to the schema and to the frame that every stream has. */
async function eventsOf(
  argv: readonly string[],
  cwd: string,
): Promise<{code: number; events: readonly Event[]; types: readonly string[]}> {
  const {code, stdout, stderr} = await cscert([...argv, '--json'], {cwd});
  const events = readEvents(stdout);
  expect(stderr).toBe('');
  expect(events[0]).toMatchObject({type: 'version', tool: '0.1.0', format: 1});
  expect(events.at(-1)).toMatchObject({type: 'result', exitCode: code});
  return {code, events, types: events.map(({type}) => type)};
}

/** The reference names every field of a document and of its items; what has a schema of its own is described there. */
function expectDescribed({kind, content}: Event<'document'>): void {
  if (typeof content === 'string' || kind === 'inspection') return;
  const lists = Object.values(content).filter(Array.isArray);
  const things = Array.isArray(content) ? content : [content, ...lists.flat()];
  const fields = new Set(things.flatMap(thing => Object.keys(thing as object)));
  const {description} = CONTENT_KINDS[kind];
  expect([...fields].filter(field => !description.includes(`\`${field}\``))).toEqual([]);
}

describe('--json', () => {
  test('of validate is the configuration between version and result', async () => {
    const {code, types} = await eventsOf(['validate'], prepared);
    expect({code, types}).toEqual({code: 0, types: ['version', 'config_loaded', 'result']});
  });

  test('of plan has every action and risk, and the counts', async () => {
    const {code, events, types} = await eventsOf(['plan', '--detailed-exitcode'], prepared);
    expect(code).toBe(2);
    expect(new Set(types)).toEqual(
      new Set([
        'version',
        'config_loaded',
        'inspect_start',
        'inspect_complete',
        'planned_change',
        'risk',
        'plan_summary',
        'result',
      ]),
    );
    const summary = events.find(event => event.type === 'plan_summary');
    expect(summary).toMatchObject({summary: {trust: 1, request: 2, import: 2, assign: 4}, complete: true});
    expect(types.filter(type => type === 'planned_change')).toHaveLength(1 + 2 + 2 + 4);
  });

  test('of apply tells every action from its beginning to its end, and the result has all outcomes', async () => {
    const {code, events, types} = await eventsOf(['apply', '--auto-approve'], copyWorld(prepared));
    expect(code).toBe(0);
    const started = events.flatMap(event => (event.type === 'apply_start' ? [event.action] : []));
    const completed = events.flatMap(event => (event.type === 'apply_complete' ? [event.action] : []));
    expect(completed.toSorted()).toEqual(started.toSorted());
    expect(types.indexOf('lock_acquired')).toBeLessThan(types.indexOf('apply_start'));
    expect(types.slice(-3)).toEqual(['lock_released', 'apply_summary', 'result']);
    const result = events.at(-1);
    const outcomes = result?.type === 'result' ? result.outcomes : undefined;
    expect(outcomes?.map(({action}) => action).toSorted()).toEqual(started.toSorted());
    expect(new Set(outcomes?.map(outcome => outcome.result))).toEqual(new Set(['done']));
  });

  test('of a configuration with mistakes has each as a diagnostic with its place', async () => {
    const cwd = copyWorld(prepared);
    writeFileSync(join(cwd, 'cscert.yaml'), 'deployment: {nme: lab}\n');
    const {code, events} = await eventsOf(['plan'], cwd);
    expect(code).toBe(1);
    const codes = events.flatMap(event => (event.type === 'diagnostic' ? [event.diagnostic.code] : []));
    expect(codes).toContain('CFG_UNKNOWN_KEY');
  });

  test('of a refused apply says why', async () => {
    const {code, events} = await eventsOf(['apply'], prepared);
    expect(code).toBe(1);
    expect(events[1]).toMatchObject({type: 'diagnostic', diagnostic: {code: 'NOT_APPROVED'}});
  });

  test.each<readonly [string, readonly string[], unknown]>([
    ['status', ['status'], {format: 1, deployment: 'lab', rows: expect.any(Array)}],
    ['inspection', ['inspect'], {format: 1, holders: expect.any(Object)}],
    ['calendar', ['calendar'], {format: 1, entries: expect.any(Array)}],
    ['calendar', ['calendar', '--format', 'json'], {format: 1, entries: expect.any(Array)}],
    ['certificates', ['explain'], expect.arrayContaining([expect.objectContaining({address: 'global/oauth'})])],
    ['explanation', ['explain', 'global/oauth'], expect.stringContaining('OAuthTokenIssuer')],
    ['configuration', ['adopt'], expect.stringContaining('deployment:')],
    ['locks', ['unlock'], []],
    ['requests', ['ca', 'list'], []],
  ])('has what is shown as one document: %s of %p', async (kind, argv, content) => {
    const {events} = await eventsOf(argv, prepared);
    const documents = events.filter(({type}) => type === 'document');
    expect(documents).toHaveLength(1);
    expect(documents[0]).toMatchObject({kind, content});
    if (documents[0]?.type === 'document') expectDescribed(documents[0]);
  });

  test('has each request that was decided on, and the request that is asked for', async () => {
    const cwd = copyWorld(prepared);
    edit(join(cwd, 'cscert.yaml'), '{type: local, folder: ca}', '{type: local, folder: ca, approval: required}');
    await cscert(['apply', '--auto-approve'], {cwd});
    const documentsOf = async (...argv: readonly string[]) =>
      (await eventsOf(argv, cwd)).events.flatMap(event => (event.type === 'document' ? [event] : []));
    const [asked] = await documentsOf('request', 'global/oauth');
    expect(asked).toMatchObject({kind: 'request', content: expect.stringContaining('CERTIFICATE REQUEST')});
    const [listed] = await documentsOf('ca', 'list');
    const [first = '', second = ''] = ((listed?.content ?? []) as readonly {readonly ticket: string}[]).map(
      one => one.ticket,
    );
    const approved = await documentsOf('ca', 'approve', first);
    const denied = await documentsOf('ca', 'deny', second, '--reason', 'no');
    for (const one of [...(await documentsOf('ca', 'list')), ...approved, ...denied]) expectDescribed(one);
    expect(approved).toMatchObject([
      {kind: 'issued', content: {ticket: first, authority: 'internal', serial: expect.any(String)}},
    ]);
    expect(denied).toMatchObject([{kind: 'denied', content: {ticket: second, authority: 'internal'}}]);
  });

  test('takes no iCalendar to standard output, but to a file', async () => {
    const {code, events} = await eventsOf(['calendar', '--format', 'ics'], prepared);
    expect(code).toBe(1);
    expect(events[1]).toMatchObject({type: 'diagnostic', diagnostic: {code: 'CALENDAR_FORMATS'}});
    const cwd = copyWorld(prepared);
    await eventsOf(['calendar', '--format', 'ics', '--out', 'c.ics'], cwd);
    expect(readFileSync(join(cwd, 'c.ics'), 'utf8')).toContain('BEGIN:VCALENDAR');
  });

  test('of show is the plan document itself', async () => {
    const cwd = copyWorld(prepared);
    await mustRun(['plan', '--out', 'plan.json'], {cwd});
    const {stdout} = await mustRun(['show', 'plan.json', '--json'], {cwd});
    expect(JSON.parse(stdout)).toMatchObject({format: 1, deployment: 'lab', actions: expect.any(Array)});
  });
});
