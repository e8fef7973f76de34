/** What a command of the server made: read, and held to what was declared, before anybody is asked to sign it. */
import type {CertificateSpec, ProductCommand} from '../../../core/model/desired.ts';
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

/** What is told of a request that is not the one that was declared; undefined for one that is. */
export function notAsDeclared(
  facts: RequestFacts,
  spec: CertificateSpec,
  {server, command}: MadeBy,
): Trouble | undefined {
  const wrong = differences(facts, spec);
  if (wrong.length === 0) return undefined;
  return new Trouble('REQUEST_NOT_AS_DECLARED', {
    detail: `${server}: the request that ${command} made ${wrong.join(', and ')}. It was removed with its key.`,
    help:
      command === 'certreq'
        ? 'Please report this with the version of Windows.'
        : 'Declare the names as the product computes them (cscert explain ADDRESS shows why each is there), or leave requestWith out: certreq asks for exactly what is declared.',
  });
}

function differences(facts: RequestFacts, {names, key, signature, subject}: CertificateSpec): readonly string[] {
  const asked = new Set(facts.names.filter(({type}) => type === 'dns').map(({value}) => value.toLowerCase()));
  const missing = names.map(({value}) => value).filter(value => !asked.has(value));
  const declared = new Set(names.map(({value}) => value));
  const surplus = [...asked].filter(value => !declared.has(value));
  const commonName = facts.subject.find(({type}) => type === 'CN')?.value;
  return [
    ...(facts.signatureValid ? [] : ['is not signed with its own key']),
    ...(facts.key.size === key.size ? [] : [`has a key of ${facts.key.size} bits`]),
    ...(facts.signature.scheme === 'pkcs1' && facts.signature.hash === signature ? [] : [`is signed otherwise`]),
    ...(commonName === subject.commonName ? [] : [`has the common name "${commonName ?? ''}"`]),
    ...(missing.length === 0 ? [] : [`lacks ${missing.join(', ')}`]),
    ...(surplus.length === 0 ? [] : [`also asks for ${surplus.join(', ')}`]),
  ];
}
