import {describe, expect, jest, test} from '@jest/globals';
import fc from 'fast-check';
import {parse} from 'yaml';
import {type Adopted, adopt} from '../../../src/config/adopt/adopt.ts';
import {loadConfig} from '../../../src/config/load.ts';
import {resolve} from '../../../src/config/resolve/resolve.ts';
import type {Actual, Assignment} from '../../../src/core/model/actual.ts';
import {EKU_OIDS, type StoredCertificate} from '../../../src/core/model/certificate.ts';
import type {Desired, ServerId, Slot} from '../../../src/core/model/desired.ts';
import type {Plan} from '../../../src/core/model/plan.ts';
import type {Usage} from '../../../src/core/model/usage.ts';
import {plan} from '../../../src/core/plan/plan.ts';
import {MemoryFiles} from '../../support/memory-files.ts';
import {type AnyDocument, AUTHORITIES, anyDocument, textOf} from '../../support/random-deployment.ts';
import {
  aCertificate,
  aHolder,
  type CertificateWish,
  CORP,
  ISSUING,
  inDays,
  NOW,
  ROOT,
  STRANGE_ROOT,
  unreadable,
} from '../../support/small-world.ts';

const read = (text: string) =>
  loadConfig({
    paths: ['-'],
    readStdin: async () => Buffer.from(text),
    cwd: '/configuration',
    environment: {},
    files: new MemoryFiles(),
  });

async function load(text: string) {
  const {loaded, diagnostics} = await read(text);
  const resolution = loaded && resolve(loaded);
  if (loaded === undefined || resolution?.desired === undefined)
    throw new Error([...diagnostics, ...(resolution?.diagnostics ?? [])].map(({detail}) => detail).join('\n') + text);
  return {loaded, desired: resolution.desired};
}

/** Every slot of a deployment has a certificate everywhere, which nobody marked; `wish` tells what it is like. */
function heldBy(desired: Desired, wish: (slot: Slot) => CertificateWish): Actual {
  const has = new Map<ServerId, {my: StoredCertificate[]; assigned: Record<string, Assignment>}>();
  for (const {server} of desired.holders) has.set(server, {my: [], assigned: {}});
  for (const slot of desired.slots) {
    const certificate = aCertificate(slot, {label: slot.address, without: ['mark'], ...wish(slot)});
    for (const server of slot.members) {
      const there = has.get(server);
      there?.my.push(certificate);
      for (const usage of slot.usages) if (there) there.assigned[usage] = {current: certificate.thumbprint};
    }
  }
  return {
    holders: Object.fromEntries(
      [...has].map(([server, {my, assigned}]) => [
        server,
        {ok: aHolder({my, assigned, root: [ROOT, STRANGE_ROOT], ca: [ISSUING]})},
      ]),
    ),
    authorities: Object.fromEntries(AUTHORITIES.map(name => [name, CORP])),
  };
}

/** Holders where the servers of one slot have each another certificate for it than they all had. */
function heldOn(
  {slots}: Desired,
  address: string,
  wish: (server: ServerId) => CertificateWish,
): (holders: Actual['holders']) => Actual['holders'] {
  const slot = slots.find(one => one.address === address);
  if (slot === undefined) throw new Error(`no slot ${address}`);
  return holders =>
    Object.fromEntries(
      slot.members.map(server => {
        const holder = holders[server];
        if (holder === undefined || !('ok' in holder)) throw new Error(`no holder ${server}`);
        const {stores, assigned} = holder.ok;
        if (!('ok' in stores.My) || !('ok' in assigned)) throw new Error(`${server} cannot be read`);
        const certificate = aCertificate(slot, {label: slot.address, without: ['mark'], ...wish(server)});
        const had = slot.usages.map(usage => assigned.ok[usage]?.current);
        const others = stores.My.ok.filter(({thumbprint}) => !had.includes(thumbprint));
        const pointing = slot.usages.map(usage => [usage, {current: certificate.thumbprint}] as const);
        const ok = {
          ...holder.ok,
          stores: {...stores, My: {ok: [...others, certificate]}},
          assigned: {ok: {...assigned.ok, ...Object.fromEntries(pointing)}},
        };
        return [server, {ok}] as const;
      }),
    );
}

function planOf(desired: Desired, actual: Actual): Plan {
  return plan({desired, actual, now: NOW, tool: 'test', config: {digest: 'sha256:0', files: []}});
}

async function adoptFrom(text: string, actual: Actual, takes = (_pool: string) => true): Promise<Adopted> {
  const {loaded} = await load(text);
  const adopted = await adopt({loaded, actual, now: NOW, takes, read});
  if ('diagnostics' in adopted) throw new Error(JSON.stringify(adopted.diagnostics, undefined, 1));
  return adopted;
}

/** As `heldBy`, but what is to be assigned by hand waits for it, with our mark. */
function readyIn(desired: Desired, isReady: (slot: Slot) => boolean): Actual {
  const {holders, authorities} = heldBy(desired, slot => (isReady(slot) ? {without: []} : {}));
  const unassigned = Object.entries(holders).map(([server, holder]) => {
    if (!('ok' in holder) || !('ok' in holder.ok.assigned)) return [server, holder] as const;
    const waiting = desired.slots.filter(slot => isReady(slot) && slot.members.includes(server));
    const usages = new Set(waiting.flatMap(slot => slot.usages));
    const assigned = Object.entries(holder.ok.assigned.ok).filter(([usage]) => !usages.has(usage as Usage));
    return [server, {ok: {...holder.ok, assigned: {ok: Object.fromEntries(assigned)}}}] as const;
  });
  return {holders: Object.fromEntries(unassigned), authorities};
}

/** What somebody writes who begins: the topology, and nothing of certificates. */
function withoutCertificates(document: AnyDocument): string {
  const {certificates: _global, ...deployment} = document.deployment as Record<string, unknown>;
  const pools = Object.entries(document.pools).map(([name, {certificates: _own, ...pool}]) => [name, pool]);
  return textOf({...document, deployment, pools: Object.fromEntries(pools)});
}

const labels = ({actions}: Plan) =>
  actions.filter(({verb, args}) => verb === 'import' && 'source' in args && args.source === 'store');

/** Without what `use` points to, so that every certificate is one of its own. */
const boughtNothing = (desired: Desired): Desired => ({
  ...desired,
  slots: desired.slots.map(({use: _use, ...slot}) => slot),
});

/** What a certificate may have otherwise than the topology explains. */
const KINDS: readonly ((slot: Slot) => CertificateWish)[] = [
  () => ({}),
  () => ({friendlyName: 'as somebody called it'}),
  ({spec}) => ({
    names: [...spec.names.map(({value}) => ({type: 'dns' as const, value})), {type: 'dns', value: 'more.contoso.com'}],
  }),
  ({spec}) => ({names: [{type: 'dns', value: spec.names[0]?.value ?? ''}]}),
  () => ({names: []}),
  ({spec}) => ({subject: [{type: 'CN', value: spec.subject.commonName}]}),
  ({spec}) => ({
    subject: [
      {type: 'CN', value: spec.subject.commonName},
      {type: 'L', value: 'Redmond'},
      {type: 'O', value: 'Other'},
    ],
  }),
  () => ({subject: [{type: 'CN', value: '*.contoso.com'}]}),
  () => ({key: {algorithm: 'rsa', size: 4096}}),
  () => ({key: {algorithm: 'rsa', size: 1024}}),
  () => ({key: {algorithm: 'ec', size: 256, curve: 'P-256'}}),
  () => ({hasPrivateKey: false}),
  ({spec}) => ({exportable: !spec.key.exportable}),
  () => ({eku: ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']}),
  () => ({without: ['eku', 'mark']}),
  () => ({template: {name: 'Company Web Server 2'}}),
  () => ({issuer: STRANGE_ROOT.subject, authorityKeyId: STRANGE_ROOT.subjectKeyId ?? ''}),
];

describe('what servers have', () => {
  test('as it was declared in 100 random deployments, plans to no change but labels, and to none with these', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async document => {
        const desired = boughtNothing((await load(textOf(document))).desired);
        const actual = heldBy(desired, () => ({}));
        const {text, mismatches} = await adoptFrom(withoutCertificates(document), actual);
        expect(mismatches).toEqual([]);
        const adopted = await load(text);
        const planned = planOf(adopted.desired, actual);
        expect(planned.actions.filter(one => !labels(planned).includes(one))).toEqual([]);
        expect(planned.summary).toMatchObject({waiting: 0, person: 0, unknown: 0});
        const marked = heldBy(adopted.desired, () => ({without: []}));
        expect(planOf(adopted.desired, marked).actions).toEqual([]);
      }),
      {numRuns: 100},
    );
  }, 120_000);

  test('and what waits there to be assigned by hand stays as it was declared, and goes on waiting', async () => {
    let tried = 0;
    await fc.assert(
      fc.asyncProperty(anyDocument, async document => {
        const before = (await load(textOf(document))).desired;
        const isReady = ({assign, use}: Slot) => assign === 'manual' && use === undefined;
        const ready = before.slots.filter(isReady).map(({address}) => address);
        const actual = readyIn(before, isReady);
        tried += ready.length;
        const {desired} = await load((await adoptFrom(textOf(document), actual)).text);
        const planned = planOf(desired, actual);
        expect(planned.actions.filter(one => !labels(planned).includes(one))).toEqual([]);
        expect(planned.slots.filter(({state}) => state === 'ready').map(({address}) => address)).toEqual(ready);
        expect(desired.slots.filter(({assign}) => assign === 'manual').map(({address}) => address)).toEqual(
          expect.arrayContaining(ready),
        );
      }),
      {numRuns: 60},
    );
    expect(tried).toBeGreaterThan(0);
  }, 120_000);

  test('and what no server has yet is said to be left out, whether it was written or is usual for the role', async () => {
    const edge = (certificates: string) => `
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]}
authorities: {corp: {type: local, folder: ca}, other: {type: local, folder: ca2}, public: {type: local, folder: ca3}}
connections: {stores: {type: directory, folder: servers}}
defaults: {authority: corp, publicAuthority: public}
pools:
  edge.contoso.com:
    role: edge
    servers: [edge01.contoso.com]
    edge: {access: access.contoso.com, webConferencing: web.contoso.com, av: av.contoso.com}
${certificates}`;
    const usages = 'AccessEdgeExternal, DataEdgeExternal, AudioVideoAuthentication';
    for (const written of ['', `    certificates: {outer: {usages: [${usages}]}, internal: {usages: [Internal]}}\n`]) {
      const {desired} = await load(edge(written));
      const actual = readyIn(desired, slot => slot.usages.includes('AccessEdgeExternal'));
      const {mismatches, adopted} = await adoptFrom(edge(written), actual);
      expect(mismatches).toEqual([
        {
          at: `edge.contoso.com/${written === '' ? 'external' : 'outer'}`,
          kind: 'leftOut',
          detail: expect.stringContaining(`It is declared for ${usages}, and no server has a certificate`),
        },
      ]);
      expect(adopted).toBe(1);
    }
  });

  test('and is anything else than the topology explains, never leads to a request either', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyDocument,
        fc.array(fc.nat({max: KINDS.length - 1}), {minLength: 1, maxLength: 9}),
        async (document, kinds) => {
          const desired = boughtNothing((await load(textOf(document))).desired);
          let next = 0;
          const byAddress = new Map(desired.slots.map(({address}) => [address, kinds[next++ % kinds.length] ?? 0]));
          const actual = heldBy(desired, slot => KINDS[byAddress.get(slot.address) ?? 0]?.(slot) ?? {});
          const {text} = await adoptFrom(withoutCertificates(document), actual);
          const planned = planOf((await load(text)).desired, actual);
          expect(planned.actions.filter(one => !labels(planned).includes(one))).toEqual([]);
        },
      ),
      {numRuns: 40},
    );
  }, 120_000);
});

/** A small deployment; what is written of its pools stands below. */
const deploymentOf = (pools: string, more = ''): string => `
deployment: {name: contoso, product: sfbse, sipDomains: [contoso.com]${more}}
authorities: {corp: {type: local, folder: ca}, other: {type: local, folder: ca2}}
connections: {stores: {type: directory, folder: servers}}
defaults: {authority: corp, subject: {organization: Contoso, organizationalUnit: IT}}
pools:
${pools}`;

const FRONT_END = `
  fepool.contoso.com:
    role: frontEnd
    servers: [fe01.contoso.com, fe02.contoso.com]
`;

/** Nobody can reach the server. */
const withoutServer = (actual: Actual, server: ServerId): Actual => ({
  ...actual,
  holders: {...actual.holders, [server]: unreadable()},
});

const subjectWithoutUnit = ({spec}: Slot): CertificateWish => ({
  subject: [
    {type: 'O', value: 'Contoso'},
    {type: 'CN', value: spec.subject.commonName},
  ],
});

/** What a plan would do besides writing labels. */
const workOf = (desired: Desired, actual: Actual) => {
  const planned = planOf(desired, actual);
  return planned.actions.filter(one => !labels(planned).includes(one)).map(({id}) => id);
};

describe('what was declared', () => {
  const slotAt = ({slots}: Desired, address: string) => slots.find(one => one.address === address);

  test.each([
    ['of pools that declare nothing', '', ''],
    ['of pools that have defaults', '\n    defaults: {subject: {organizationalUnit: Branch}}', ''],
    [
      'of certificates that are written',
      '\n    certificates: {default: {usages: [Default, WebServicesInternal, WebServicesExternal], subject: {city: Redmond}}}',
      ', certificates: {tokens: {usages: [OAuthTokenIssuer], subject: {organization: Tokens}}}',
    ],
  ])('%s keeps its subject where it is not looked at, whatever another certificate lacks', async (_, own, global) => {
    const pools = `  se01.contoso.com:\n    role: standardEdition\n  se02.contoso.com:\n    role: standardEdition${own}\n`;
    const text = deploymentOf(pools, global);
    const {desired: before} = await load(text);
    const actual = heldBy(before, slot => (slot.pool === 'se01.contoso.com' ? subjectWithoutUnit(slot) : {}));
    const {desired} = await load((await adoptFrom(text, actual, pool => pool === 'se01.contoso.com')).text);
    expect(workOf(desired, actual)).toEqual([]);
    const others = ({slots}: Desired) => slots.filter(slot => slot.pool !== 'se01.contoso.com').map(({spec}) => spec);
    expect(others(desired)).toEqual(others(before));
    const adopted = slotAt(desired, 'se01.contoso.com/se01.contoso.com/default');
    expect(adopted?.spec.subject.organizationalUnit).toBeUndefined();
  });

  test('of a server that cannot be read stays, with what its pool and the defaults said', async () => {
    const text =
      deploymentOf(`${FRONT_END.replace(/servers: .*/, 'servers: {fe01.contoso.com: , fe02.contoso.com: OWN}')}
    certificates:
      default:
        usages: [Default, WebServicesInternal, WebServicesExternal]
        authority: other
        renewBefore: 20%
        assign: manual
        subject: {city: Redmond}
`).replace('OWN', '{certificates: {default: {key: {size: 4096}, names: {add: [more.contoso.com]}}}}');
    const {desired: before} = await load(text);
    const whole = heldBy(before, slot => (slot.members.includes('fe02.contoso.com') ? {} : subjectWithoutUnit(slot)));
    const actual = withoutServer(whole, 'fe02.contoso.com');
    const {text: written, mismatches} = await adoptFrom(text, actual, pool => pool !== 'global');
    expect(mismatches.map(({kind}) => kind)).toEqual(['unread']);
    const {desired} = await load(written);
    const address = 'fepool.contoso.com/fe02.contoso.com/default';
    const {declaredAt: _there, ...left} = slotAt(desired, address) ?? {};
    expect(slotAt(before, address)).toMatchObject(left);
    expect(slotAt(desired, 'fepool.contoso.com/fe01.contoso.com/default')?.assign).toBe('manual');
    expect(workOf(desired, whole)).toEqual([]);
    expect(parse(written).pools['fepool.contoso.com'].certificates.default).toEqual({
      usages: ['Default', 'WebServicesInternal', 'WebServicesExternal'],
      authority: 'other',
      assign: 'manual',
      renewBefore: '20%',
    });
  });
});

describe('what was declared for another division of the usages', () => {
  const divided = (certificates: string) =>
    deploymentOf(`  fepool.contoso.com:
    role: frontEnd
    servers:
      fe01.contoso.com: {certificates: {default: {renewBefore: 10%}}}
      fe02.contoso.com: {certificates: {default: {renewBefore: 10%, subject: {city: Redmond}, use: {thumbprint: ${'A'.repeat(40)}}}}}
    certificates: ${certificates}
`);
  const ALL = '{default: {usages: [Default, WebServicesInternal, WebServicesExternal]}}';
  const OTHERWISE =
    '{default: {usages: [Default], retireAfter: 9 days}, web: {usages: [WebServicesInternal, WebServicesExternal], authority: other}}';

  const adoptedWithout = async (server: ServerId | undefined) => {
    const actual = heldBy((await load(divided(ALL))).desired, () => ({}));
    return adoptFrom(divided(OTHERWISE), server === undefined ? actual : withoutServer(actual, server));
  };
  const saidOf = ({mismatches}: Adopted) => mismatches.filter(({kind}) => kind === 'leftOut');
  const lost = (at: string, settings: string) => ({
    at: `fepool.contoso.com/${at}`,
    kind: 'leftOut',
    detail: `What was written of it was left out, for servers have its usages in other certificates: ${settings}.`,
  });

  test('stays for a server that cannot be read, and is said to be left out for the others', async () => {
    const adopted = await adoptedWithout('fe02.contoso.com');
    expect(parse(adopted.text).pools['fepool.contoso.com'].servers['fe02.contoso.com'].certificates.default).toEqual({
      renewBefore: '10%',
      retireAfter: '9 days',
      subject: {city: 'Redmond'},
      use: {thumbprint: 'A'.repeat(40)},
    });
    expect(saidOf(adopted)).toEqual([
      lost('default', 'retireAfter'),
      lost('web', 'authority'),
      lost('fe01.contoso.com/default', 'renewBefore'),
    ]);
  });

  test('is said to be left out of every server that can be read', async () => {
    expect(saidOf(await adoptedWithout(undefined))).toEqual([
      lost('default', 'retireAfter'),
      lost('web', 'authority'),
      lost('fe01.contoso.com/default', 'renewBefore'),
      lost('fe02.contoso.com/default', 'renewBefore, subject.city, use'),
    ]);
  });
});

describe('a certificate that is declared to be used', () => {
  const SE01 = 'se01.contoso.com';
  const ADDRESS = `${SE01}/${SE01}/default`;
  const using = (use: string, more = '') =>
    deploymentOf(`  ${SE01}:
    role: standardEdition
    certificates: {default: {usages: [Default, WebServicesInternal, WebServicesExternal], use: ${use}${more}}}
`);
  const held = async (
    wish: (slot: Slot) => CertificateWish = () => ({}),
  ): Promise<{readonly actual: Actual; readonly thumbprint: string}> => {
    const {desired} = await load(deploymentOf(`  ${SE01}:\n    role: standardEdition\n`));
    const actual = heldBy(desired, slot => (slot.address === ADDRESS ? wish(slot) : {}));
    const holder = actual.holders[SE01];
    const assigned = holder !== undefined && 'ok' in holder ? holder.ok.assigned : undefined;
    const thumbprint = assigned !== undefined && 'ok' in assigned ? assigned.ok.Default?.current : undefined;
    return {actual, thumbprint: thumbprint ?? ''};
  };
  const entryOf = ({text}: Adopted) => parse(text).pools[SE01].certificates.default;

  test('and is assigned stays so, with what is written beside it for the next one', async () => {
    const {actual, thumbprint} = await held();
    const spelt = thumbprint.toLowerCase();
    const adopted = await adoptFrom(using(`{thumbprint: ${spelt}}`, ', key: {size: 4096}, authority: other'), actual);
    const {usages: _usages, ...entry} = entryOf(adopted);
    expect(entry).toEqual({use: {thumbprint: spelt}, key: {size: 4096}, authority: 'other'});
    expect([adopted.used, adopted.mismatches]).toEqual([1, []]);
    expect(adopted.text).toContain('# Used as it is, as it was declared.');
    const {desired} = await load(adopted.text);
    expect(workOf(desired, actual)).toEqual([]);
  });

  const NEXT = ', key: {size: 4096}, subject: {city: Redmond}, names: {add: [Next.contoso.com]}';

  test('and has a name that cannot be written stays so, be it from a file, with all that is written beside it', async () => {
    const {actual} = await held(({spec}) => ({
      names: [...spec.names.map(({value}) => value), 'se01'].map(value => ({type: 'dns', value})),
    }));
    const use = {pfx: 'bought.pfx', password: 'file:word'};
    const adopted = await adoptFrom(using(JSON.stringify(use), NEXT), actual);
    const {usages: _usages, ...entry} = entryOf(adopted);
    expect(entry).toEqual({
      use,
      key: {size: 4096},
      subject: {city: 'Redmond'},
      names: {add: ['Next.contoso.com']},
    });
    expect([adopted.used, adopted.mismatches]).toEqual([1, []]);
    expect(adopted.text).toContain('# Used as it is, as it was declared.');
  });

  test('and has other names and purposes than are declared keeps those, beside what describes it', async () => {
    const {actual, thumbprint} = await held(({spec}) => ({
      names: [
        ...spec.names.map(({value}) => value).filter(value => !value.startsWith('lyncdiscoverinternal.')),
        'there.contoso.com',
      ].map(value => ({type: 'dns', value})),
    }));
    const names = 'add: [Next.contoso.com], leaveOut: [sip.contoso.com]';
    const eku = ['serverAuth', 'clientAuth'];
    const more = `, names: {${names}}, eku: [${eku.join(', ')}]`;
    const adopted = await adoptFrom(using(`{thumbprint: ${thumbprint}}`, more), actual);
    const entry = entryOf(adopted);
    expect(entry.names).toEqual({
      add: ['there.contoso.com', 'Next.contoso.com'],
      leaveOut: ['lyncdiscoverinternal.contoso.com', 'sip.contoso.com'],
    });
    expect(adopted.text).not.toContain('# In the certificate');
    expect(entry.eku).toEqual(eku);
    expect(adopted.mismatches).toEqual([]);
    expect(adopted.left.map(({address}) => address)).toEqual([ADDRESS]);
  });

  test('and is another than the one that is assigned is left out, and said', async () => {
    const {actual, thumbprint} = await held();
    const other = 'A'.repeat(40);
    const adopted = await adoptFrom(using(`{thumbprint: ${other}}`), actual);
    expect(entryOf(adopted).use).toBeUndefined();
    expect(adopted.mismatches).toEqual([
      {
        at: ADDRESS,
        kind: 'leftOut',
        detail: `It is declared to use ${other}, and the certificate there is ${thumbprint}. "use" was left out.`,
      },
    ]);
  });

  test.each([
    ['that is assigned', (thumbprint: string) => ({thumbprint}), true],
    ['that is not assigned', () => ({thumbprint: 'A'.repeat(40)}), false],
    ['that cannot be read', () => undefined, true],
  ])('from a file %s', async (_, offer, stays) => {
    const {actual, thumbprint} = await held();
    const use = {pfx: 'bought.pfx', password: 'file:word'};
    const holder = actual.holders[SE01];
    const store = holder !== undefined && 'ok' in holder ? holder.ok.stores.My : undefined;
    const [first] = store !== undefined && 'ok' in store ? store.ok : [];
    const told = offer(thumbprint);
    const inFile = first && told ? {ok: {...first, ...told}} : unreadable();
    const adopted = await adoptFrom(using(JSON.stringify(use)), {...actual, offered: {[ADDRESS]: inFile}});
    expect(entryOf(adopted).use).toEqual(stays ? use : undefined);
    expect(adopted.mismatches.map(({kind}) => kind)).toEqual(stays ? [] : ['leftOut']);
  });
});

describe('a certificate that is found to be used as it is, for it has a name that cannot be written', () => {
  const found = async (key: string) => {
    const textOfPool = (more: string) =>
      deploymentOf(`${FRONT_END}    certificates:
      default:
        usages: [Default, WebServicesInternal, WebServicesExternal]
        subject: {city: Redmond}
        names: {add: [next.contoso.com]}
        eku: [serverAuth, clientAuth]
        ${more}
`);
    const {desired} = await load(textOfPool('scope: pool'));
    const actual = heldBy(desired, ({spec}) => ({
      names: [...spec.names.map(({value}) => value), 'fe01'].map(value => ({type: 'dns', value})),
      key: {algorithm: 'rsa', size: 1024},
    }));
    return adoptFrom(textOfPool(key), actual, pool => pool !== 'global');
  };

  const entryOf = ({text}: Adopted) => {
    const {usages: _usages, use, ...entry} = parse(text).pools['fepool.contoso.com'].certificates.default;
    expect(use).toBeDefined();
    return entry;
  };

  test('keeps what is declared for the next one', async () => {
    const adopted = await found('key: {size: 4096}');
    expect(entryOf(adopted)).toEqual({
      scope: 'pool',
      key: {size: 4096},
      subject: {city: 'Redmond'},
      names: {add: ['next.contoso.com']},
      eku: ['serverAuth', 'clientAuth'],
    });
    expect(adopted.mismatches).toEqual([]);
  });

  test('and is shared loses what a shared one cannot have beside it, and that is said', async () => {
    const adopted = await found('key: {exportable: false}');
    expect(entryOf(adopted)).toEqual({scope: 'pool'});
    expect(adopted.mismatches).toEqual([
      {
        at: 'fepool.contoso.com/default',
        kind: 'leftOut',
        detail:
          'What was written of the next one cannot stand beside "use" of what is there, and was left out: subject.city, names.add, eku, key.exportable.',
      },
    ]);
  });
});

describe('a friendly name that cannot be written', () => {
  test.each([
    ['with a blank at its end', 'Lync FE '],
    ['that is too long', 'x'.repeat(181)],
    ['of two lines', 'Lync\nFE'],
    ['with the beginning of a mark', 'Lync [cscert'],
    ['with a character that nobody sees', 'Lync\u202eFE'],
  ])('%s is left out, and the certificate is described all the same', async (_, friendlyName) => {
    const text = deploymentOf(FRONT_END);
    const {desired: before} = await load(text);
    const actual = heldBy(before, slot => (slot.members.includes('fe01.contoso.com') ? {friendlyName} : {}));
    const adopted = await adoptFrom(text, actual);
    expect([adopted.used, adopted.left]).toEqual([0, []]);
    expect(adopted.text).not.toContain('friendlyName');
    const {desired} = await load(adopted.text);
    expect(workOf(desired, actual)).toEqual([]);
  });
});

describe('the work', () => {
  test('grows as the number of servers, each with a certificate that is refused, and not as its square', async () => {
    const work = async (count: number): Promise<number> => {
      const names = Array.from({length: count}, (_, index) => `se${index + 1}`);
      const text = deploymentOf(
        names.map(name => `  ${name}.contoso.com: {role: standardEdition}`).join('\n'),
        ', simpleUrls: {meet: https://sip.contoso.com}',
      );
      const {desired} = await load(text);
      const short = ({spec, members: [member = '']}: Slot) => [
        ...spec.names.map(({value}) => value),
        member.split('.')[0],
      ];
      const actual = heldBy(desired, slot => ({
        names: short(slot).map(value => ({type: 'dns', value: value ?? ''})),
        friendlyName: 'Lync',
      }));
      // Whoever looks through all pools puts the name of each into lower case.
      const lowered = jest.spyOn(String.prototype, 'toLowerCase');
      const {used} = await adoptFrom(text, actual);
      const calls = lowered.mock.calls.length;
      lowered.mockRestore();
      expect(used).toBeGreaterThanOrEqual(count);
      return calls;
    };
    const few = await work(10);
    expect((await work(40)) / few).toBeLessThan(5.5);
  });
});

describe('a certificate that has to be one for all and is not', () => {
  const EDGE = deploymentOf(`  edge.contoso.com:
    role: edge
    servers: [edge01.contoso.com, edge02.contoso.com, edge03.contoso.com]
    edge: {access: access.contoso.com, webConferencing: webcon.contoso.com, av: av.contoso.com}
    defaults: {publicAuthority: other}
`);
  const RENEWED: CertificateWish = {
    label: 'renewed',
    names: ['access', 'webcon', 'sip', 'more'].map(name => ({type: 'dns', value: `${name}.contoso.com`})),
    notAfter: inDays(700),
  };

  /** The plan after adoption where edge01 has been renewed, and the others have the one that is given. */
  const planAfter = async (others: (server: ServerId) => CertificateWish) => {
    const {desired} = await load(EDGE);
    const {holders, authorities} = heldBy(desired, () => ({}));
    const has = heldOn(desired, 'edge.contoso.com/external', server =>
      server === 'edge03.contoso.com' ? RENEWED : others(server),
    );
    const actual = {holders: {...holders, ...has(holders)}, authorities};
    const {text} = await adoptFrom(EDGE, actual);
    return workOf((await load(text)).desired, actual);
  };

  test.each<[string, (server: ServerId) => CertificateWish]>([
    ['most expired', () => ({notAfter: inDays(-3)})],
    ['most have no key', () => ({hasPrivateKey: false})],
    ['each server has another', server => ({label: server, notAfter: inDays(600)})],
  ])('is described by the one that was renewed where %s, which is copied, and none is requested', async (_, others) => {
    const work = await planAfter(others);
    const address = 'edge.contoso.com/external';
    expect(work.filter(id => /^(request|copy):/.test(id))).toEqual(
      ['edge01', 'edge02'].map(server => `copy:${address}@${server}.contoso.com`),
    );
  });
});

describe('a server of a pool that was read and has no certificate yet', () => {
  const POOL = `  fepool.contoso.com:
    role: frontEnd
    servers: SERVERS
`;
  const THREE = '[fe01.contoso.com, fe02.contoso.com, fe03.contoso.com]';
  const address = (server: string) => `fepool.contoso.com/${server}.contoso.com/default`;
  const OF_ALL = ({spec}: Slot): CertificateWish => ({
    template: {name: 'Lync Server'},
    key: {algorithm: 'rsa', size: 4096},
    names: [...spec.names.map(({value}) => ({type: 'dns' as const, value})), {type: 'dns', value: 'lync.contoso.com'}],
  });

  /** What is adopted for fe03, which has nothing; the others have what is given. */
  const adoptedFor = async (
    wish: (slot: Slot) => CertificateWish,
    {servers = THREE, more = () => ({})}: {servers?: string; more?: (actual: Actual) => Actual['holders']} = {},
  ) => {
    const text = deploymentOf(POOL.replace('SERVERS', servers));
    const {desired: before} = await load(text);
    const actual = heldBy(before, slot => (slot.scope === 'global' ? {} : wish(slot)));
    const blank = {'fe03.contoso.com': {ok: aHolder({root: [ROOT], ca: [ISSUING]})}};
    const {text: written} = await adoptFrom(text, {
      ...actual,
      holders: {...actual.holders, ...blank, ...more(actual)},
    });
    const {slots} = (await load(written)).desired;
    const specOf = (server: string) => slots.find(one => one.address === address(server));
    return {of: specOf, namesOf: (server: string) => specOf(server)?.spec.names.map(({value}) => value)};
  };

  test('gets one as the others have, with the names and the template that these have alike', async () => {
    const {of, namesOf} = await adoptedFor(OF_ALL);
    expect(of('fe03')?.spec).toMatchObject({template: 'Lync Server', key: {size: 4096}});
    expect(namesOf('fe03')).toContain('lync.contoso.com');
    expect(namesOf('fe03')).toContain('fe03.contoso.com');
  });

  test('keeps what was written for it', async () => {
    const servers = '{fe01.contoso.com: , fe02.contoso.com: , fe03.contoso.com: OWN}';
    const own = '{certificates: {default: {template: Own}}}';
    const {of} = await adoptedFor(OF_ALL, {servers: servers.replace('OWN', own)});
    expect(of('fe03')?.spec).toMatchObject({template: 'Own', key: {size: 4096}});
    expect(of('fe02')?.spec.template).toBe('Lync Server');
  });

  test('gets from a single other neither its names nor what it is called', async () => {
    const {of, namesOf} = await adoptedFor(slot => ({...OF_ALL(slot), friendlyName: 'first of them'}), {
      servers: '[fe01.contoso.com, fe03.contoso.com]',
    });
    expect(of('fe01')?.friendlyName).toBe('first of them');
    expect(namesOf('fe01')).toContain('lync.contoso.com');
    expect(of('fe03')?.friendlyName).not.toBe('first of them');
    expect(namesOf('fe03')).not.toContain('lync.contoso.com');
    expect(of('fe03')?.spec).toMatchObject({template: 'Lync Server', key: {size: 4096}});
  });

  test('gets nothing from others that are only pointed to', async () => {
    const strange: CertificateWish = {names: [{type: 'dns', value: 'fe_old'}], eku: [EKU_OIDS.serverAuth]};
    const {of} = await adoptedFor(() => strange);
    expect(of('fe02')?.use).toBeDefined();
    expect(of('fe03')).toMatchObject({spec: {eku: ['serverAuth', 'clientAuth']}});
    expect(of('fe03')?.use).toBeUndefined();
  });

  test('gets nothing while another cannot be read, which may be otherwise', async () => {
    const {of} = await adoptedFor(OF_ALL, {more: () => ({'fe02.contoso.com': unreadable()})});
    expect(of('fe01')?.spec.template).toBe('Lync Server');
    expect(of('fe02')?.spec.template).toBe('WebServer');
  });
});

describe('what no certificate tells of itself', () => {
  test('stays as it was written, of a certificate and of a server', async () => {
    const untold = {
      sipDomains: ['contoso.com'],
      names: {adminOutside: true},
      signature: 'sha384',
      renewBefore: '20%',
      renewSpread: '5%',
      retireAfter: '9 days',
    };
    const usages = ['Default', 'WebServicesInternal', 'WebServicesExternal'];
    const text = deploymentOf(`  fepool.contoso.com:
    role: frontEnd
    servers: {fe01.contoso.com: {connection: stores}, fe02.contoso.com: }
    certificates: {default: ${JSON.stringify({usages, ...untold})}}
`);
    const {desired} = await load(text);
    const actual = heldBy(desired, ({spec}) => ({
      signature: {scheme: 'pkcs1', hash: spec.signature, oid: '1.2.840.113549.1.1.12'},
    }));
    const {pools} = parse((await adoptFrom(text, actual)).text);
    const {certificates, servers} = pools['fepool.contoso.com'];
    expect(certificates.default).toEqual({usages, ...untold});
    expect(servers).toEqual({'fe01.contoso.com': {connection: 'stores'}, 'fe02.contoso.com': null});
  });
});
