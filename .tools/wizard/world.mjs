// The world in which the page is run: the example in memory, with a clock that stands still, and what happens to it.
import {randomBytes} from 'node:crypto';

const NOW = '2026-08-22T10:00:00.000Z';
const FOLDER = '/work';
const SERVER = 'se01.contoso.com';
const PUBLIC = {mode: 0o644};

export async function openWorld({source, yaml}) {
  const [{run}, {fakeHost}, {ManualClock}, {MemoryFiles}, {openOutsideCa}] = await Promise.all([
    source('src/main.ts'),
    source('test/support/fake-host.ts'),
    source('test/support/manual-clock.ts'),
    source('test/support/memory-files.ts'),
    source('test/support/outside-ca.ts'),
  ]);
  const files = new MemoryFiles();
  const outside = await openOutsideCa(NOW);
  await files.makeFolder(FOLDER);
  await declare(text => text.replace(/sha256:[0-9a-f]{64}/, `sha256:${outside.fingerprint}`));

  /** A person at a terminal without colours, as wide as a page, who answers yes. */
  async function cscert(args) {
    const host = fakeHost({
      argv: args,
      files,
      cwd: FOLDER,
      isTTY: true,
      columns: 120,
      answers: ['yes'],
      environment: {NO_COLOR: '1'},
    });
    await run({...host, random: bytes => randomBytes(bytes), clock: new ManualClock(NOW)});
    return host.written;
  }

  async function declare(change) {
    const path = `${FOLDER}/cscert.yaml`;
    const before = files.nodes.has(path) ? files.text(path) : yaml;
    const after = change(before);
    if (after === before) throw new Error('nothing to change in the example');
    await files.write(path, after, PUBLIC);
  }

  const pathsLike = pattern => files.tree(FOLDER).filter(path => pattern.test(path));
  const only = pattern => {
    const found = pathsLike(pattern);
    if (found.length !== 1) throw new Error(`${found.length} files like ${pattern}`);
    return `${FOLDER}/${found[0]}`;
  };
  /** A certificate of the server's store by the beginning of its friendly name. */
  const stored = name =>
    pathsLike(new RegExp(`^servers/${SERVER}/My/`)).find(path =>
      files.text(`${FOLDER}/${path}`).startsWith(`friendlyName: ${name}`),
    );

  /** What happens between the commands, by the words of the template. */
  const HAPPENINGS = {
    'the stores are prepared': () => cscert(['init']),
    'the CA answers': async () =>
      files.write(
        `${FOLDER}/requests/${SERVER}/${SERVER}/from-the-ca.pem`,
        await outside.answer(files.text(only(/web-external\.[0-9a-f]{12}\.csr$/))),
        PUBLIC,
      ),
    'the one in the store is declared': () => {
      const thumbprint = /([0-9A-F]{40})\.pem$/.exec(stored('WebServicesInternal'))[1];
      return declare(text =>
        text
          .replace(/ +assign: manual\n/, '')
          .replace(/# use: \{thumbprint: [0-9A-F]{40}\}/, `use: {thumbprint: ${thumbprint}}`),
      );
    },
    'the declaration is as it was': () =>
      declare(() => yaml.replace(/sha256:[0-9a-f]{64}/, `sha256:${outside.fingerprint}`)),
    'the root is lost': async () => {
      const root = pathsLike(new RegExp(`^servers/${SERVER}/Root/`)).find(path =>
        isOf(path, 'Contoso Issuing CA Root'),
      );
      await files.remove(`${FOLDER}/${root}`);
    },
    'the key is lost': async () => {
      const mark = /\[cscert ([0-9a-f]{8})/.exec(files.text(`${FOLDER}/${stored('Front End of Redmond')}`))[1];
      await files.remove(only(new RegExp(`^servers/${SERVER}/Keys/${mark}`)));
    },
  };

  /** In DER a printable name stands as it is. */
  function isOf(path, name) {
    const body = files.text(`${FOLDER}/${path}`).split('-----')[2];
    return Buffer.from(body, 'base64').toString('latin1').includes(name);
  }

  return {
    cscert,
    async happen(what) {
      const happening = HAPPENINGS[what];
      if (happening === undefined) throw new Error(`nobody knows how it happens that ${what}`);
      await happening();
    },
    /** The text of the one file whose path has this beginning and this end. */
    file: (start, end) => files.text(only(new RegExp(`^${start}.*${end}$`))),
  };
}
