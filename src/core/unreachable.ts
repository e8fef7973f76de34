/** The end of a switch over a closed set: the compiler refuses it where a member was forgotten; only a bug gets here. */
export function unreachable(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
