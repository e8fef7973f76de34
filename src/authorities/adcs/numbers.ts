/** What numbers of Windows (HRESULTs, unsigned) say of asking a CA: they are the same in every language. */

/** Errors of the way to the CA: server not there, RPC not available, no access to the machine (winerror.h). */
const WAY: ReadonlySet<number> = new Set([
  0x800706ba, 0x800706bb, 0x80070005, 0x80070035, 0x800706d9, 0x80070721, 0x80092013, 0x8009000f,
]);

/** Errors of a log-on: unknown name or wrong password, expired, disabled, locked, not from here (winerror.h). */
const LOGON: ReadonlySet<number> = new Set([
  0x8007052e, 0x8007052f, 0x80070530, 0x80070531, 0x80070532, 0x80070533, 0x80070569, 0x80070701, 0x80070773,
  0x80070775,
]);

/** Nothing reached the CA. */
export const isUnreached = (number: number): boolean => WAY.has(number) || LOGON.has(number);

/** The account was not let in. */
export const isLogon = (number: number): boolean => LOGON.has(number);

/** CERTSRV_E_…: the CA itself has decided (certerror.h). */
export const isDecision = (number: number): boolean => number >>> 12 === 0x80094;
