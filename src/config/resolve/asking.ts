import type {ServerId, Slot} from '../../core/model/desired.ts';
import type {ValuePath} from '../loaded.ts';
import type {ResolvedSlot} from './slot.ts';

/** The servers that may request and assign a certificate: for what is global, the one of globalVia alone if it is named. */
export function askingMembers({via, members}: Pick<Slot, 'via' | 'members'>): readonly ServerId[] {
  return via === undefined ? members : [via];
}

/** Whether a server is one of them, without going through all. */
export const isAsking = ({via}: Pick<Slot, 'via'>, member: ServerId): boolean => via === undefined || via === member;

/** Where that is decided, for a problem with it. */
export function askingPath({slot, declared}: Pick<ResolvedSlot, 'slot' | 'declared'>): ValuePath {
  return slot.via === undefined ? declared.path : ['deployment', 'globalVia'];
}
