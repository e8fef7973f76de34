import {describe, expect, test} from '@jest/globals';
import {parseXml, XML_LIMITS} from '../../../src/config/topology/xml.ts';

function refusal(text: string): string {
  const parsed = parseXml('topology.xml', text);
  if ('ok' in parsed) throw new Error('it was taken');
  const {code, detail, help = ''} = parsed.problem;
  expect({code, help: help.includes('Get-CsTopology -AsXml')}).toEqual({code: 'TOPOLOGY_UNREADABLE', help: true});
  return detail;
}

describe('XML', () => {
  test('is a tree of elements with their names, namespaces, attributes, texts and lines', () => {
    const parsed = parseXml(
      'a.xml',
      '<?xml version="1.0" encoding="utf-16"?>\n<a xmlns="urn:one" xmlns:p="urn:two" x="1 &amp; 2" p:y="3">\n  <p:b> text </p:b>\n</a>',
    );
    expect(parsed).toEqual({
      ok: {
        name: 'a',
        namespace: 'urn:one',
        attributes: new Map([['x', '1 & 2']]),
        text: '',
        line: 2,
        children: [{name: 'b', namespace: 'urn:two', attributes: new Map(), text: 'text', line: 3, children: []}],
      },
    });
  });

  test.each([
    ['an entity that expands', '<!DOCTYPE a [<!ENTITY x "boo">]><a>&x;</a>', 'document type'],
    ['an entity of a file', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'document type'],
    [
      'a laugh of a billion',
      `<!DOCTYPE a [<!ENTITY l "${'ha'.repeat(50)}"><!ENTITY m "&l;&l;&l;">]><a>&m;</a>`,
      'document type',
    ],
    ['an entity of HTML', '<a>&nbsp;</a>', 'not well-formed'],
    ['an end that is missing', '<a>\n<b>', 'not well-formed'],
    ['an end of another element', '<a><b></a></b>', 'not well-formed'],
    ['two roots', '<a/><b/>', 'not well-formed'],
    ['an attribute without quotes', '<a x=1/>', 'not well-formed'],
    ['a prefix that nothing declares', '<p:a/>', 'not well-formed'],
    ['no XML', 'Identity : Global', 'not well-formed'],
    ['nothing', '', 'has no element'],
    ['too deep', '<a>'.repeat(XML_LIMITS.depth + 1), 'deep'],
    ['too many attributes', `<a ${Array.from({length: 65}, (_, at) => `x${at}=""`).join(' ')}/>`, 'attributes'],
  ])('with %s is refused', (_, text, words) => {
    expect(refusal(text)).toContain(words);
  });

  test.each([
    ['attributes', `<a ${Array.from({length: 500_000}, (_, at) => `x${at}=""`).join(' ')}/>`],
    ['namespaces', `<a ${Array.from({length: 500_000}, (_, at) => `xmlns:x${at}="u"`).join(' ')}/>`],
    ['an attribute', `<a x="${'x'.repeat(10_000_000)}"/>`],
    ['a name', `<${'a'.repeat(10_000_000)}/>`],
    ['a comment', `<a><!--${'x'.repeat(10_000_000)}--></a>`],
    ['entities', `<a>${'&amp;'.repeat(2_000_000)}</a>`],
    ['what it defines', `<!DOCTYPE a [${'<!ENTITY a "b">'.repeat(500_000)}]><a/>`],
  ])('without end in %s is refused after its first part', (_, text) => {
    const start = performance.now();
    refusal(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });

  test('is refused at its line', () => {
    expect(refusal('<a>\n  <b/>\n  <c></d>\n</a>')).toMatch(/^topology\.xml, line 3, column \d+: /);
  });

  test('with too many elements is refused before they are kept', () => {
    expect(refusal(`<a>${'<b/>'.repeat(XML_LIMITS.elements + 1)}`)).toContain('more than 400000 elements');
  });

  test('of attributes named as members of objects gives those attributes and nothing else', () => {
    const parsed = parseXml('a.xml', '<a __proto__="1" constructor="2" hasOwnProperty="3"/>');
    if ('problem' in parsed) throw new Error(parsed.problem.detail);
    expect(parsed.ok.attributes.get('constructor')).toBe('2');
    expect(({} as Record<string, unknown>)['value']).toBeUndefined();
  });

  test('keeps no more of a text than a name can have', () => {
    const parsed = parseXml('a.xml', `<a>${'x'.repeat(100_000)}</a>`);
    if ('problem' in parsed) throw new Error(parsed.problem.detail);
    expect(parsed.ok.text).toHaveLength(XML_LIMITS.text);
  });
});
