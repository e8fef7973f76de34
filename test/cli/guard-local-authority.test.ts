import {expect, test} from '@jest/globals';
import type {LocalAuthority} from '../../src/authorities/local/index.ts';
import {guardLocalAuthority} from '../../src/cli/guard-local-authority.ts';
import type {Diagnostic} from '../../src/core/diagnostic.ts';
import {Secret} from '../../src/core/secret.ts';
import {makePassword} from '../support/canary.ts';

const passphrase = makePassword();
const chatty: Diagnostic = {
  severity: 'error',
  code: 'CHATTY',
  summary: 'It says too much',
  detail: `${passphrase} does not open the key`,
};

test('a local authority repeats its passphrase to nobody who decides, nor to who looks', async () => {
  const say = async () => ({problem: chatty});
  const never = () => Promise.reject(new Error(`it cannot be opened with ${passphrase}`));
  const authority: LocalAuthority = {
    can: {where: 'runner', find: false, chainKnownAtPlan: false, idempotent: true},
    chain: say,
    submit: never,
    resume: never,
    pending: say,
    ledger: async () => ({
      ok: {waiting: [], approved: [], denied: [], issued: [], revoked: [], lost: [chatty], damaged: [chatty]},
    }),
    approve: say,
    deny: never,
  };
  const guarded = guardLocalAuthority(authority, [new Secret(passphrase)]);
  const said = [
    await guarded.chain({create: false}, {signal: new AbortController().signal, now: () => new Date(0)}),
    await guarded.pending(),
    await guarded.ledger(),
    await guarded.approve('1a2b'),
    String(await guarded.deny('1a2b', 'no').catch((error: unknown) => error)),
  ].map(one => JSON.stringify(one));
  for (const one of said) {
    expect(one).not.toContain(passphrase);
    expect(one).toContain('[secret]');
  }
});
