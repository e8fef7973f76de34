import type {Diagnostic} from '../../core/diagnostic.ts';
import type {Document} from '../generated/document.ts';
import type {ValuePath} from '../loaded.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import type {Rule} from './rule.ts';
import {settingsOf} from './walk.ts';

const NEVER = 'never';
const MOST_PERCENT = 50;

/** Longer than any certificate lives; beyond it computing with dates goes wrong. */
const MOST_DAYS = 36_500;

/** When certificates are renewed and retired, and how long those of a local authority live. */
export const checkDurations: Rule = ({document, places}) => {
  const renewals = settingsOf(document).flatMap(({settings, path}) =>
    settings.renewBefore === undefined ? [] : [{text: settings.renewBefore, path: [...path, 'renewBefore']}],
  );
  const retirements = settingsOf(document).flatMap(({settings: {retireAfter}, path}) =>
    retireAfter === undefined || retireAfter === NEVER ? [] : [{text: retireAfter, path: [...path, 'retireAfter']}],
  );
  return [...renewals, ...retirements, ...validitiesOf(document)].flatMap(({text, path}): Diagnostic[] => {
    const complaint = judgeDuration(text);
    return complaint === undefined ? [] : [complainAt(places, {...complaint, path, what: 'value'})];
  });
};

function validitiesOf(document: Document): readonly {text: string; path: ValuePath}[] {
  return Object.entries(document.authorities ?? {}).flatMap(([name, authority]) =>
    Object.entries((authority.type === 'local' && authority.profiles) || {}).flatMap(([profile, {validity}]) =>
      validity === undefined ? [] : [{text: validity, path: ['authorities', name, 'profiles', profile, 'validity']}],
    ),
  );
}

/** The shape is the schema's business: a number and `%`, days or hours. */
function judgeDuration(text: string): Complaint | undefined {
  const refuse = (detail: string, help: string): Complaint => ({code: 'CFG_DURATION', detail, help});
  const amount = Number.parseFloat(text);
  if (!(amount > 0))
    return refuse(`${quote(text)} is no time at all.`, 'write more than nought, for example 33% or 30 days');
  if (text.includes('%')) {
    if (amount <= MOST_PERCENT) return undefined;
    const detail = `${quote(text)} would renew a certificate in the first half of its life, and its successor too.`;
    return refuse(detail, `write at most ${MOST_PERCENT}%`);
  }
  const days = text.includes('hour') ? amount / 24 : amount;
  return days <= MOST_DAYS ? undefined : refuse(`${quote(text)} is longer than a hundred years.`, 'write fewer days');
}
