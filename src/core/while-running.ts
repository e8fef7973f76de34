/** Work that all who ask for it at the same time have in common. */
export interface Common<Asked extends readonly unknown[], T> {
  /** What comes of the work that is being done, or of work that begins now. */
  ask(...asked: Asked): Promise<T>;
  /** Something has changed: whoever asks from now on gets nothing of what began before. */
  forget(): void;
}

/** Who asks while the work is being done gets what comes of it: a plan asks for all answers at once, and one look tells. */
export function whileRunning<Asked extends readonly unknown[], T>(
  work: (...asked: Asked) => Promise<T>,
): Common<Asked, T> {
  let running: Promise<T> | undefined;
  const begin = (asked: Asked): Promise<T> => {
    const mine = work(...asked).finally(() => {
      if (running === mine) running = undefined;
    });
    return mine;
  };
  return {
    ask(...asked) {
      running ??= begin(asked);
      return running;
    },
    forget() {
      running = undefined;
    },
  };
}
