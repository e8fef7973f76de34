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

/**
 * Nothing is said of the request but that the way to the CA failed, whether something had reached it or not: the above, any
 * error of RPC (1700 to 1799, and a server that went away), of sockets (10000 to 11999), and a time that ran out (winerror.h).
 * Not what is wrong with keys or lists of revocations: told with the number of a request, that is why the CA did not issue it.
 */
export function isOfTheWay(number: number): boolean {
  if (isOfKeys(number)) return false;
  const low = number & 0xffff;
  const isOfWindows = number >>> 16 === 0x8007;
  const isOfRpc = low >= 1700 && low <= 1799;
  const isOfSockets = low >= 10_000 && low <= 11_999;
  return isUnreached(number) || GONE.has(number) || (isOfWindows && (isOfRpc || isOfSockets));
}

/** NTE_… and CRYPT_E_… (winerror.h). */
const isOfKeys = (number: number): boolean => number >>> 16 === 0x8009;

/** RPC_E_DISCONNECTED, RPC_S_CALLPENDING, WAIT_TIMEOUT, ERROR_TIMEOUT, ERROR_NETNAME_DELETED, CO_E_SERVER_EXEC_FAILURE. */
const GONE: ReadonlySet<number> = new Set([0x80010108, 0x80010115, 0x80070102, 0x800705b4, 0x80070040, 0x80080005]);

/** The account was not let in. */
export const isLogon = (number: number): boolean => LOGON.has(number);

/** CERTSRV_E_…: the CA itself has decided (certerror.h). */
export const isDecision = (number: number): boolean => number >>> 12 === 0x80094;

/** CERTSRV_E_NO_REQUEST, CERTSRV_E_PROPERTY_EMPTY: the CA has no request of the number that it was asked for (certerror.h). */
const UNKNOWN: ReadonlySet<number> = new Set([0x80094002, 0x80094004]);

/** The CA does not know the request. */
export const isUnknownRequest = (number: number): boolean => UNKNOWN.has(number);
