import type {Diagnostic} from '../../core/diagnostic.ts';
import {complainAt} from '../problem.ts';
import type {Rule} from './rule.ts';

const TRANSPORTS = ['remoting', 'ssh'] as const;

/** Settings of a transport that is not used would be believed to hold. */
export const checkTransports: Rule = ({document, places}) =>
  Object.entries(document.connections ?? {}).flatMap(([name, connection]): readonly Diagnostic[] => {
    if (connection.type !== 'powershell') return [];
    const unused = TRANSPORTS.filter(one => one !== connection.transport && connection[one] !== undefined);
    return unused.map(one =>
      complainAt(places, {
        code: 'CFG_OTHER_TRANSPORT',
        path: ['connections', name, one],
        what: 'key',
        detail: `The connection "${name}" reaches servers by ${connection.transport}, so its settings for ${one} mean nothing.`,
        help: `delete them, or write transport: ${one}`,
      }),
    );
  });
