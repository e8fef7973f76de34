import type {Workshop} from './openssl.ts';

/** What a certificate of a test is to be. Extensions are lines of an OpenSSL configuration. */
export interface CertificateOrder {
  readonly name: string;
  /** OpenSSL's form, e.g. `/O=Contoso/CN=web`. */
  readonly subject: string;
  /** Name of the certificate that issues; itself when absent. */
  readonly issuer?: string;
  readonly extensions: readonly string[];
  /** Name of another certificate whose key it takes. */
  readonly keyOf?: string;
  /** `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`. */
  readonly notBefore?: string;
  readonly notAfter?: string;
}

const CONFIG = `
[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
preserve = yes
[any]
commonName = optional
emailAddress = optional
organizationName = optional
organizationalUnitName = optional
countryName = optional
[req]
distinguished_name = nobody
[nobody]
`;

/** Issues a certificate with OpenSSL: `<name>.key`, `<name>.pem` and `<name>.der` in the workshop's folder. */
export function issueWithOpenssl(shop: Workshop, order: CertificateOrder): Buffer {
  const {name, issuer = name} = order;
  shop.write('index.txt', '');
  shop.write(`${name}.cnf`, `${CONFIG}\n[wanted]\n${order.extensions.join('\n')}\n`);
  if (order.keyOf === undefined)
    shop.openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  else shop.write(`${name}.key`, shop.read(`${order.keyOf}.key`));
  const config = ['-config', `${name}.cnf`];
  shop.openssl('req', '-new', ...config, '-key', `${name}.key`, '-subj', order.subject, '-out', `${name}.csr`);
  const signer = issuer === name ? ['-selfsign'] : ['-cert', `${issuer}.pem`];
  const dates = ['-startdate', order.notBefore ?? '250101000000Z', '-enddate', order.notAfter ?? '350101000000Z'];
  const paths = ['-in', `${name}.csr`, '-out', `${name}.pem`, '-keyfile', `${issuer}.key`];
  shop.openssl(
    'ca',
    '-batch',
    '-notext',
    '-preserveDN',
    ...config,
    '-extensions',
    'wanted',
    ...signer,
    ...dates,
    ...paths,
  );
  shop.openssl('x509', '-in', `${name}.pem`, '-outform', 'DER', '-out', `${name}.der`);
  return shop.read(`${name}.der`);
}
