/** A pull request may bring the answers of a whole deployment: what is done for each order does not grow with all of them. */
import {describe, expect, test} from '@jest/globals';
import type {Certificate} from '../../../src/authorities/offline/contents.ts';
import {findAnswer} from '../../../src/authorities/offline/match.ts';
import {remarksOn} from '../../../src/authorities/offline/remarks.ts';
import type {RequestPlace} from '../../../src/authorities/offline/request-place.ts';
import type {Found, ResponseFile, Scan} from '../../../src/authorities/offline/scan.ts';
import {parseCertificate} from '../../../src/x509/certificate.ts';
import {certificateFacts} from '../../../src/x509/facts.ts';
import {ecKey, makeParty, RogueAuthority} from '../../support/rogue-authority.ts';
import {TestClock} from '../../support/world.ts';

const COUNT = 400;
const now = new TestClock().now();
const {parties} = new RogueAuthority(new Date(now.getTime() - 86_400_000));

function takeApart(der: string): Certificate {
  const parsed = parseCertificate(Buffer.from(der, 'base64'));
  return {parsed, facts: certificateFacts(parsed)};
}

/** So many servers, each with a request and a file with a certificate of the same name; counts how often the files are looked at. */
function crowd() {
  const {from, issuing, root} = parties;
  const {parsed, facts} = takeApart(makeParty('fe.contoso.com', {from, key: ecKey(), issuer: issuing, ca: false}).der);
  const chain = [issuing, root].map(({der}): Found => ({...takeApart(der), path: 'chain.pem'}));
  const looks = {certificates: 0, files: 0};
  const places = Array.from({length: COUNT}, (_, at): RequestPlace => {
    const server = `fe${at}.contoso.com`;
    const ticket = at.toString(16).padStart(12, '0');
    const place = {pool: 'pool', server, certificate: 'default', ticket, stem: `default.${ticket}`};
    return {...place, folder: `pool/${server}`};
  });
  const responses = places.map(({folder, ticket}): ResponseFile => {
    const path = `${folder}/answer.cer`;
    const found: Found = {
      parsed,
      path,
      get facts() {
        looks.certificates++;
        return {...facts, spki: ticket, thumbprint: ticket};
      },
    };
    return {
      get path() {
        looks.files++;
        return path;
      },
      content: {kind: 'certificates', found: [found]},
    };
  });
  const scan: Scan = {
    requests: places.map(({folder, stem, ticket}) => ({
      path: `${folder}/${stem}.csr`,
      spki: ticket,
      names: [],
      eku: [],
    })),
    responses: [...responses, {path: 'chain.pem', content: {kind: 'certificates', found: chain}}],
  };
  return {scan, places, looks};
}

describe('of one look into the folder', () => {
  test('every order finds its answer without a look at those of all others', () => {
    const {scan, places, looks} = crowd();
    for (const {ticket} of places) {
      const match = findAnswer(scan, {spki: ticket, names: [], eku: [], now, trusts: () => true});
      expect(match?.chain).toHaveLength(2);
    }
    expect(looks.certificates).toBeLessThan(20 * COUNT);
  });

  test('every order that waits hears of its own files without a look at those of all others', () => {
    const {scan, places, looks} = crowd();
    for (const place of places) {
      const question = {
        place,
        slot: `pool/${place.server}/default`,
        spki: 'b'.repeat(64),
        since: now,
        shown: 'requests',
      };
      expect(remarksOn(scan, question)).toMatchObject([{code: 'ANSWER_TO_OLDER_REQUEST'}]);
    }
    expect(looks.files).toBeLessThan(20 * COUNT);
  });
});
