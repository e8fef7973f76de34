import type {Product} from '../../core/model/product.ts';
import type {ConnectionType} from '../type.ts';
import {powershellCapabilities} from './capabilities.ts';
import {connectPowerShell} from './connection.ts';
import {problem} from './problems.ts';
import {createPool} from './session/pool.ts';
import {limitsOf, type PowerShellSettings, secretReferences, WINDOWS_POWERSHELL} from './settings.ts';
import {localTransport} from './transports/local.ts';

export type {PowerShellSettings} from './settings.ts';

/** The modules that bring the product's commands ("Lync Server Management Shell", "Skype for Business Server Management Shell"). */
const MODULES: Readonly<Record<Product, string>> = {
  lync2013: 'Lync',
  sfb2015: 'SkypeForBusiness',
  sfb2019: 'SkypeForBusiness',
  sfbse: 'SkypeForBusiness',
};

/** Real servers, by Windows PowerShell and the product's own commands. */
export const powershell: ConnectionType<PowerShellSettings> = {
  type: 'powershell',
  title: 'Servers through PowerShell',
  can: powershellCapabilities,
  async create(settings, {name, deployment: {product}, roleOf, host}) {
    const {transport, executable = WINDOWS_POWERSHELL} = settings;
    if (transport !== 'local') {
      return {
        problem: problem('TRANSPORT_NOT_BUILT', {
          detail: `The connection "${name}" is to reach servers by ${transport}; so far there is only local.`,
          help: 'Run cscert on each server with transport: local, or wait for the version that has it.',
        }),
      };
    }
    const {random, hasEnded, clock} = host;
    const limits = limitsOf(settings);
    const setup = {transport: localTransport({executable, host}), clock, random, limits};
    const module = MODULES[product];
    const pool = createPool(server => ({server, product, module, edge: roleOf(server) === 'edge'}), setup);
    return {ok: connectPowerShell({pool, random, limits, hasEnded})};
  },
  secretReferences,
};
