import type {ServerId} from '../../core/model/desired.ts';
import type {Product} from '../../core/model/product.ts';
import {ROLE_FACTS} from '../../core/model/role.ts';
import type {Connection} from '../../engine/ports/connection.ts';
import type {ConnectionSite} from '../type.ts';
import {connectPowerShell} from './connection.ts';
import type {Transport} from './session/channel.ts';
import {createPool} from './session/pool.ts';
import type {Hello} from './session/session.ts';
import {limitsOf, type PowerShellSettings, WINDOWS_POWERSHELL} from './settings.ts';
import {localTransport} from './transports/local.ts';
import {remotingTransport} from './transports/remoting.ts';
import {sshTransport} from './transports/ssh/transport.ts';

/** The modules that bring the product's commands ("Lync Server Management Shell", "Skype for Business Server Management Shell"). */
const MODULES: Readonly<Record<Product, string>> = {
  lync2013: 'Lync',
  sfb2015: 'SkypeForBusiness',
  sfb2019: 'SkypeForBusiness',
  sfbse: 'SkypeForBusiness',
};

/** Reaches nothing yet. */
export function makePowerShell(settings: PowerShellSettings, site: ConnectionSite): Connection {
  const {random, hasEnded, clock} = site.host;
  const {product, sipDomains} = site.deployment;
  const limits = limitsOf(settings);
  const setup = {transport: transportOf(settings, site), clock, random, limits};
  const module = MODULES[product];
  const helloTo = (server: ServerId): Hello => {
    const role = site.roleOf(server);
    const oauth = role === undefined || ROLE_FACTS[role].oauth;
    return {server, product, module, oauth};
  };
  return connectPowerShell({pool: createPool({helloTo, setup}), random, limits, hasEnded, sipDomains});
}

function transportOf(settings: PowerShellSettings, {base, host, secrets}: ConnectionSite): Transport {
  const {executable = WINDOWS_POWERSHELL, addresses, ssh = {}, remoting = {}} = settings;
  switch (settings.transport) {
    case 'local':
      return localTransport({executable, host});
    case 'remoting':
      return remotingTransport({
        settings: remoting,
        addresses,
        executable,
        password: secrets['remoting.credential.password'],
        connectMs: limitsOf(settings).connect,
        host,
      });
    case 'ssh':
      return sshTransport({
        settings: ssh,
        base,
        host,
        passphrase: secrets['ssh.passphrase'],
        executable,
        addresses,
        connectMs: limitsOf(settings).connect,
      });
  }
}
