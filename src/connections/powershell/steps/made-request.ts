/** What a command of the server made: read, and held to what was declared, before anybody is asked to sign it. */
import {EKU_OIDS, type StoredCertificate} from '../../../core/model/certificate.ts';
import type {CertificateSpec, ProductCommand} from '../../../core/model/desired.ts';
import {isOfCng} from '../../../core/policy/key.ts';
import {comparableNames, describeName, describeSubject, isSubject} from '../../../core/policy/names.ts';
import {describeEku} from '../../../core/policy/purpose.ts';
import {showControls} from '../../../core/unsafe-text.ts';
import {X509Error} from '../../../x509/error.ts';
import {decodePem} from '../../../x509/pem.ts';
import type {RequestFacts} from '../../../x509/request.ts';
import {oneLineOf, Trouble} from '../problems.ts';
import type {JsonObject} from '../session/answer.ts';

/** What makes keys and requests on a server. */
export type MakingCommand = 'certreq' | ProductCommand;

export interface MadeBy {
  readonly server: string;
  readonly command: MakingCommand;
}

/** DER of the request. Throws StepTrouble when there is none. */
export function decodeRequest(made: JsonObject, {server, command}: MadeBy): Buffer {
  const {csr} = made;
  if (typeof csr !== 'string' || csr === '') {
    throw new Trouble('KEY_REFUSED', {
      detail: `${server}: ${command} made no request. ${programSays(made)}`,
      help: 'Put right what it complains of, then run the command again.',
    });
  }
  const [block] = decodePem(csr);
  if (block?.label.endsWith('CERTIFICATE REQUEST')) return block.der;
  throw new X509Error(`what ${command} wrote is not one PEM request`);
}

/** The words and the number of a program that was run on the server. */
export function programSays({output, exitCode}: JsonObject): string {
  const said = typeof output === 'string' ? oneLineOf(output) : '';
  const number = typeof exitCode === 'number' ? `0x${(exitCode >>> 0).toString(16)}` : 'no number';
  return said === '' ? `It ended with ${number} and said nothing.` : `It ended with ${number} and said: ${said}`;
}

/** What came of the command: the request, and the entry of the store REQUEST that has its key, where there is one. */
export interface Made {
  readonly facts: RequestFacts;
  readonly key: StoredCertificate | undefined;
}

/** What is told of a request that is not the one that was declared; undefined for one that is. */
export function notAsDeclared(
  {facts, key}: Made,
  spec: CertificateSpec,
  {server, command}: MadeBy,
): Trouble | undefined {
  const wrong = [...differences(facts, spec), ...wrongPurposes(facts, spec, command), ...wrongKeeping(key, spec)];
  if (wrong.length === 0) return undefined;
  const whatBecame = key === undefined ? 'The store REQUEST has no key for it.' : 'It was removed with its key.';
  return new Trouble('REQUEST_NOT_AS_DECLARED', {
    detail: `${server}: the request that ${command} made ${wrong.join(', and ')}. ${whatBecame}`,
    help:
      command === 'certreq'
        ? 'Please report this with the version of Windows.'
        : 'Declare what the product makes (cscert explain ADDRESS shows why each name is there), or leave requestWith out: certreq asks for exactly what is declared.',
  });
}

function differences(facts: RequestFacts, {names, key, signature, subject}: CertificateSpec): readonly string[] {
  const asked = new Set(comparableNames(facts.names));
  const missing = names.map(({value}) => value).filter(value => !asked.has(value));
  const declared = new Set(names.map(({value}) => value));
  const surplus = [...asked].filter(value => !declared.has(value));
  return [
    ...(facts.signatureValid ? [] : ['is not signed with its own key']),
    ...(facts.key.algorithm === key.algorithm ? [] : [`has a key of the kind ${facts.key.algorithm}`]),
    ...(facts.key.size === key.size ? [] : [`has a key of ${facts.key.size} bits`]),
    ...(facts.signature.scheme === 'pkcs1' && facts.signature.hash === signature ? [] : [`is signed otherwise`]),
    ...(isSubject(facts.subject, subject)
      ? []
      : [`has the subject ${describeName(facts.subject)} instead of ${describeSubject(subject)}`]),
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]),
    ...(surplus.length === 0 ? [] : [`also asks for ${surplus.map(showControls).join(', ')}`]),
  ];
}

/**
 * The product's command leaves purposes to the template where nothing of clients is asked for (Request-CsCertificate,
 * `-ClientEKU`); certreq was told every one of them. A usage of the key more does no harm.
 */
function wrongPurposes(facts: RequestFacts, spec: CertificateSpec, command: MakingCommand): readonly string[] {
  const declared = new Set<string>(spec.eku.map(name => EKU_OIDS[name]));
  const asked = new Set(facts.eku);
  const areSame = asked.size === declared.size && [...asked].every(oid => declared.has(oid));
  const areLeft = facts.eku === undefined && command !== 'certreq' && !spec.eku.includes('clientAuth');
  const {keyUsage} = facts;
  const missing = keyUsage === undefined ? [] : spec.keyUsage.filter(usage => !keyUsage.includes(usage));
  return [
    ...(areSame || areLeft
      ? []
      : [`asks for the purposes ${describeEku(facts.eku ?? [])} instead of ${describeEku([...declared])}`]),
    ...(missing.length === 0 ? [] : [`lacks the key usage ${missing.join(', ')}`]),
  ];
}

/** Where a key is kept and whether it may leave are settled when it is made: no answer of a CA cures them. */
function wrongKeeping(key: StoredCertificate | undefined, spec: CertificateSpec): readonly string[] {
  const {provider, exportable} = key ?? {};
  const isExportable = exportable ?? spec.key.exportable;
  return [
    ...(provider !== undefined && isOfCng(provider)
      ? [`has its key in "${provider}", a CNG provider, which the product cannot use`]
      : []),
    ...(isExportable === spec.key.exportable
      ? []
      : [`has a key that may ${isExportable ? '' : 'not '}be exported, which is declared otherwise`]),
  ];
}
