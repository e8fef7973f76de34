/**
 * The candidate that somebody most likely meant, or undefined when none is near.
 * Near is at most a third of the longer word (never less than one slip); letter case is ignored in the comparison,
 * and of equally near candidates the first wins.
 */
export const suggest: Suggest = (word, candidates) => makeSuggest(10 * MOST_WORK)(word, candidates);

export type Suggest = (word: string, candidates: Iterable<string>) => string | undefined;

/**
 * The same for all mistakes of one kind, whose comparisons together are bounded: to compare thousands of misspelt names
 * with thousands of others takes minutes, and people read the first few. What comes after the bound is like nothing.
 */
export function makeSuggest(most = MOST_WORK): Suggest {
  let left = most;
  return (word, candidates) => {
    const wanted = word.toLowerCase();
    if (wanted.length > LONGEST) return undefined;
    let best: string | undefined;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      const limit = Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3));
      const isFar = Math.abs(candidate.length - wanted.length) > limit;
      left -= isFar ? 1 : wanted.length * candidate.length + 1;
      if (left < 0) return best;
      if (isFar) continue;
      const distance = countEdits(wanted, candidate.toLowerCase());
      if (distance <= limit && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  };
}

/** A help line that asks whether the suggestion was meant, or says something else where there is none. */
export function helpWith(suggestion: string | undefined, otherwise: string): string {
  return suggestion === undefined ? otherwise : `did you mean "${suggestion}"?`;
}

/** The comparison takes the product of both lengths: longer words than any name that can be meant are not compared. */
const LONGEST = 300;

/** Pairs of letters that are compared, about a tenth of a second: twenty words among 500 of 20 letters. One alone has ten times that. */
const MOST_WORK = 4_000_000;

/** Levenshtein's distance where two neighbouring letters that changed places count as one slip. */
function countEdits(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, at(beforeLast, j - 2) + 1);
      }
      row.push(edits);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
