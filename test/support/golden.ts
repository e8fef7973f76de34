import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {expect} from '@jest/globals';

const FOLDER = join(__dirname, '..', 'golden');

/**
 * Compares text with the file `test/golden/<path>`. With CSCERT_UPDATE_GOLDEN=1 the file is written instead,
 * to be read in the diff of the commit. A missing file fails: a golden that nobody has read proves nothing.
 */
export function expectGolden(path: string, text: string): void {
  const file = join(FOLDER, path);
  if (process.env['CSCERT_UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, text);
    return;
  }
  expect(text).toBe(readGolden(path));
}

/** The text of a golden file or of an input that lies beside it. */
export function readGolden(path: string): string {
  return readFileSync(join(FOLDER, path), 'utf8');
}
