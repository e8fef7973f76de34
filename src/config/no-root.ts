/**
 * What stands for a root that is still to be named: no certificate has this fingerprint, so an answer is taken only when
 * somebody has written the real one.
 */
export const NO_ROOT = `sha256:${'0'.repeat(64)}`;
