import {describe, expect, test} from '@jest/globals';
import {refusedBy} from '../../../src/config/adopt/refused-by.ts';
import type {Unit} from '../../../src/config/adopt/unit.ts';
import type {Document} from '../../../src/config/generated/document.ts';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import {countCalls} from '../../support/count-calls.ts';
import {aCertificate, aSlot} from '../../support/small-world.ts';

/** Standard Edition servers with a friendly name in line 4 of each pool, and names in line 5. */
function written(count: number, friendlyName = 'Lync ') {
  const names = Array.from({length: count}, (_, index) => `se${index}.contoso.com`);
  const usages = ['Default'] as const;
  const pool = {role: 'standardEdition', certificates: {default: {friendlyName}}} as const;
  const document: Document = {pools: Object.fromEntries(names.map(name => [name, pool]))};
  const texts = names.map(
    name => `  ${name}:
    certificates:
      default:
        friendlyName: "${friendlyName}"
        names: {add: [short]}
`,
  );
  const units = names.map((name): Unit => {
    const certificate = aCertificate(aSlot({server: name}), {friendlyName});
    const stored = new Map([[name, certificate]]);
    const of = {pool: name, certificate: 'default', scope: 'server', unusual: false, usages, members: [name]} as const;
    const found = {...of, stored, kept: {}, keptOn: new Map(), unread: new Set<string>()};
    return {found, server: name, certificate, address: `${name}/${name}/default`};
  });
  return {units, document, text: `pools:\n${texts.join('')}`};
}

const errorAt = (line: number): Diagnostic => ({
  severity: 'error',
  code: 'CFG_FOR_TEST',
  summary: 'Wrong',
  detail: `Line ${line} is wrong.`,
  source: {file: 'cscert.yaml', line, column: 9, endColumn: 10},
});

const lineOf = (index: number, line: number): number => 1 + 5 * index + line;

describe('an error', () => {
  test('refuses the certificate in whose entry it stands, and of a friendly name that alone', () => {
    const {units, ...draft} = written(3);
    const refused = refusedBy([errorAt(lineOf(1, 4)), errorAt(lineOf(2, 5))], {units, ...draft});
    expect([...refused].map(([{server}, refusals]) => [server, refusals.map(({nameOnly}) => nameOnly)])).toEqual([
      ['se1.contoso.com', [true]],
      ['se2.contoso.com', [false]],
    ]);
  });

  test('of a name that stands twice on a server refuses both, and nothing on another server', () => {
    const {units, ...draft} = written(2, 'Lync');
    const [first, other] = units;
    if (first === undefined || other === undefined) throw new Error('no units');
    const second: Unit = {...first, address: `${first.address}2`};
    const {source: _nowhere, ...error} = errorAt(1);
    const twice: Diagnostic = {...error, code: 'CFG_FRIENDLY_NAME_TWICE', address: first.address};
    const refused = refusedBy([twice], {units: [first, second, other], ...draft});
    expect(new Set(refused.keys())).toEqual(new Set([first, second]));
  });

  test('in the entry of every server costs in proportion to the number of servers', () => {
    const work = (count: number): number => {
      const {units, ...draft} = written(count);
      const errors = units.map((_, index) => errorAt(lineOf(index, 5)));
      return countCalls('/src/config/', () => expect(refusedBy(errors, {units, ...draft}).size).toBe(count));
    };
    expect(work(200) / work(50)).toBeLessThan(5.5);
  });
});
