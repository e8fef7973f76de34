// The floor under `plan`: opens the same files, parses the same YAML with the same library, reads each certificate with
// node-forge's ASN.1 reader and hashes it once with SHA-1 and once with SHA-256. It compares nothing and says nothing.
import {createHash} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import forge from 'node-forge';
import {parse} from 'yaml';

const [folder] = process.argv.slice(2);
const BODY = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/;
let certificates = 0;

parse(readFileSync(join(folder, 'cscert.yaml'), 'utf8'));
for (const name of readdirSync(join(folder, 'pools'))) parse(readFileSync(join(folder, 'pools', name), 'utf8'));
for (const name of readdirSync(join(folder, 'ca', 'authority'))) readFileSync(join(folder, 'ca', 'authority', name));

for (const server of readdirSync(join(folder, 'servers'), {withFileTypes: true})) {
  if (!server.isDirectory()) continue;
  const base = join(folder, 'servers', server.name);
  readFileSync(join(base, 'assigned.json'), 'utf8');
  readFileSync(join(base, 'replicated.json'), 'utf8');
  for (const store of ['My', 'CA', 'Root']) {
    for (const name of readdirSync(join(base, store))) {
      const [, body] = BODY.exec(readFileSync(join(base, store, name), 'utf8'));
      const der = Buffer.from(body, 'base64');
      forge.asn1.fromDer(der.toString('binary'));
      createHash('sha1').update(der).digest('hex');
      createHash('sha256').update(der).digest('hex');
      certificates++;
    }
  }
  for (const name of readdirSync(join(base, 'Keys'))) readFileSync(join(base, 'Keys', name));
  readdirSync(join(base, 'Request'));
}
process.stdout.write(`${certificates} certificates\n`);
