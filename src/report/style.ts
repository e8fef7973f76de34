import {styleText} from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** How words are set off. Colour adds, it never carries meaning: the plain style says the same. */
export interface Style {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  careful(text: string): string;
  bad(text: string): string;
  place(text: string): string;
}

const plain = (text: string): string => text;

export const PLAIN: Style = {strong: plain, faint: plain, good: plain, careful: plain, bad: plain, place: plain};

/**
 * ANSI escapes. Whether they are wanted was decided before (host/colour.ts); Node's own detection is kept out of it,
 * as it colours when both NO_COLOR and FORCE_COLOR are set.
 */
export const ANSI: Style = {
  strong: ansi('bold'),
  faint: ansi('dim'),
  good: ansi('green'),
  careful: ansi('yellow'),
  bad: ansi('red'),
  place: ansi('cyan'),
};

export function styleFor(colour: boolean): Style {
  return colour ? ANSI : PLAIN;
}

function ansi(format: Format): (text: string) => string {
  return text => (text === '' ? '' : styleText(format, text, {validateStream: false}));
}
