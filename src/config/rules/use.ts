import type {Diagnostic} from '../../core/diagnostic.ts';
import {scopeOf} from '../layout.ts';
import type {ValuePath} from '../loaded.ts';
import {type Complaint, complainAt, quote} from '../problem.ts';
import {readThumbprint} from '../thumbprint.ts';
import type {Rule} from './rule.ts';
import {type CertificateEntry, certificatesOf, serversOf} from './walk.ts';

interface PlacedWords extends Complaint {
  readonly within: ValuePath;
  readonly what?: 'value';
}

/** A certificate that exists already is one of a store or one of a file. */
export const checkUse: Rule = ({document, places}) =>
  certificatesOf(document).flatMap((entry): Diagnostic[] =>
    judgeUse(entry).map(({within, ...complaint}) =>
      complainAt(places, {...complaint, path: [...entry.path, ...within]}),
    ),
  );

function judgeUse(entry: CertificateEntry): readonly PlacedWords[] {
  const {use} = entry.certificate;
  if (use === undefined) return [];
  return [...judgeChoice(use), ...judgeThumbprint(use.thumbprint), ...judgePath(use.pfx), ...judgeServers(entry)];
}

type Use = NonNullable<CertificateEntry['certificate']['use']>;

function judgeChoice({thumbprint, pfx, password}: Use): readonly PlacedWords[] {
  const refuse = (detail: string, help: string): readonly PlacedWords[] => [
    {code: 'CFG_USE', within: ['use'], detail, help},
  ];
  if (thumbprint !== undefined && pfx !== undefined) {
    return refuse('A thumbprint and a PFX file are two certificates; only one can be used.', 'leave one of them out');
  }
  if (thumbprint === undefined && pfx === undefined) {
    return refuse('It is not said which certificate is to be used.', 'write thumbprint: ..., or pfx: PATH');
  }
  if (thumbprint === undefined || password === undefined) return [];
  const detail = 'A certificate of the store needs no password: its key is beside it.';
  return [{code: 'CFG_USE', within: ['use', 'password'], detail, help: 'leave "password" out'}];
}

function judgeThumbprint(text: string | undefined): readonly PlacedWords[] {
  if (text === undefined) return [];
  const within = ['use', 'thumbprint'];
  const read = readThumbprint(text);
  if (read?.invisible) {
    const detail =
      'The thumbprint has characters that nobody sees; the certificate dialog of Windows puts U+200E before it.';
    const help = `cscert takes it for ${read.thumbprint}; write it so`;
    return [{code: 'CFG_INVISIBLE_CHARACTER', severity: 'warning', within, what: 'value', detail, help}];
  }
  if (read !== undefined) return [];
  const digits = text.replace(/[^0-9A-Fa-f]/g, '').length;
  const detail =
    digits === 64
      ? `${quote(text)} has 64 hex digits, as a SHA-256 fingerprint; the product knows certificates by SHA-1, 40 digits.`
      : `${quote(text)} is no thumbprint: that is 40 hex digits, with or without blanks.`;
  const help = 'Get-CsCertificate shows it as Thumbprint, the certificate dialog at the end of its details';
  return [{code: 'CFG_THUMBPRINT', within, what: 'value', detail, help}];
}

function judgePath(pfx: string | undefined): readonly PlacedWords[] {
  if (!pfx?.includes('\0')) return [];
  const detail = `${quote(pfx)} contains a NUL character, which no path can.`;
  return [{code: 'CFG_USE', within: ['use', 'pfx'], what: 'value', detail, help: 'delete it'}];
}

/** Each server has a name of its own in its certificate, so one certificate does not fit several. */
function judgeServers({name, level, pool}: CertificateEntry): readonly PlacedWords[] {
  if (level !== 'pool' || pool === undefined) return [];
  const servers = serversOf(pool);
  if (servers.length < 2 || scopeOf(pool.pool, name) === 'pool') return [];
  const detail = `Each of the ${servers.length} servers of ${quote(pool.name)} has a certificate of its own; this would use one on all.`;
  const help = 'write use: {...} below each server, or scope: pool if the certificate carries the names of all';
  return [{code: 'CFG_USE', within: ['use'], detail, help}];
}
