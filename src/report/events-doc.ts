import type {EventTable} from '../engine/events.ts';

/** The part of schemas/event.schema.json that is read: one definition per type of event. */
export interface EventSchema {
  readonly $defs: Readonly<Record<string, EventDefinition>>;
}

interface EventDefinition {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, {readonly description?: string; readonly $ref?: string}>>;
}

const ENVELOPE = ['type', 'time', 'level', 'message'];

const INTRODUCTION = `# Events

Every command with \`--json\` writes one event per line to standard output. The first is \`version\`, the last \`result\`.
Each has \`type\`, \`time\` (ISO 8601, UTC), \`level\` (\`error\`, \`warn\` or \`info\`; \`debug\` and \`trace\` only where \`--log-level\`
asks for them) and \`message\` (a sentence that is safe to show), and the fields of its type. Minor versions add types and
fields: ignore fields that you do not know, and show the message of types that you do not know. Refuse a \`format\` that you do
not know. \`schemas/event.schema.json\` is the exact description.
`;

/** By their names: what sends each kind of document, and what it consists of. */
type ContentKinds = Readonly<Record<string, {readonly of: string; readonly description: string}>>;

interface EventsDocInput {
  readonly events: EventTable;
  readonly kinds: ContentKinds;
  readonly schema: EventSchema;
}

/** The page docs/reference/events.md, made from the tables of events and of documents and the schema of their payloads. */
export function renderEventsDoc({events, kinds, schema}: EventsDocInput): string {
  const sections = Object.entries(events).map(([type, {level, description}]) => {
    const more = type === 'document' ? kindTable(kinds) : [];
    return [
      `## ${type}`,
      '',
      `${description} Level \`${level}\`.`,
      '',
      ...fieldTable(schema.$defs[type]),
      ...more,
    ].join('\n');
  });
  return [INTRODUCTION, ...sections].join('\n').replace(/\n+$/, '\n');
}

function kindTable(kinds: ContentKinds): readonly string[] {
  const rows = Object.entries(kinds).map(
    ([kind, {of, description}]) => `| \`${kind}\` | \`cscert ${of}\` | ${description} |`,
  );
  const lead = 'Times are ISO 8601, UTC. Minor versions add kinds, and fields to their contents.';
  return [lead, '', '| Kind | Command | Content |', '| --- | --- | --- |', ...rows, ''];
}

function fieldTable(definition: EventDefinition | undefined): readonly string[] {
  const required = new Set(definition?.required);
  const fields = Object.entries(definition?.properties ?? {}).filter(([name]) => !ENVELOPE.includes(name));
  if (fields.length === 0) return ['It has no fields of its own.', ''];
  const rows = fields.map(([name, {description, $ref}]) => {
    const kind = $ref?.slice($ref.lastIndexOf('/') + 1);
    const meaning = description ?? (kind === undefined ? '' : `As \`${kind}\` in the schema.`);
    return `| \`${name}\` | ${required.has(name) ? 'always' : 'sometimes'} | ${meaning.replaceAll('|', '\\|')} |`;
  });
  return ['| Field | Present | Meaning |', '| --- | --- | --- |', ...rows, ''];
}
