/**
 * Two requests for two servers whose SHA-256 begins with the same twelve digits, both signed with their own keys. A pair
 * like that is found in a minute: the parameters of the signature's algorithm are not signed, so of each request some
 * 30 million were hashed that differ in four bytes there. A ticket names a request to people, and proves nothing.
 */
import type {Order} from '../../../src/engine/ports/authority.ts';
import {readRequest} from '../../../src/x509/request.ts';
import {spec} from '../../support/world.ts';

const ONE = [
  'MIIC+TCCAd0CAQAwOjELMAkGA1UEBhMCVVMxEDAOBgNVBAoTB0NvbnRvc28xGTAXBgNVBAMTEGZlMDEuY29udG9zby5jb20wggEiMA0GCSqGSI',
  'b3DQEBAQUAA4IBDwAwggEKAoIBAQDGSeAtR/woHE/HCsI9K4ifVq48iLmBm7SD2PzlPvvCY9QuFQU7fLy1/j5yXBY5x11med0aMIzDX2yzICQB',
  '4SjIcb4bC2ctAheMoVeKgj/1kF/8k67IA4fO6/7PrtFnFRoY9PnVY9UFjAhqzlENDvF+yMy7Efcf9scBu6U9i0BEsmO8s3ZuRgwwVEURChAxPh',
  'kjb5mHsMMS0HQhiXUPs/AmhRkUXvz+wUOvFCM0Ckm54sxBUNOzTbwWKYviVwEB3jmQEw3t1fULUnfLpqTtkdo3Dan4c+nvEnZxV1VUEDfQV8pt',
  'IS46HQWUdfSTmA2bmVrl3FOZlhR7GcjRjz1JMl8DAgMBAAGgdjB0BgkqhkiG9w0BCQ4xZzBlMBsGA1UdEQQUMBKCEGZlMDEuY29udG9zby5jb2',
  '0wDgYDVR0PAQH/BAQDAgWgMBMGA1UdJQQMMAoGCCsGAQUFBwMBMCEGCSsGAQQBgjcUAgQUHhIAVwBlAGIAUwBlAHIAdgBlAHIwEQYJKoZIhvcN',
  'AQELBAQBLGkqA4IBAQCXJ43qFauRJONBAKGwOYbUBIVcrfihczV1zd0Ylqze8eRLSV08kdz5sox1GjK/awOcAoCuot3uybT4GIbG1bD+j1XN/v',
  'uREi0f7T2vBcHkJkxEmNSfLzNEi5RhDUkDWJYBzQNGcMhuIIZsAkt7h+hu3P5gvjWQj1pcKzhtDolG5lcP/O6/4/rCBOOzxsXyrqRbW0/ufpCN',
  'hpW/O8TxbcsezCjdiXn4EwoAkvP6arnFaE+EP/26YEhL/FeqZ140vQmDKe1DhFlIAyleyKeMhW3l4mznpsbYaXc/3cqc6FLhZJwW8w+CLUzF/p',
  'gEEbUefP0JcDXFt3B5OfMtUQ1PPbTL',
].join('');

const OTHER = [
  'MIIC+TCCAd0CAQAwOjELMAkGA1UEBhMCVVMxEDAOBgNVBAoTB0NvbnRvc28xGTAXBgNVBAMTEGZlMDIuY29udG9zby5jb20wggEiMA0GCSqGSI',
  'b3DQEBAQUAA4IBDwAwggEKAoIBAQCRbilLSmJI71V96sfbJkXDKJH3ygFrwJ1BwHyeqgTwLFm8lNJ2SkG4L7m9vMW54fIbM4zA9+T1MFBEZgvm',
  'OfgWHIq5V87SVjz2aXcxATtlzwNTKvJssMDQDSKw8nuVTrsG8w7y/FgsIOYjWwNMaNXTgADLJSAmHC1mwP3VWB1XkCWqeLFHmS2/fa2P7ify7x',
  'caD1iJRzCLkIdRTWbhgaw5fLaXsEyfDHweyMAx92U2VKZtsgWlNhlRsskL8g/XZ3kNikY3+1Se36RVGEHku8kav2RH8YfXHZjsDnVisLdxzoPY',
  'feyfY2JxhS8cYRd3Z4u+jtuSx/ssiV/xSXnxlFKFAgMBAAGgdjB0BgkqhkiG9w0BCQ4xZzBlMBsGA1UdEQQUMBKCEGZlMDIuY29udG9zby5jb2',
  '0wDgYDVR0PAQH/BAQDAgWgMBMGA1UdJQQMMAoGCCsGAQUFBwMBMCEGCSsGAQQBgjcUAgQUHhIAVwBlAGIAUwBlAHIAdgBlAHIwEQYJKoZIhvcN',
  'AQELBAQAEoGzA4IBAQBUrvIesaXB55Qc1UJHjmajWyxkP6kmsgYawktFBbferZAY/YTz9J0002mxScYnLG+ahbmGRptIl6DBYdgoUIDrdZ8kfS',
  '+OyH5PMaH/5cOeyO0c7jKhH8H/NlyqVgNpIOkleKqgYrMcGBZ0+YDyR0VLqHOWybdbkORDwEWGlyrV447j9RN0LK6ViRETuWyPc++OgslWhWuG',
  'OrUOMcDJMuKxzM4pLE91r17B0t9w4xRUVsOG7LwPg04lcq6qIyghB/lWrJEaUxFZiw+q21Fz2pf7HFB7gvj4V3XkE4mNX8npzsDOF+rXHZbNlt',
  '1dVrD+S5AZ7awCKCU8Sv5oFC61OUil',
].join('');

const orderOf = (server: string, csr: string): Order => ({
  csr,
  spki: readRequest(Buffer.from(csr, 'base64')).spki,
  spec: spec(server),
  server,
  slot: `fepool01.contoso.com/${server}/default`,
  progress: {state: 'created'},
});

export const SAME_TICKET = {
  ticket: '24ad0b99ac52',
  one: orderOf('fe01.contoso.com', ONE),
  other: orderOf('fe02.contoso.com', OTHER),
};
