import type {Diagnostic} from './diagnostic.ts';

/** A half sentence, as findings are written, as a sentence of its own. */
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** A problem as sentences for people, where its code and place are said otherwise or not at all. */
export const sentencesOf = ({summary, detail, help}: Diagnostic): readonly string[] => [
  `${summary}. ${detail}`,
  ...(help ? [help] : []),
];
