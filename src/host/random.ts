import {randomBytes} from 'node:crypto';
import type {Random} from '../engine/ports/host.ts';

export const random: Random = bytes => randomBytes(bytes);
