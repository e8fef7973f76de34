import {parseAddress} from '../core/address.ts';
import type {Diagnostic} from '../core/diagnostic.ts';
import {type Differences, diff} from '../core/diff/diff.ts';
import {groupBy} from '../core/group.ts';
import type {Actual} from '../core/model/actual.ts';
import type {CertificateReport} from '../report/certificate-report.ts';
import {renderCertificates} from '../report/certificate-text.ts';
import type {CommandContext} from './command.ts';
import {type Configuration, loadConfiguration} from './configuration.ts';
import type {ExitCode} from './exit-code.ts';
import {readWorld} from './read-world.ts';
import {readAsked} from './show-certificate/argument.ts';
import {certificatesOfFile} from './show-certificate/from-file.ts';
import {type Found, placeOf} from './show-certificate/place.ts';
import {ambiguousThumbprint, nothingMeant, nothingThere, unknownThumbprint} from './show-certificate/refusals.ts';
import {reported} from './show-certificate/reported.ts';
import {certificatesIn, thumbprintsOf, unreadIn, withThumbprint} from './show-certificate/search.ts';

export interface ShowCertificateFlags {
  /** An address, a thumbprint or a path. */
  readonly asked: string;
  readonly parallelism: number;
  readonly json: boolean;
}

type Answer = Pick<CertificateReport, 'certificates'> & Partial<CertificateReport>;

export async function runShowCertificate(cx: CommandContext, flags: ShowCertificateFlags): Promise<ExitCode> {
  const {output, host} = cx;
  const now = host.clock.now();
  const answer = await answerTo(cx, flags, now);
  if (answer === undefined) return 1;
  const {asked, json} = flags;
  const report: CertificateReport = {
    format: 1,
    now: now.toISOString(),
    asked,
    without: [],
    unread: [],
    ...answer,
  };
  const {style, width} = output;
  output.print(json ? `${JSON.stringify(report, null, 2)}\n` : renderCertificates(report, {style, width}));
  return report.unread.length > 0 ? 1 : 0;
}

/** Undefined when there is nothing to show; why has been said. */
async function answerTo(cx: CommandContext, flags: ShowCertificateFlags, now: Date): Promise<Answer | undefined> {
  const asked = await readAsked(cx, flags.asked);
  if (asked === undefined) return undefined;
  if (asked.is === 'file') {
    const read = certificatesOfFile(asked.path, asked.bytes, now);
    if ('ok' in read) return {certificates: read.ok};
    return refuse(cx, [read.problem]);
  }
  const configuration = await loadConfiguration(cx);
  if (configuration === undefined) return undefined;
  if (asked.is === 'address') return ofAddress(cx, {configuration, flags, now, address: asked.address});
  return ofThumbprint(cx, {configuration, flags, now, digits: asked.digits});
}

interface Search {
  readonly configuration: Configuration;
  readonly flags: ShowCertificateFlags;
  readonly now: Date;
}

interface Seen {
  readonly actual: Actual;
  readonly differences: Differences;
}

async function look(
  cx: CommandContext,
  {configuration, flags, now}: Search,
  only: readonly string[],
): Promise<Seen | undefined> {
  const {signal} = new AbortController();
  const selection = {only, exclude: []};
  const read = await readWorld(cx, configuration, {selection, parallelism: flags.parallelism, signal});
  return read && {actual: read.actual, differences: diff(configuration.desired, read.actual, now)};
}

async function ofAddress(cx: CommandContext, search: Search & {readonly address: string}): Promise<Answer | undefined> {
  const {slots} = search.configuration.desired;
  const [address = '', member] = search.address.toLowerCase().split('@');
  const slot = parseAddress(search.address) && slots.find(one => one.address === address);
  if (slot === undefined || (member !== undefined && !slot.members.includes(member))) {
    return refuse(cx, [nothingMeant(slots, search.address)]);
  }
  const seen = await look(cx, search, [address]);
  const difference = seen?.differences.slots.find(one => one.slot.address === address);
  if (seen === undefined || difference === undefined) return undefined;
  const servers = new Set(member === undefined ? slot.members : [member]);
  const {thumbprints, without} = thumbprintsOf(difference, servers);
  const found = certificatesIn(seen.actual).filter(({server}) => servers.has(server));
  const unread = unreadIn(seen.actual);
  if (thumbprints.length === 0) return refuse(cx, [...unread, nothingThere(address, [...servers])]);
  return {certificates: thumbprints.flatMap(one => show(found, one, {seen, now: search.now})), without, unread};
}

async function ofThumbprint(
  cx: CommandContext,
  search: Search & {readonly digits: string},
): Promise<Answer | undefined> {
  const {digits} = search;
  const seen = await look(cx, search, []);
  if (seen === undefined) return undefined;
  const all = certificatesIn(seen.actual);
  const unread = unreadIn(seen.actual);
  const found = groupBy(withThumbprint(all, digits), ({certificate}) => certificate.thumbprint);
  const [thumbprint, ...others] = found.keys();
  if (thumbprint === undefined) return refuse(cx, [...unread, unknownThumbprint(digits, all)]);
  if (others.length > 0) return refuse(cx, [ambiguousThumbprint(digits, found)]);
  return {certificates: show(all, thumbprint, {seen, now: search.now}), unread};
}

function refuse({output}: CommandContext, problems: readonly Diagnostic[]): undefined {
  output.diagnose(problems);
  return undefined;
}

function show(
  found: readonly Found[],
  thumbprint: string,
  {seen, now}: {readonly seen: Seen; readonly now: Date},
): Answer['certificates'] {
  const same = found.filter(({certificate}) => certificate.thumbprint === thumbprint);
  const [first] = same;
  if (first === undefined) return [];
  const view = {differences: seen.differences.slots, now};
  const places = same.map(one => placeOf(one, view));
  return [reported(first.certificate, places)];
}
