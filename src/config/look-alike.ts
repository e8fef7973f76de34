import {codePoint, findUnsafe} from '../core/unsafe-text.ts';

/**
 * Letters that look like those of Latin in most fonts and belong to Cyrillic, Greek or another script (Unicode
 * Technical Standard 39, those of them that keyboards have): first the stranger, then what it is taken for.
 */
const PAIRS =
  'аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX ІI ЈJ ЅS ' +
  'αa οo ρp νv ιi κk υu ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ոn օo ıi ɡg ‐- ‑- –- −-';

const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  PAIRS.split(' ').map(pair => [pair.charAt(0), pair.charAt(1)] as const),
);

/**
 * What nobody sees who reads a name, as the rest of a sentence (`has …`): an invisible character, or one that is taken
 * for another. Undefined where a name is what it looks like.
 */
export function describeDeception(text: string): string | undefined {
  const unsafe = findUnsafe(text);
  if (unsafe !== undefined) return `has the character ${unsafe}, which is not seen as it is`;
  for (const character of text) {
    const plain = LOOK_ALIKES.get(character) ?? foldWidth(character);
    if (plain !== undefined)
      return `has the character ${codePoint(character)}, which looks like "${plain}" and is another`;
  }
  return undefined;
}

/** The ASCII character that Unicode has a wide, round or otherwise styled form of. */
function foldWidth(character: string): string | undefined {
  if (character <= '\u007f') return undefined;
  const plain = character.normalize('NFKC');
  return /^[!-~]$/.test(plain) ? plain : undefined;
}

/** The same as a sentence that follows another, with a blank before it; nothing where a name is what it looks like. */
export function warnOfDeception(text: string): string {
  const deception = describeDeception(text);
  return deception === undefined ? '' : ` It ${deception}.`;
}
