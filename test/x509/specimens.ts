import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Files that do not change from run to run, so that the seed of a failure leads to the same bytes again. Written once
 * by our own writers; they hold every extension and kind of name that the readers know, and a key of EC. The keys
 * in the PFX are derived in three rounds, so that thousands of changed ones are tried in a moment.
 */
const specimen = (name: string): Buffer => readFileSync(join(__dirname, 'fixtures', name));

/** Self-signed, RSA 2048, with the extensions of a CA and of a server. */
export const CERTIFICATE = specimen('certificate.der');
/** PKCS#10, EC P-256. */
export const REQUEST = specimen('request.der');
/** PKCS#7 with two certificates. */
export const BUNDLE = specimen('bundle.p7b');
/** PKCS#12 in the profile for old Windows, sealed with PASSWORD of pkcs12/material.ts. */
export const PFX = specimen('legacy.p12');
