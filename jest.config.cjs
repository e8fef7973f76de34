/** Tests run as CommonJS (no experimental flag); dependencies that ship only ES modules are compiled too. */
module.exports = {
  rootDir: '.',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  transform: {
    '^.+\\.(ts|js|mjs)$': [
      '@swc/jest',
      {jsc: {target: 'es2022', parser: {syntax: 'typescript'}}, module: {type: 'commonjs'}},
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(p-limit|yocto-queue)/)'],
  extensionsToTreatAsEsm: [],
  randomize: true,
  testTimeout: 60_000,
  reporters: ['default', '<rootDir>/test/support/tally-reporter.cjs'],
};
