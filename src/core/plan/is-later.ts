import type {Action} from '../model/plan.ts';

/** Whether an action waits for its maintenance window. */
export const isLater = ({notBefore}: Action, now: Date): boolean =>
  notBefore !== undefined && Date.parse(notBefore) > now.getTime();
