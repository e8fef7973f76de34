/** Tells whether something that is being opened is over: it could not be opened, or has ended. */
export function isOverOf(opening: Promise<{hasEnded(): boolean}>): () => boolean {
  let made: {hasEnded(): boolean} | undefined;
  let failed = false;
  opening.then(
    one => {
      made = one;
    },
    () => {
      failed = true;
    },
  );
  return () => failed || made?.hasEnded() === true;
}
