// Cuts out of a configuration what belongs to one step of the wizard: the comments that name the step, what stands
// below them, and the keys above, so that everybody sees where it belongs.

const indentOf = line => line.length - line.trimStart().length;
const isComment = line => line.trimStart().startsWith('#');
const isMore = (line, indent) => line.trim() !== '' && indentOf(line) >= indent;

/** What is about a step, one text for each section of the configuration; throws when the configuration does not speak of it. */
export function excerptOf(yaml, step) {
  const lines = yaml.split('\n');
  const named = new RegExp(`\\bstep ${step}\\b`, 'i');
  const kept = new Set();
  lines.forEach((line, at) => {
    if (!isComment(line) || indentOf(line) === 0 || !named.test(line)) return;
    for (const one of [...ancestors(lines, at), ...belonging(lines, at)]) kept.add(one);
  });
  if (kept.size === 0) throw new Error(`the example says nothing of step ${step}`);
  const excerpt = withoutEmptyKeys([...kept].toSorted((a, b) => a - b).map(at => lines[at])).join('\n');
  return excerpt.split(/\n(?=\S)/);
}

/** A key whose contents belong to other steps says nothing here. */
function withoutEmptyKeys(lines) {
  const isEmpty = (line, at) => /^\s*[^#].*:$/.test(line) && !isMore(lines[at + 1] ?? '', indentOf(line) + 1);
  const rest = lines.filter((line, at) => !isEmpty(line, at));
  return rest.length === lines.length ? lines : withoutEmptyKeys(rest);
}

/** From a comment to the next one on its level, or to the end of its section. */
function belonging(lines, start) {
  const indent = indentOf(lines[start]);
  const found = [start];
  for (let at = start + 1; at < lines.length && isMore(lines[at], indent); at++) {
    if (
      isComment(lines[at]) &&
      indentOf(lines[at]) === indent &&
      !isComment(lines[at - 1]) &&
      !isSwitchedOff(lines[at])
    )
      break;
    // What another step says further in is left to that step.
    if (isComment(lines[at]) && /step \d/i.test(lines[at])) at = belonging(lines, at).at(-1);
    else found.push(at);
  }
  return found;
}

/** A setting in a comment, to be switched on. */
const isSwitchedOff = line => /^\s*# [a-z]+: \{/.test(line);

/** The keys that a line lies below. */
function ancestors(lines, start) {
  const found = [];
  let indent = indentOf(lines[start]);
  for (let at = start - 1; at >= 0 && indent > 0; at--) {
    if (lines[at].trim() === '' || isComment(lines[at]) || indentOf(lines[at]) >= indent) continue;
    found.push(at);
    indent = indentOf(lines[at]);
  }
  return found;
}
