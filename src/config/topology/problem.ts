import type {Diagnostic} from '../../core/diagnostic.ts';

/** What can be wrong with a topology that a configuration is to be made of. */
const SUMMARIES = {
  TOPOLOGY_UNREADABLE: 'Topology cannot be read',
  TOPOLOGY_TOO_LARGE: 'Topology is too large',
  TOPOLOGY_OTHER_FILE: 'Not an exported topology',
  TOPOLOGY_EMPTY: 'Nothing in the topology has certificates',
  TOPOLOGY_INCOMPLETE: 'A part of the topology was left out',
  TOPOLOGY_ASSUMED: 'The topology does not tell everything',
} as const;

export type TopologyCode = keyof typeof SUMMARIES;

/** How the export is made so that nothing of it is lost: objects that go to a file directly are cut to the console's width. */
export const EXPORT = '(Get-CsTopology -AsXml).ToString() | Out-File topology.xml';

export function topologyProblem(
  code: TopologyCode,
  text: Pick<Diagnostic, 'detail' | 'help'>,
  severity: Diagnostic['severity'] = 'error',
): Diagnostic {
  return {severity, code, summary: SUMMARIES[code], ...text};
}
