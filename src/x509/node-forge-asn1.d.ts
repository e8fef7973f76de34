/** What is used of node-forge. Loading this part alone takes a twentieth of the time that the whole takes. */
declare module 'node-forge/lib/asn1.js' {
  import type {Asn1} from './der-tree.ts';

  const asn1: {
    create(tagClass: number, type: number, constructed: boolean, value: string | readonly Asn1[]): Asn1;
    toDer(node: Asn1): {getBytes(): string};
  };

  // biome-ignore lint/style/noDefaultExport: it says what another's module exports, which is a CommonJS object.
  export default asn1;
}
