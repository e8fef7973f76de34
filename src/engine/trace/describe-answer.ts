import type {Diagnostic, Part} from '../../core/diagnostic.ts';
import type {AuthorityChain} from '../../core/model/actual.ts';
import type {Revoked} from '../../core/model/revocation.ts';
import type {Shown} from '../../core/shown.ts';
import {unreachable} from '../../core/unreachable.ts';
import type {Answer, Order} from '../ports/authority.ts';
import {describeProgress} from './describe-progress.ts';
import {describeSpec} from './describe-step.ts';

/** What is asked with an order. */
export const describeOrder = ({spki, csr, spec, progress}: Order): Shown => ({
  spki,
  ...describeProgress(progress),
  ...describeSpec(spec),
  csr,
});

interface Described {
  readonly result: 'done' | 'failed';
  readonly answer: Shown;
}

/** What an authority said to an order, without its secrets. */
export function describeAnswer(answer: Answer | 'none'): Described {
  if (answer === 'none') return {result: 'done', answer: {state: 'none'}};
  switch (answer.state) {
    case 'issued':
      return {result: 'done', answer: {state: 'issued', leaf: answer.leaf, chain: answer.chain.join(' ')}};
    case 'waiting': {
      const {progress, who, retryAfterMs} = answer;
      const again = retryAfterMs === undefined ? {} : {retryAfterMs};
      return {result: 'done', answer: {state: 'waiting', ...describeProgress(progress), who, ...again}};
    }
    case 'denied':
      return {result: 'done', answer: {state: 'denied', reason: answer.reason}};
    case 'failed': {
      const {problem, repeatable} = answer;
      return {result: 'failed', answer: {code: problem.code, detail: problem.detail, repeatable}};
    }
    default:
      return unreachable(answer);
  }
}

/** Why nothing came of a call. */
export const describeProblem = ({code, detail}: Diagnostic): Described => ({result: 'failed', answer: {code, detail}});

/** How many certificates it remembers. */
export function describeIssued(part: Part<readonly string[]>): Described {
  return 'problem' in part ? describeProblem(part.problem) : {result: 'done', answer: {certificates: part.ok.length}};
}

/** What became of a revocation. */
export function describeRevoked(part: Part<Revoked>): Described {
  return 'problem' in part ? describeProblem(part.problem) : {result: 'done', answer: {...part.ok}};
}

/** How many certificates its chain has. */
export function describeChain(part: Part<AuthorityChain | 'made on first use'>): Described {
  if ('problem' in part) return describeProblem(part.problem);
  if (part.ok === 'made on first use') return {result: 'done', answer: {state: part.ok}};
  const {roots, intermediates, pinned = [], fromResponse = false} = part.ok;
  return {
    result: 'done',
    answer: {roots: roots.length, intermediates: intermediates.length, pinned: pinned.length, fromResponse},
  };
}
