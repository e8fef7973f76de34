import type {Assignments} from '../model/actual.ts';
import type {Usage} from '../model/usage.ts';

/** Whether a usage points to a certificate, now or from the moment on for which it is staged. */
export function pointsTo(assignments: Assignments, usage: Usage, thumbprint: string): boolean {
  const assignment = assignments[usage];
  return assignment?.current === thumbprint || assignment?.staged?.thumbprint === thumbprint;
}
