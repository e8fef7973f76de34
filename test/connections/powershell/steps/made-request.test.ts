import {generateKeyPairSync} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import {notAsDeclared} from '../../../../src/connections/powershell/steps/made-request.ts';
import type {StoredCertificate} from '../../../../src/core/model/certificate.ts';
import {createRequest, readRequest} from '../../../../src/x509/request.ts';
import {spec} from '../../../support/world.ts';

const SERVER = 'fe01.contoso.com';
const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
const facts = readRequest(createRequest({spec: spec(SERVER), key: privateKey}));
const KEY = {exportable: false} as StoredCertificate;

const detailOf = (key: StoredCertificate | undefined, wanted = spec(SERVER)) =>
  notAsDeclared({facts, key}, wanted, {server: SERVER, command: 'certreq'})?.diagnostic.detail;

describe('a request that a server made', () => {
  const other = spec(SERVER, {names: [{value: 'pool.contoso.com', reasons: []}]});

  test('is left alone where it is as declared', () => {
    expect(detailOf(KEY)).toBeUndefined();
  });

  test('was removed with its key where it is otherwise', () => {
    expect(detailOf(KEY, other)).toBe(
      `${SERVER}: the request that certreq made lacks pool.contoso.com, and also asks for ${SERVER}. It was removed with its key.`,
    );
  });

  test('is not said to be removed where the store REQUEST has no key for it', () => {
    expect(detailOf(undefined, other)).toMatch(
      /also asks for fe01\.contoso\.com\. The store REQUEST has no key for it\.$/,
    );
  });
});
