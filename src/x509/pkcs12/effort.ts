import {X509Error} from '../error.ts';

const MAX_ROUNDS = 10_000_000;

/**
 * Keeps count of the rounds of key derivation that one file asks for. A PFX says by itself how many it wants, and they
 * run before anything in it can be trusted; common files want a few thousand, NSS about three million. Ten million
 * rounds (hashes or HMACs) in the whole file are some ten seconds.
 */
export class Effort {
  #left = MAX_ROUNDS;

  /** Throws X509Error when the file has asked for too much in total, or for none at all. */
  spend(iterations: number, blocks: number): void {
    if (iterations < 1) throw new X509Error('the PFX asks for a key derivation of no rounds');
    this.#left -= iterations * blocks;
    if (this.#left < 0) throw new X509Error(`the PFX asks for more than ${MAX_ROUNDS} rounds of key derivation`);
  }
}
