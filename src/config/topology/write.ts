import {isMap, isScalar} from 'yaml';
import {commentAbove, pairAt, plain, textOf, yamlOf} from '../write-yaml.ts';
import type {TopologyDraft} from './draft.ts';

/** The draft as text. `source` is what it was made of, as people are shown it. */
export function writeTopology({document, notes, ending}: TopologyDraft, source: string): string {
  const yaml = yamlOf(document);
  const pools = pairAt(yaml, ['pools'])?.value;
  const first = isMap(pools) ? pools.items[0]?.key : undefined;
  for (const {path, lines, apart = false} of notes) {
    const key = pairAt(yaml, path)?.key;
    if (!isScalar(key)) continue;
    commentAbove(key, lines);
    if (apart && key !== first) key.spaceBefore = true;
  }
  if (isMap(pools) && ending.length > 0) pools.comment = ending.map(line => ` ${line}`).join('\n');
  return textOf(yaml, headerFor(source));
}

const headerFor = (source: string): string => `# yaml-language-server: $schema=./cscert.schema.json
#
# Written by "cscert adopt --from-topology" from ${plain(source)}. What a comment calls a placeholder has to be
# replaced. Then "cscert explain" tells the names of every certificate, and "cscert adopt" adds what the servers have.

`;
