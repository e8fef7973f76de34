const DNS_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
/** Windows opens the device whatever stands after the first dot ("Naming Files, Paths, and Namespaces"). */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** Whether Windows takes a name for that of a device. */
export const isDeviceName = (name: string): boolean => DEVICE.test(name);

/**
 * Whether a name is safe as that of a folder or file on every system: a lower-case DNS name that is no device of
 * Windows. Names were checked before; this is the last gate, and what passes here cannot lead out of a folder.
 */
export function isFolderName(name: string): boolean {
  return DNS_NAME.test(name) && !isDeviceName(name);
}
