/**
 * CAs that OpenSSL runs, good and bad ones. Times are written, so that a certificate may begin and end whenever a test
 * wants; what a request asks for is copied, unless the test writes other extensions.
 */
import type {Workshop} from './openssl.ts';

/** Lines of an OpenSSL configuration, for what a certificate is to say instead of its request. */
export type Extensions = readonly string[];

export interface Signing {
  /** Of the file that is made, and of the messages when it fails. */
  readonly name: string;
  /** The request; a path. */
  readonly csr: string;
  readonly ca?: string;
  readonly from: Date;
  readonly to: Date;
  /** Else those of the request are copied. */
  readonly extensions?: Extensions;
  readonly digest?: string;
  /** For RSASSA-PSS and the like. */
  readonly options?: readonly string[];
}

export interface CaOptions {
  /** Who signs it; itself where nobody is named. */
  readonly issuer?: string;
  /** Of the file and, unless another is given, of the CA. */
  readonly commonName?: string;
  readonly from: Date;
  readonly to: Date;
  /** The key of another CA, for one that has two certificates. */
  readonly keyOf?: string;
  readonly rsa?: boolean;
  readonly extensions?: Extensions;
}

const CA_EXTENSIONS: Extensions = [
  'basicConstraints=critical,CA:TRUE',
  'keyUsage=critical,keyCertSign,cRLSign',
  'subjectKeyIdentifier=hash',
];

const CONFIGURATION = `[ca]
default_ca = here
[here]
dir = .
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = COPY
[any]
countryName = optional
stateOrProvinceName = optional
localityName = optional
organizationName = optional
organizationalUnitName = optional
commonName = optional
`;

export class OpensslCas {
  readonly #shop: Workshop;

  constructor(shop: Workshop) {
    this.#shop = shop;
    shop.write('index.txt', '');
    shop.write('index.txt.attr', 'unique_subject = no\n');
  }

  /** Makes `<name>.key` and `<name>.pem`. */
  makeCa(name: string, options: CaOptions): void {
    const {issuer = name, commonName = name, from, to, keyOf, rsa = false, extensions = CA_EXTENSIONS} = options;
    const shop = this.#shop;
    const algorithm = rsa
      ? ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048']
      : ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    if (keyOf === undefined) shop.openssl('genpkey', ...algorithm, '-out', `${name}.key`);
    else shop.write(`${name}.key`, shop.read(`${keyOf}.key`));
    shop.openssl('req', '-new', '-key', `${name}.key`, '-subj', `/O=Public/CN=${commonName}`, '-out', `${name}.csr`);
    const self = issuer === name ? ['-selfsign', '-keyfile', `${name}.key`] : undefined;
    this.#sign({name, csr: shop.path(`${name}.csr`), from, to, extensions}, self ?? this.#signer(issuer));
  }

  /** Signs a request: `<name>.pem`. */
  sign(signing: Signing): string {
    this.#sign(signing, this.#signer(signing.ca ?? 'issuing'));
    return this.#shop.read(`${signing.name}.pem`).toString('latin1');
  }

  /** A request for the same as another, with a key of its own: `<name>.csr`. */
  imitate(name: string, csr: string): string {
    const shop = this.#shop;
    const text = shop.openssl('req', '-in', csr, '-noout', '-text');
    const names = [...text.matchAll(/DNS:[^,\s]+/g)].map(([one]) => one).join(',');
    const subject = shop
      .openssl('req', '-in', csr, '-noout', '-subject', '-nameopt', 'compat')
      .trim()
      .replace(/^subject=\s*/, '');
    const key = ['-newkey', 'rsa:2048', '-noenc', '-keyout', `${name}.key`];
    shop.openssl('req', '-new', ...key, '-subj', subject, '-addext', `subjectAltName=${names}`, '-out', `${name}.csr`);
    return shop.path(`${name}.csr`);
  }

  #signer(ca: string): readonly string[] {
    return ['-cert', `${ca}.pem`, '-keyfile', `${ca}.key`];
  }

  #sign(
    {name, csr, from, to, extensions, digest = 'sha256', options = []}: Omit<Signing, 'ca'>,
    signer: readonly string[],
  ): void {
    const shop = this.#shop;
    const file = shop.write(`${name}.ext`, `[this]\n${(extensions ?? []).join('\n')}\n`);
    const config = shop.write(
      `${name}.cnf`,
      CONFIGURATION.replace('COPY', extensions === undefined ? 'copyall' : 'none'),
    );
    const times = ['-startdate', asn1Time(from), '-enddate', asn1Time(to)];
    const what = ['-in', csr, '-out', `${name}.pem`, '-notext', '-md', digest, '-preserveDN'];
    shop.openssl(
      'ca',
      '-batch',
      '-config',
      config,
      ...what,
      ...signer,
      ...times,
      '-extfile',
      file,
      '-extensions',
      'this',
      ...options,
    );
  }
}

const asn1Time = (date: Date): string => `${date.toISOString().replace(/\.\d+Z$|[-:T]/g, '')}Z`;
