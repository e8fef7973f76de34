import type {Diagnostic} from '../../core/diagnostic.ts';
import {findUnsafe} from '../../core/unsafe-text.ts';
import type {Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {certificatesOf, settingsOf} from './walk.ts';

/** Friendly names are shown in one line, and the bracket at the end of the stored one is ours. */
export const checkFriendlyNames: Rule = ({document, places}) =>
  certificatesOf(document).flatMap(({certificate, path}): Diagnostic[] => {
    const {friendlyName} = certificate;
    const complaint = friendlyName === undefined ? undefined : judgeFriendlyName(friendlyName);
    return complaint === undefined
      ? []
      : [complainAt(places, {...complaint, path: [...path, 'friendlyName'], what: 'value'})];
  });

function judgeFriendlyName(name: string): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_FRIENDLY_NAME', detail, help});
  if (findUnsafe(name) !== undefined) return refuse(...describeUnsafe(name));
  if (/\[cscert/i.test(name)) {
    const detail = `${quote(name)} contains "[cscert", which begins the mark that cscert itself adds.`;
    return refuse(detail, 'leave the bracket out');
  }
  return name.trim() === name
    ? undefined
    : refuse(`${quote(name)} begins or ends with a blank.`, 'leave the blank out');
}

/** Texts of the subject: what would make two subjects look alike, or a CA refuse the request. */
export const checkSubjects: Rule = ({document, places}) =>
  subjectTextsOf(document).flatMap(({key, text, path}): Diagnostic[] => {
    const complaint = judgeSubjectText(key, text);
    return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})];
  });

function subjectTextsOf(document: Document): readonly {key: string; text: string; path: ValuePath}[] {
  return settingsOf(document).flatMap(({settings, path}) =>
    Object.entries(settings.subject ?? {})
      // It is a name and no text: see common-name.ts.
      .filter(([key]) => key !== 'commonName')
      .map(([key, text]) => ({key, text, path: [...path, 'subject', key]})),
  );
}

function judgeSubjectText(key: string, text: string): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_SUBJECT', detail, help});
  if (findUnsafe(text) !== undefined) return refuse(...describeUnsafe(text));
  if (text.trim() !== text) return refuse(`${quote(text)} begins or ends with a blank.`, 'leave the blank out');
  if (key !== 'country' || text !== 'UK') return undefined;
  return refuse('"UK" is not a country code of ISO 3166.', 'the United Kingdom is GB');
}

/** What is wrong and what to do, of a text with characters that are not seen as they are. */
function describeUnsafe(text: string): readonly [string, string] {
  const kind = /\p{Cc}/u.test(text) ? 'a control character or line break' : 'a character that nobody sees';
  return [`${quote(text)} contains ${kind}, ${findUnsafe(text)}.`, 'write it in one line, without it'];
}
