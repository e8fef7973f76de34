/** What certutil lists, read without its words, which are in the language of the server. */

/** A Config string, `host\\CA name`, stands in quotation marks; older versions open them with a backtick. */
const CONFIG = /["`\u2018]([A-Za-z0-9][A-Za-z0-9.-]*\\[^\\/"<>|:*?`'\r\n]{1,64})["'\u2019]/g;

/** The CAs that `certutil` without arguments lists, sorted. */
export function readCas(output: string): readonly string[] {
  return [...new Set([...output.matchAll(CONFIG)].map(([, ca = '']) => ca))].sort();
}

/** Names of templates, lower case: `certutil -CATemplates` begins each line with one and a colon. */
export function readTemplates(output: string): readonly string[] {
  return [...output.matchAll(/^\s*([^:\r\n]{1,200}):/gm)].map(([, name = '']) => name.trim().toLowerCase());
}
