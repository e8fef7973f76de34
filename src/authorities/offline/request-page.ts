/** The page beside a request, for the person who takes it to the CA. It says nothing that the request does not ask for. */
import {EKU_OIDS} from '../../core/model/certificate.ts';
import type {Order} from '../../engine/ports/authority.ts';
import {formatName} from '../../x509/distinguished-name.ts';
import type {RequestFacts} from '../../x509/request.ts';
import {escapeControls} from '../../x509/text.ts';

export interface PageInput {
  readonly order: Order;
  readonly request: RequestFacts;
  /** Name of the request's file, without its folder. */
  readonly file: string;
  /** As declared. */
  readonly authority: string;
}

const PURPOSES = new Map<string, string>(Object.entries(EKU_OIDS).map(([name, oid]) => [oid, name]));

/** Holds no time: the same request has the same page, whoever writes it and when. */
export function requestPage({order, request, file, authority}: PageInput): string {
  const facts: readonly (readonly [string, string])[] = [
    ['Certificate', order.slot],
    ['Server', `${order.server} (its private key stays there)`],
    ['Authority', authority],
    ['Subject', formatName(request.subject) || 'none'],
    ['Key', `${request.key.algorithm.toUpperCase()} ${request.key.size} bits`],
    ['Purposes', (request.eku ?? []).map(oid => PURPOSES.get(oid) ?? oid).join(', ') || "as the CA's template says"],
    ['Key usage', (request.keyUsage ?? []).join(', ') || "as the CA's template says"],
    [
      'Signature',
      `${request.signature.hash ?? request.signature.oid}; the CA should sign with ${order.spec.signature}`,
    ],
    ...(request.template === undefined ? [] : [['Template', escapeControls(request.template)] as const]),
    ['Public key', `SHA-256 ${request.spki}`],
  ];
  const label = Math.max(...facts.map(([name]) => name.length)) + 2;
  return [
    `Certificate request ${file}`,
    '',
    ...facts.map(([name, value]) => `${`${name}:`.padEnd(label)}${value}`),
    '',
    'Names (every one of them must be in the certificate):',
    ...nameLines(order, request),
    '',
    'What to do:',
    `  1. Give ${file} to the CA and ask for a certificate of a TLS server with these names.`,
    "  2. Put the CA's answer beside this file, under any name: the certificate alone, with its chain,",
    '     or a .p7b; as DER or PEM. Intermediate CAs may come in files of their own.',
    '  3. Run cscert apply. The answer is known by its public key, checked, imported and assigned.',
    '',
  ].join('\n');
}

function nameLines({spec}: Order, {names}: RequestFacts): readonly string[] {
  const reasons = new Map(spec.names.map(({value, reasons: all}) => [value.toLowerCase(), all.join('; ')]));
  const width = Math.max(0, ...names.map(({value}) => value.length));
  return names.map(({value}) => {
    const why = reasons.get(value.toLowerCase());
    const shown = escapeControls(value);
    return why === undefined ? `  ${shown}` : `  ${shown.padEnd(width)}  ${why}`;
  });
}
