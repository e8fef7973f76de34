/** The one part of node-forge that is used. Its types are those of the whole; loading the whole takes 20 times longer. */
declare module 'node-forge/lib/asn1.js' {
  import forge from 'node-forge';

  // biome-ignore lint/style/noDefaultExport: it says what another's module exports, which is a CommonJS object.
  export default forge.asn1;
}
