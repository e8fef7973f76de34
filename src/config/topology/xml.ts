/**
 * XML as a tree of elements, read by `sax`. The text is hostile: a document type and what it could define is refused,
 * entities but the five of XML do not exist, and depth and number of elements are bounded before anything is kept.
 */
import {parser as createParser, type QualifiedAttribute, type QualifiedTag, type SAXParser, type Tag} from 'sax';
import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import {EXPORT, topologyProblem} from './problem.ts';

export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  /** URI of its namespace; empty where it has none. */
  readonly namespace: string;
  /** Of those without a prefix. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** What stands directly in it, without blanks around it, and not beyond what a name can have. */
  readonly text: string;
  /** Counts from 1. */
  readonly line: number;
}

/** More than the topology of the largest deployment has; a pool has about 150 elements. */
export const XML_LIMITS = {depth: 64, elements: 400_000, attributes: 64, text: 1000, token: 64 * 1024} as const;

const PIECE = 16 * 1024;

interface Growing {
  readonly name: string;
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Growing[];
  text: string;
  readonly line: number;
}

/** A variable, for the types of the library do not know `strictEntities`: no entities but the five of XML. */
const OPTIONS = {xmlns: true, strictEntities: true, position: true};

class Refusal extends Error {}

/** The root element, or what is wrong and where. */
export function parseXml(file: string, text: string): Part<XmlElement> {
  const parser = createParser(true, OPTIONS);
  const reading = startReading(parser);
  try {
    // In pieces, for the library bounds what it holds only between them, and compares each attribute with all before it.
    for (let at = 0; at < text.length; at += PIECE) {
      parser.write(text.slice(at, at + PIECE));
      if (parser.position - reading.last > XML_LIMITS.token)
        throw new Refusal(`a tag, a text or a comment is longer than ${XML_LIMITS.token} characters`);
    }
    parser.close();
  } catch (error) {
    if (error instanceof Refusal) return {problem: refusalOf(file, parser, error.message)};
    throw error;
  }
  return reading.root === undefined ? {problem: refusalOf(file, parser, 'it has no element')} : {ok: reading.root};
}

interface Reading {
  root?: XmlElement;
  /** Where the last thing ended that was told. */
  last: number;
}

function startReading(parser: SAXParser): Reading {
  const open: Growing[] = [];
  const reading: Reading = {last: 0};
  const note = (): void => {
    reading.last = parser.position;
  };
  let elements = 0;
  parser.onerror = error => {
    throw new Refusal(wordsOf(error.message));
  };
  parser.ondoctype = () => {
    throw new Refusal(
      'it has a document type (DOCTYPE), which no export has and which could make more of it than it is',
    );
  };
  parser.onopentag = tag => {
    note();
    elements += 1;
    if (reading.root !== undefined) throw new Refusal('the XML is not well-formed: there is a second root element');
    if (elements > XML_LIMITS.elements) throw new Refusal(`it has more than ${XML_LIMITS.elements} elements`);
    if (open.length >= XML_LIMITS.depth) throw new Refusal(`elements lie more than ${XML_LIMITS.depth} deep`);
    const element = elementOf(tag, parser.line + 1);
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.oncomment = note;
  parser.onprocessinginstruction = note;
  parser.ontext = text => {
    note();
    keepText(open.at(-1), text);
  };
  parser.oncdata = parser.ontext;
  parser.onclosetag = () => {
    note();
    const element = open.pop();
    if (open.length === 0 && element !== undefined) reading.root = element;
  };
  return reading;
}

function keepText(element: Growing | undefined, text: string): void {
  if (element === undefined || element.text.length >= XML_LIMITS.text) return;
  element.text = (element.text + text.trim()).slice(0, XML_LIMITS.text);
}

function elementOf(tag: Tag | QualifiedTag, line: number): Growing {
  const entries = Object.values(tag.attributes);
  if (entries.length > XML_LIMITS.attributes)
    throw new Refusal(`an element has more than ${XML_LIMITS.attributes} attributes`);
  const plain = entries.flatMap(one =>
    isQualified(one) && one.prefix === '' ? [[one.local, one.value] as const] : [],
  );
  const [namespace, name] = 'uri' in tag ? [tag.uri, tag.local] : ['', tag.name];
  return {name, namespace, attributes: new Map(plain), children: [], text: '', line};
}

const isQualified = (attribute: string | QualifiedAttribute): attribute is QualifiedAttribute =>
  typeof attribute === 'object';

/** The first line of the library's message, which repeats the place in others. */
const wordsOf = (message: string): string =>
  `the XML is not well-formed: ${(message.split('\n')[0] ?? '').trim().replace(/\.$/, '')}`;

function refusalOf(file: string, {line, column}: SAXParser, why: string): Diagnostic {
  return topologyProblem('TOPOLOGY_UNREADABLE', {
    detail: `${file}, line ${line + 1}, column ${column + 1}: ${why}.`,
    help: `Export it again, whole: ${EXPORT}`,
  });
}

/** Children of this name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter(child => child.name === name) ?? [];
}

/** The first child of this name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find(child => child.name === name);
}

/** An attribute that is not empty. */
export function attributeOf(element: XmlElement | undefined, name: string): string | undefined {
  return element?.attributes.get(name)?.trim() || undefined;
}
