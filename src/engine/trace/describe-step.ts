import type {CertificateSpec} from '../../core/model/desired.ts';
import type {Shown} from '../../core/shown.ts';
import {unreachable} from '../../core/unreachable.ts';
import type {Enrolled, Step, StepResult} from '../ports/connection.ts';
import {describeProgress} from './describe-progress.ts';

/** What a step asks for. Named field by field: what a new kind of step brings is told only when somebody names it here. */
export function describeStep(step: Step): Shown {
  switch (step.do) {
    case 'lock':
      return {id: step.lock.id, owner: step.lock.owner, lease: step.lock.lease};
    case 'unlock':
      return {id: step.id};
    case 'trust':
      return {store: step.store, der: step.der};
    case 'createRequest':
      return {...describeSpec(step.spec), specDigest: step.specDigest, friendlyName: step.friendlyName};
    case 'note':
      return {spki: step.spki, ...describeProgress(step.progress)};
    case 'install':
      return {spki: step.spki, leaf: step.leaf, chain: step.chain.join(' ')};
    case 'mark':
      return {thumbprint: step.thumbprint, friendlyName: step.friendlyName, specDigest: step.specDigest};
    case 'assign':
      return {usage: step.usage, thumbprint: step.thumbprint, ...(step.at !== undefined && {at: step.at})};
    case 'dropPrevious':
      return {usage: step.usage};
    case 'discardRequest':
      return {spki: step.spki};
    case 'remove':
      return {thumbprint: step.thumbprint};
    case 'oweRestart':
      return {};
    case 'restart':
      return {services: step.services.join(', ')};
    case 'relay':
      return {
        spki: step.spki,
        ask: step.call.ask,
        ...(step.call.ask !== 'cas' && {ca: step.call.ca, as: step.call.as}),
      };
    case 'enroll':
      return {spki: step.spki, ca: step.ca, account: step.account, usages: step.usages.join(', ')};
    case 'findEnrolled':
      return {spki: step.spki};
    case 'takeEnrolled':
      return {spki: step.spki, leaf: step.leaf, chain: step.chain.join(' ')};
    case 'exportShared':
      return {thumbprint: step.thumbprint, profile: step.profile};
    case 'importShared':
      return {friendlyName: step.friendlyName, specDigest: step.specDigest, exportable: step.exportable};
    default:
      return unreachable(step);
  }
}

/** What is asked of a CA. */
export function describeSpec({subject, names, key, eku, signature, template}: CertificateSpec): Shown {
  return {
    commonName: subject.commonName,
    names: names.map(({value}) => value).join(', '),
    key: `${key.algorithm} ${key.size}${key.exportable ? ' exportable' : ''}`,
    eku: eku.join(', '),
    signature,
    template,
  };
}

function describeEnrolled({certificate, waits, ticket, unlisted, status, error}: Enrolled): Shown {
  return {
    waits,
    ...(status !== undefined && {status}),
    ...(ticket !== undefined && {ticket}),
    ...(unlisted && {unlisted}),
    ...(certificate !== undefined && {certificate}),
    ...(error !== undefined && {output: error.said}),
  };
}

/** What became of a step. */
export function describeResult(result: StepResult): Shown {
  if (result.outcome === 'failed') return {code: result.problem.code, detail: result.problem.detail};
  const {spki, csr, thumbprint, lock, relay, enrolled} = result.after;
  return {
    ...(spki !== undefined && {spki}),
    ...(thumbprint !== undefined && {thumbprint}),
    ...(csr !== undefined && {csr}),
    ...(relay !== undefined && {exitCode: relay.exitCode, output: relay.output}),
    ...(enrolled !== undefined && describeEnrolled(enrolled)),
    ...(lock !== undefined && {lockId: lock.id, lockOwner: lock.owner}),
    ...(result.warning && {warning: result.warning.code}),
  };
}
