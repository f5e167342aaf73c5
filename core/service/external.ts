/** The lines for other DHCP servers, for an interface of this laptop. */
import type { ExternalConfigView } from '../api/contract.ts';
import { FieldbootError } from '../errors.ts';
import { findInterface } from '../host/interfaces.ts';
import { externalConfigs } from '../netboot/external-config.ts';
import { parseCidr } from '../wire/address.ts';

/**
 * The lines for each kind of server. The address is the interface's, or `address` (CIDR) where it has none.
 * Rejects with INTERFACE_UNKNOWN, INTERFACE_NO_ADDRESS or BAD_REQUEST.
 */
export async function externalLines(
  name: string,
  address: string | undefined,
  httpPort: number,
): Promise<ExternalConfigView[]> {
  const chosen = await findInterface(name);
  const cidr = chosen.addresses[0] ?? address;
  if (cidr === undefined) throw new FieldbootError('INTERFACE_NO_ADDRESS', { name });
  const server = parseCidr(cidr);
  if (server === null)
    throw new FieldbootError('BAD_REQUEST', { detail: `"${cidr}" is not an address such as 10.77.0.1/24` });
  return [...externalConfigs({ server, httpPort, interface: name })];
}
