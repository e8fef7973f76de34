import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import type {Event} from '../../src/engine/events.ts';

const SCHEMAS = join(__dirname, '..', '..', 'schemas');
const schema = (name: string): object => JSON.parse(readFileSync(join(SCHEMAS, `${name}.schema.json`), 'utf8'));

const ajv = new Ajv2020({strict: true, allErrors: true}).addSchema(schema('plan'));
const validate = ajv.compile<Event>(schema('event'));

/** Reads an event stream; throws at the first line that schemas/event.schema.json does not allow. */
export function readEvents(text: string): readonly Event[] {
  if (!text.endsWith('\n')) throw new Error('the stream does not end with a line break');
  return text
    .trimEnd()
    .split('\n')
    .map(line => {
      const event: unknown = JSON.parse(line);
      if (!validate(event)) throw new Error(`${line}\n${ajv.errorsText(validate.errors)}`);
      return event;
    });
}
