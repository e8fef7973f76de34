/** A topology becomes a configuration, which is read back before anybody gets it. */
import type {Diagnostic} from '../../core/diagnostic.ts';
import type {LoadResult} from '../load.ts';
import {resolve} from '../resolve/resolve.ts';
import {draftTopology, type TopologyInput} from './draft.ts';
import {topologyProblem} from './problem.ts';
import {writeTopology} from './write.ts';

export interface AdoptedTopology {
  readonly text: string;
  readonly pools: number;
  readonly servers: number;
  /** Whether pools of the topology are missing in it. */
  readonly complete: boolean;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/** `read` reads a text as if it stood where the configuration will stand. */
export async function adoptTopology(
  input: TopologyInput,
  read: (text: string) => Promise<LoadResult>,
): Promise<AdoptedTopology | {readonly diagnostics: readonly Diagnostic[]}> {
  const draft = draftTopology(input);
  const said = draft.diagnostics;
  const pools = Object.keys(draft.document.pools ?? {}).length;
  if (pools === 0) return {diagnostics: [...said, nothingIn(input.source)]};
  const text = writeTopology(draft, input.source);
  const {loaded, diagnostics} = await read(text);
  const resolution = loaded && resolve(loaded);
  const found = [...diagnostics, ...(resolution?.diagnostics ?? [])];
  const {desired} = resolution ?? {};
  if (desired === undefined)
    return {diagnostics: [...said, ...found.filter(({severity}) => severity === 'error').map(written)]};
  return {
    text,
    pools,
    servers: desired.holders.length,
    complete: !said.some(({code}) => code === 'TOPOLOGY_INCOMPLETE'),
    diagnostics: said,
  };
}

function nothingIn(source: string): Diagnostic {
  return topologyProblem('TOPOLOGY_EMPTY', {
    detail: `${source} has no pool with servers that need certificates.`,
    help: 'Is it the published topology? Get-CsPool lists its pools.',
  });
}

/** What was read back is in no file: line and code frame would lead nowhere, the text itself says what it is about. */
function written(diagnostic: Diagnostic): Diagnostic {
  const {source, snippet, ...rest} = diagnostic;
  const line = source && snippet?.lines[source.line - snippet.firstLine]?.trim();
  return line === undefined ? rest : {...rest, detail: `${rest.detail} (It would be written as: ${line})`};
}
