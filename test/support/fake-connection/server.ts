import type {KeyObject} from 'node:crypto';
import type {Diagnostic} from '../../../src/core/diagnostic.ts';
import {readMark} from '../../../src/core/mark.ts';
import type {Assignment, PendingRequest} from '../../../src/core/model/actual.ts';
import type {CertificateFacts, StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {Usage} from '../../../src/core/model/usage.ts';
import type {LockInfo, Step, StepResult} from '../../../src/engine/ports/connection.ts';
import {readCertificate} from '../../../src/x509/facts.ts';

/** Open to tests: they may take anything away, as an administrator may. */
export interface FakeServer {
  readonly my: Map<string, {readonly facts: CertificateFacts; friendlyName?: string}>;
  readonly ca: Map<string, CertificateFacts>;
  readonly root: Map<string, CertificateFacts>;
  readonly keys: Map<string, {readonly key: KeyObject; readonly exportable: boolean}>;
  readonly requests: Map<string, PendingRequest>;
  readonly assigned: Map<Usage, Assignment>;
  lock: LockInfo | undefined;
  /** ISO 8601 UTC. */
  restartOwed: string | undefined;
}

export class StepFailure extends Error {
  readonly diagnostic: Diagnostic;

  constructor(code: string, detail: string) {
    super(detail);
    this.diagnostic = {severity: 'error', code, summary: 'The fake refuses', detail};
  }
}

export function emptyServer(): FakeServer {
  return {
    my: new Map(),
    ca: new Map(),
    root: new Map(),
    keys: new Map(),
    requests: new Map(),
    assigned: new Map(),
    lock: undefined,
    restartOwed: undefined,
  };
}

export type StepOf<K extends Step['do']> = Extract<Step, {do: K}>;

export const fault = (code: string, detail: string): Diagnostic => ({
  severity: 'error',
  code,
  summary: 'A fault',
  detail,
});
export const byThumbprint = (a: CertificateFacts, b: CertificateFacts): number =>
  a.thumbprint < b.thumbprint ? -1 : 1;
export const withoutKey = (facts: CertificateFacts): StoredCertificate => ({...facts, hasPrivateKey: false});
export const factsOf = (der: string): CertificateFacts => readCertificate(Buffer.from(der, 'base64'));
export const did = (changed: boolean, after = {}): StepResult => ({outcome: changed ? 'done' : 'already-done', after});

export function stored(
  {facts, friendlyName}: {facts: CertificateFacts; friendlyName?: string},
  on: FakeServer,
): StoredCertificate {
  const key = on.keys.get(facts.spki);
  return {
    ...facts,
    hasPrivateKey: key !== undefined,
    ...(key === undefined ? {} : {exportable: key.exportable}),
    ...(friendlyName === undefined ? {} : readMark(friendlyName, facts.spki)),
  };
}

export function pointTo(
  before: Assignment | undefined,
  {thumbprint, at, since}: {readonly thumbprint: string; readonly at?: string; readonly since: string},
): Assignment {
  if (before === undefined) return {current: thumbprint, since};
  const {staged: _, ...rest} = before;
  if (before.current === thumbprint) return rest;
  return at === undefined
    ? {current: thumbprint, previous: before.current, since}
    : {...before, staged: {thumbprint, at}};
}

/** What time makes of an assignment. */
export function takeOver(now: Date, assignment: Assignment): Assignment {
  const {staged, current} = assignment;
  if (staged === undefined || Date.parse(staged.at) > now.getTime()) return assignment;
  const {replicated} = assignment;
  return {current: staged.thumbprint, previous: current, since: staged.at, ...(replicated && {replicated})};
}

export function certificateWithKey(on: FakeServer, thumbprint: string) {
  const certificate = on.my.get(thumbprint);
  if (certificate === undefined) throw new StepFailure('CERTIFICATE_MISSING', `There is no ${thumbprint}.`);
  const key = on.keys.get(certificate.facts.spki);
  if (key === undefined) throw new StepFailure('KEY_MISSING', `${thumbprint} has no key.`);
  return {certificate, ...key};
}
