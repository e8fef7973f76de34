import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from '@jest/globals';
import {Ajv2020} from 'ajv/dist/2020.js';
import {Secret} from '../../src/core/secret.ts';
import {CONTENT_KINDS} from '../../src/engine/content-kinds.ts';
import {EVENTS, type Event, emitter} from '../../src/engine/events.ts';
import {eventLine} from '../../src/report/event-json.ts';
import {eventText, logText} from '../../src/report/event-text.ts';
import {renderEventsDoc} from '../../src/report/events-doc.ts';
import {PLAIN} from '../../src/report/style.ts';
import {expectGolden} from '../support/golden.ts';
import {SAMPLE_EVENTS} from './sample-events.ts';

const schema = (name: string) =>
  JSON.parse(readFileSync(join(__dirname, '../../schemas', `${name}.schema.json`), 'utf8'));

describe('an event as JSON', () => {
  it('is one line that the schema describes', () => {
    const validate = new Ajv2020({strict: true}).addSchema(schema('plan')).compile(schema('event'));
    for (const event of SAMPLE_EVENTS) {
      const line = eventLine(event);
      expect(line.indexOf('\n')).toBe(line.length - 1);
      expect(validate(JSON.parse(line)) ? [] : validate.errors).toEqual([]);
      expect(JSON.parse(line)).toEqual(event);
    }
  });

  it('of every kind is among the samples', () => {
    expect([...new Set(SAMPLE_EVENTS.map(({type}) => type))].sort()).toEqual(Object.keys(EVENTS).sort());
  });

  it('with a document is of a kind that the table and the schema name alike', () => {
    const {kind} = schema('event').$defs.document.properties;
    expect(kind.enum).toEqual(Object.keys(CONTENT_KINDS));
  });

  it('shows no secret that strays into it', () => {
    const seen: Event[] = [];
    const emit = emitter(() => new Date(0), [event => seen.push(event)]);
    // A careless caller: the types have no place for a secret, a spread object may.
    emit('inspect_start', {server: 'fe01', ...{password: new Secret('hunter2')}});
    expect(seen.map(eventLine).join('')).not.toContain('hunter2');
  });
});

describe('an event as text', () => {
  it('of each kind has its line in the log', () => {
    expectGolden('events/log.txt', SAMPLE_EVENTS.map(logText).join(''));
  });

  it('says what people watch for and leaves out what is shown elsewhere', () => {
    const lines = SAMPLE_EVENTS.flatMap(event => eventText(event, PLAIN) ?? []);
    expectGolden('events/lines.txt', `${lines.join('\n')}\n`);
  });
});

describe('the reference of events', () => {
  it('is made from the table and the schema', () => {
    expectGolden(
      'events/reference.md',
      renderEventsDoc({events: EVENTS, kinds: CONTENT_KINDS, schema: schema('event')}),
    );
  });
});
