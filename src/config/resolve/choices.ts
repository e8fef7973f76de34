import type {NameChoices} from '../../core/names/choices.ts';
import {type Layer, setting} from './layers.ts';

/** What is written where the product's documents leave a choice. Each comes from the nearest place that makes it. */
export function choicesOf(layers: readonly Layer[]): NameChoices {
  const webSubject = setting(layers, settings => settings.names?.webSubject);
  const adminOutside = setting(layers, settings => settings.names?.adminOutside);
  const avName = setting(layers, settings => settings.names?.avName);
  const xmpp = setting(layers, settings => settings.names?.xmpp);
  return {
    ...(webSubject !== undefined && {webSubject}),
    ...(adminOutside !== undefined && {adminOutside}),
    ...(avName !== undefined && {avName}),
    ...(xmpp !== undefined && {xmpp}),
  };
}
