import {deepStrictEqual} from 'node:assert';
import {format, inspect} from 'node:util';
import {serialize} from 'node:v8';
import {describe, expect, test} from '@jest/globals';
import type {Actual} from '../../src/core/model/actual.ts';
import type {Desired} from '../../src/core/model/desired.ts';
import type {Outcome} from '../../src/core/model/outcome.ts';
import type {Plan} from '../../src/core/model/plan.ts';
import {Secret} from '../../src/core/secret.ts';
import type {Shown} from '../../src/core/shown.ts';
import type {Event} from '../../src/engine/events.ts';
import {lastWords} from '../../src/host/last-words.ts';

const VALUE = 'correct horse battery staple';
const secret = new Secret(VALUE);

/** What an `assert` says of two values that differ. */
function complaint(): string {
  try {
    deepStrictEqual({secret}, {secret: 1});
  } catch (error) {
    return String(error);
  }
  return '';
}

/** Every way in which a value becomes text that Node has. */
const WAYS: Readonly<Record<string, () => unknown>> = {
  'a template': () => `${secret}`,
  'an addition': () => `before ${String(secret)}`,
  'a join': () => [secret, secret].join(),
  JSON: () => JSON.stringify({deep: [{secret}]}, null, 2),
  'a JSON of its own properties': () => JSON.stringify({...secret}),
  'its keys, values and names': () => [
    Object.entries(secret),
    Object.getOwnPropertyNames(secret),
    Reflect.ownKeys(secret),
  ],
  inspect: () => inspect({deep: {deep: {deep: {secret}}}}, {depth: null}),
  'inspect of what is hidden': () => inspect(secret, {showHidden: true, depth: null, getters: true}),
  'inspect without the custom one': () => inspect(secret, {showHidden: true, customInspect: false, depth: null}),
  'every placeholder of a format': () => format('%s %d %i %f %j %o %O %c', ...Array(8).fill(secret)),
  'a structured clone': () => inspect(structuredClone({secret}), {showHidden: true, depth: null}),
  'a message between threads': () => serialize({secret}).toString('latin1'),
  'the cause of an error': () => inspect(new Error('outer', {cause: secret}), {showHidden: true, depth: null}),
  'a property of an error': () => inspect(Object.assign(new Error('outer'), {secret}), {showHidden: true, depth: null}),
  'errors in an error': () => inspect(new AggregateError([secret], 'many'), {showHidden: true, depth: null}),
  'a failed assertion': complaint,
  'a type error about it': () => {
    try {
      Buffer.from(secret as never);
    } catch (error) {
      return inspect(error, {depth: null});
    }
    return '';
  },
  'the stack of an error about it': () => new Error(`about ${secret}`).stack,
};

describe('a secret', () => {
  test.each(Object.entries(WAYS))('does not show in %s', (_way, show) => {
    const text = inspect(show(), {depth: null, showHidden: true});
    for (const form of [VALUE, Buffer.from(VALUE).toString('base64'), Buffer.from(VALUE).toString('hex')]) {
      expect(text).not.toContain(form);
    }
  });

  test('is given by one word only', () => {
    expect(secret.reveal()).toBe(VALUE);
    expect(String(secret)).toBe('[secret]');
  });

  test('does not come out in the last words of a program, whatever was hung onto the error', () => {
    const error = Object.assign(new Error('no', {cause: new Error(VALUE)}), {input: VALUE, secret});
    expect(lastWords(error)).toContain('Error: no');
    expect(lastWords(error)).not.toContain(VALUE);
    expect(lastWords(new AggregateError([new Error(VALUE)], 'many'))).not.toContain(VALUE);
  });
});

/** The secrets that a type has a place for. */
type SecretsIn<T> = T extends Secret
  ? T
  : T extends readonly (infer Item)[]
    ? SecretsIn<Item>
    : T extends object
      ? {[K in keyof T]-?: SecretsIn<T[K]>}[keyof T]
      : never;
type HasPlace<T> = [SecretsIn<T>] extends [never] ? false : true;

test('has no place in what is written down, by the types alone', () => {
  // The compiler is the test: it refuses each of these lines if a place for a secret comes to the type.
  const places: [HasPlace<Event>, HasPlace<Plan>, HasPlace<Actual>, HasPlace<Desired>, HasPlace<Outcome>] = [
    false,
    false,
    false,
    false,
    false,
  ];
  const found: HasPlace<{readonly deep: readonly {readonly password?: Secret}[]}> = true;
  // @ts-expect-error: nothing of a trace can hold a secret.
  const shown: Shown = {password: secret};
  expect([...places, found, JSON.stringify(shown)]).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    '{"password":"[secret]"}',
  ]);
});
