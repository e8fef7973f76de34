import type {Finding} from '../model/finding.ts';
import {type CheckInput, drift} from './check.ts';

/** The wizard's note on the Certificate Store page: a certificate without its private key cannot be used. */
export function noPrivateKey({certificate}: CheckInput): Finding | undefined {
  if (certificate.hasPrivateKey) return undefined;
  return drift('NO_PRIVATE_KEY', 'request', {
    expected: 'a private key',
    actual: 'no private key',
    message: 'the private key is missing from this server',
  });
}

export function keyAlgorithm({slot, certificate}: CheckInput): Finding | undefined {
  const {algorithm, curve} = certificate.key;
  if (algorithm === slot.spec.key.algorithm) return undefined;
  return drift('KEY_ALGORITHM', 'request', {
    expected: slot.spec.key.algorithm,
    actual: curve ? `${algorithm} ${curve}` : algorithm,
  });
}

export function keySize({slot, certificate}: CheckInput): Finding | undefined {
  const {algorithm, size} = certificate.key;
  if (algorithm !== slot.spec.key.algorithm || size === slot.spec.key.size) return undefined;
  return drift('KEY_SIZE', 'request', {
    expected: `${slot.spec.key.size} bits`,
    actual: `${size} bits`,
    message: `the key has ${size} bits; declared are ${slot.spec.key.size}`,
  });
}

/** Whether a key may be exported is settled when it is made, so only a new key cures it. */
export function keyExportable({slot, certificate}: CheckInput): Finding | undefined {
  const {exportable} = certificate;
  if (exportable === undefined || exportable === slot.spec.key.exportable) return undefined;
  const words = (yes: boolean): string => (yes ? 'exportable' : 'not exportable');
  return drift('KEY_EXPORTABLE', 'request', {
    expected: words(slot.spec.key.exportable),
    actual: words(exportable),
    message: `the key is ${words(exportable)}; declared is ${words(slot.spec.key.exportable)}`,
  });
}

/**
 * Whether a provider is one of CNG, whose keys cannot be used ("Certificate requirements", note of January 2020;
 * symptom: "The buffer supplied to a function was too small").
 */
export function isOfCng(provider: string): boolean {
  return /Key Storage Provider$/i.test(provider);
}

export function keyProvider({certificate}: CheckInput): Finding | undefined {
  const {provider} = certificate;
  if (provider === undefined || !isOfCng(provider)) return undefined;
  return drift('KEY_PROVIDER', 'request', {
    expected: 'a CryptoAPI provider',
    actual: provider,
    message: `the key is kept by "${provider}", a CNG provider, which the product cannot use`,
  });
}
