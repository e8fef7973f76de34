/** A name of anybody's choice as a label of the configuration: `Paris (Île-de-France)` becomes `paris-ile-de-france`. */
export function labelOf(name: string, otherwise: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '');
  return plain === '' ? otherwise : plain;
}

/** Labels of several names, each with another one. */
export function labelsOf(names: readonly string[], otherwise: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const plain = labelOf(name, otherwise);
    let label = plain;
    for (let number = 2; taken.has(label); number++) label = `${plain.slice(0, 36)}-${number}`;
    taken.add(label);
    labels.set(name, label);
  }
  return labels;
}
