/**
 * Where a slot stands among its fellows, from 0 to 1: the same in every run, and spread evenly over a fleet.
 * It is the FNV-1a hash of the address; nothing depends on its being hard to guess.
 */
export function placeInFleet(address: string): number {
  let hash = 0x811c9dc5;
  // An address is ASCII: a character is a byte.
  for (let at = 0; at < address.length; at++) hash = Math.imul(hash ^ address.charCodeAt(at), 0x01000193);
  // The last bits of short texts that differ in one letter differ little; the first bits after this differ much.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 0x1_0000_0000;
}
