import {stringify} from 'yaml';
import type {Answers} from './answers.ts';

/** The first configuration as text. Values come from people, so each is written by the YAML library. */
export function firstConfiguration(answers: Answers): string {
  const {name, product, sipDomains, server, external, organization, country} = answers;
  const [domain] = sipDomains;
  const value = (text: unknown): string => stringify(text, {collectionStyle: 'flow', lineWidth: 0}).trimEnd();
  const subject = {...(organization !== undefined && {organization}), ...(country !== undefined && {country})};
  return `# yaml-language-server: $schema=./cscert.schema.json
#
# The certificates that this deployment must have. "cscert explain" tells why each name is in them,
# "cscert plan" what the servers lack, and "cscert apply" puts it right.

deployment:
  name: ${value(name)}
  product: ${value(product)}
  # The first one is the default SIP domain.
  sipDomains: ${value(sipDomains)}
  simpleUrls:
    meet: ${value(`https://meet.${domain}`)}
    dialin: ${value(`https://dialin.${domain}`)}

# Who issues. "local" is a CA of cscert's own, made on first use: for laboratories and for trying things out.
authorities:
  internal: {type: local, folder: ca}

# How servers are reached. "directory" keeps their certificate stores as files: nothing else is needed.
connections:
  stores: {type: directory, folder: servers}

defaults:${Object.keys(subject).length > 0 ? `\n  subject: ${value(subject)}` : ''}
  key: {size: 2048, exportable: false}
  renewBefore: 33%

pools:
  ${value(server)}:
    role: standardEdition
    webServices: {external: ${value(external)}}
    # Without "certificates", a pool gets the usual ones of its role. To say it yourself:
    # certificates:
    #   default: {usages: [Default, WebServicesInternal, WebServicesExternal]}
`;
}
