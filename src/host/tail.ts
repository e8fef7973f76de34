import type {Readable} from 'node:stream';

/** In UTF-16 code units. */
const KEPT = 16_384;

/** Reads a stream of text and keeps its end, for messages. */
export function keepTail(stream: Readable): () => string {
  let kept = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    kept = (kept + text).slice(-KEPT);
  });
  return () => kept;
}
