import {describe, expect, test} from '@jest/globals';
import {EKU_OIDS} from '../../../src/core/model/certificate.ts';
import type {FieldLine} from '../../../src/core/model/plan.ts';
import {fingerprint} from '../../../src/core/policy/climb.ts';
import {
  aCertificate,
  aForeignCertificate,
  aHolder,
  aSlot,
  assign,
  aWorld,
  FE01,
  inDays,
  planOf,
  ROOT,
  reasons,
  STRANGE_ROOT,
  slotIn,
} from '../../support/small-world.ts';

const slot = aSlot();
const good = aCertificate(slot);
const changeOf = (wanted: typeof slot, ...my: (typeof good)[]) => {
  const assigned = my[0] ? assign(wanted, my[0]) : {};
  return slotIn(planOf(aWorld([wanted], {[FE01]: aHolder({my, assigned})}))).change;
};
const text = (lines: readonly FieldLine[] = []) => lines.map(({field, value}) => `${field}: ${value}`);

/** Lines that only one of the two sides has. */
function differing(wanted: typeof slot, ...my: (typeof good)[]): readonly string[] {
  const change = changeOf(wanted, ...my);
  const [before, after] = [text(change?.before), text(change?.after)];
  return [
    ...before.filter(line => !after.includes(line)).map(line => `- ${line}`),
    ...after.filter(line => !before.includes(line)).map(line => `+ ${line}`),
  ];
}

const RENEWED = [`- certificate: ${aCertificate(slot, {label: 'old'}).thumbprint.slice(0, 8)}`];
const NEW = ['+ certificate: (known after apply)', '+ valid until: (known after apply)'];

describe('the change of a slot', () => {
  test('is absent while it stays as it is', () => {
    expect(changeOf(slot, good)).toBeUndefined();
  });

  test('is from nothing to everything where there was no certificate', () => {
    expect(changeOf(slot)?.before).toEqual([]);
    expect(text(changeOf(slot)?.after)).toEqual([
      'certificate: (known after apply)',
      'subject: CN=fe01.contoso.com, O=Contoso, C=US',
      'name: fe01.contoso.com',
      'name: sip.contoso.com',
      'key: RSA 2048, not exportable',
      'purpose: serverAuth',
      'issuer: authority corp',
      'template: WebServer',
      'valid until: (known after apply)',
      'friendly name: Default, WebServicesInternal, WebServicesExternal - fe01.contoso.com',
    ]);
  });

  test('is from nothing also where a certificate lies about that nothing points to', () => {
    const lying = aCertificate(slot, {label: 'old', notAfter: inDays(3)});
    for (const my of [[lying], [lying, good]]) {
      const {change} = slotIn(planOf(aWorld([slot], {[FE01]: aHolder({my})})));
      expect(change?.before).toEqual([]);
    }
  });

  test('shows that a key may be exported, where a server can tell', () => {
    const keyOf = (old: typeof good) => differing(slot, old).filter(line => line.includes('key:'));
    const dueSoon = {label: 'old', notAfter: inDays(3)};
    expect(keyOf(aCertificate(slot, {...dueSoon, exportable: true}))).toEqual([
      '- key: RSA 2048, exportable',
      '+ key: RSA 2048, not exportable',
    ]);
    expect(keyOf(aCertificate(slot, {...dueSoon, without: ['exportable']}))).toEqual([]);
  });

  test('shows the purposes in the order in which they are declared, however the CA wrote them', () => {
    const both = aSlot({spec: {eku: ['serverAuth', 'clientAuth']}});
    const {serverAuth, clientAuth} = EKU_OIDS;
    const purposeOf = (...eku: string[]) => {
      const lines = differing(both, aCertificate(both, {label: 'old', notAfter: inDays(3), eku}));
      return lines.filter(line => line.includes('purpose'));
    };
    expect(purposeOf(clientAuth, serverAuth)).toEqual([]);
    expect(purposeOf('1.2.3.4', clientAuth, serverAuth)).toEqual([
      '- purpose: serverAuth, clientAuth, 1.2.3.4',
      '+ purpose: serverAuth, clientAuth',
    ]);
  });

  test('of a renewal is the certificate and its end alone', () => {
    const old = aCertificate(slot, {label: 'old', notAfter: inDays(10)});
    expect(differing(slot, old)).toEqual([...RENEWED, `- valid until: ${inDays(10).slice(0, 10)}`, ...NEW]);
  });

  test('of what cannot be traced to the authority does not say that it issued it', () => {
    const chain = {roots: [], intermediates: [], pinned: [fingerprint(ROOT)]};
    const lost = aCertificate(slot, {label: 'old', names: []});
    const holder = aHolder({my: [lost], ca: [], assigned: assign(slot, lost)});
    const plan = planOf(aWorld([slot], {[FE01]: holder}, {authorities: {corp: {chain: {ok: chain}}}}));
    expect(reasons(slotIn(plan))).toContain('ISSUER_UNKNOWN');
    expect(text(slotIn(plan).change?.before)).toContain('issuer: CN=Contoso Issuing CA, O=Contoso, C=US');
  });

  test('of the names is the names, the others in their declared order', () => {
    const names = ['fe01.contoso.com', 'meet.contoso.com', 'sip.contoso.com'].map(value => ({value, reasons: []}));
    const wanted = aSlot({spec: {names}});
    const old = aCertificate(wanted, {
      label: 'old',
      names: ['SIP.contoso.com', 'old.contoso.com', 'fe01.contoso.com'].map(value => ({type: 'dns', value}) as const),
      mark: {spki: '0', spec: '0'},
    });
    expect(differing(wanted, old)).toEqual(
      expect.arrayContaining(['- name: old.contoso.com', '+ name: meet.contoso.com']),
    );
    const listed = text(changeOf(wanted, old)?.before).filter(line => line.startsWith('name'));
    expect(listed).toEqual(['name: fe01.contoso.com', 'name: sip.contoso.com', 'name: old.contoso.com']);
  });

  test('of the authority is the issuer', () => {
    const old = aForeignCertificate(slot, {
      label: 'old',
      issuer: STRANGE_ROOT.subject,
      friendlyName: slot.friendlyName,
    });
    expect(differing(slot, old)).toEqual(
      expect.arrayContaining(['- issuer: CN=Somebody Else, O=Contoso, C=US', '+ issuer: authority corp']),
    );
  });

  test('of the template is the template, also where it does not name itself', () => {
    const mark = {spki: '0', spec: '0'};
    const byName = aCertificate(slot, {label: 'old', template: {name: 'Workstation'}, mark});
    expect(differing(slot, byName)).toEqual(
      expect.arrayContaining(['- template: Workstation', '+ template: WebServer']),
    );
    const nameless = aCertificate(slot, {label: 'old', template: {}, mark});
    expect(differing(slot, nameless)).toEqual(
      expect.arrayContaining(['- template: (another or other settings)', '+ template: WebServer']),
    );
  });

  test('of a label is the label', () => {
    expect(differing(slot, aCertificate(slot, {friendlyName: 'Old'}))).toEqual([
      '- friendly name: Old',
      `+ friendly name: ${slot.friendlyName}`,
    ]);
  });

  test('to another certificate that is there shows that one', () => {
    const old = aCertificate(slot, {label: 'old', notAfter: inDays(10)});
    expect(differing(slot, old, good)).toEqual([
      ...RENEWED,
      `- valid until: ${inDays(10).slice(0, 10)}`,
      `+ certificate: ${good.thumbprint.slice(0, 8)}`,
      `+ valid until: ${inDays(550).slice(0, 10)}`,
    ]);
  });

  describe('to a certificate that the configuration names', () => {
    const bought = aForeignCertificate(slot, {
      issuer: STRANGE_ROOT.subject,
      ...(STRANGE_ROOT.subjectKeyId && {authorityKeyId: STRANGE_ROOT.subjectKeyId}),
      template: {},
      notAfter: inDays(300),
    });
    const named = aSlot({use: {thumbprint: bought.thumbprint}});
    const byFile = aSlot({use: {pfx: 'bought.pfx'}});
    const root = [ROOT, STRANGE_ROOT];
    const linesTo = (wanted: typeof slot, my: (typeof good)[]) => {
      const holder = aHolder({my, root, assigned: assign(wanted, good)});
      const {change} = slotIn(planOf(aWorld([wanted], {[FE01]: holder}, {offered: {[byFile.address]: {ok: bought}}})));
      return [text(change?.before), text(change?.after)] as const;
    };

    test('shows who issued it, and the name that it keeps', () => {
      const [before, after] = linesTo(named, [good, bought]);
      expect(before).toEqual(
        expect.arrayContaining(['issuer: CN=Contoso Issuing CA, O=Contoso, C=US', 'template: WebServer']),
      );
      expect(after).toEqual(
        expect.arrayContaining([
          `certificate: ${bought.thumbprint.slice(0, 8)}`,
          'issuer: CN=Somebody Else, O=Contoso, C=US',
          'template: (none)',
          'friendly name: somebody else',
        ]),
      );
    });

    test('shows the number of a template that does not name itself', () => {
      const numbered = {...bought, template: {oid: '1.3.6.1.4.1.311.21.8.1.2.3'}};
      expect(linesTo(named, [good, numbered])[1]).toContain('template: 1.3.6.1.4.1.311.21.8.1.2.3');
    });

    test('shows what a file brings, which is called as declared', () => {
      const [, after] = linesTo(byFile, [good]);
      expect(after).toEqual(
        expect.arrayContaining([
          `certificate: ${bought.thumbprint.slice(0, 8)}`,
          `valid until: ${inDays(300).slice(0, 10)}`,
          `friendly name: ${byFile.friendlyName}`,
        ]),
      );
    });
  });

  test('is none while a person has to look', () => {
    const changed = aCertificate(slot, {names: []});
    expect(differing(slot, changed)).toEqual([]);
  });
});
