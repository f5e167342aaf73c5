/**
 * A DHCP server of its own process, so that it can run in a network namespace: `node dhcp-server.ts INTERFACE CIDR
 * FIRST LAST`. Prints one JSON line when it is ready and one per event. Leases are in memory.
 */

import { openUdpPort } from '../../core/host/sockets.ts';
import { type Lease, startDhcpServer } from '../../core/servers/dhcp.ts';
import { parseCidr } from '../../core/wire/address.ts';

const [name = '', cidr = '', first = '', last = ''] = process.argv.slice(2);
const print = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);

const leases = new Map<string, Lease>();
const port = await openUdpPort({
  interface: name,
  address: '0.0.0.0',
  port: 67,
  door: 'DHCP',
  broadcast: true,
});
startDhcpServer(port, {
  settings: {
    server: parseCidr(cidr) ?? { address: 0, prefix: 0 },
    first,
    last,
    leaseSeconds: 3600,
    router: null,
    dns: [],
    domain: 'rack.test',
    httpPort: 80,
    laptopName: 'lab-laptop',
  },
  storage: {
    load: () => [],
    save: (lease) => void leases.set(lease.mac, lease),
    remove: (mac) => void leases.delete(mac),
  },
  reservationFor: () => null,
  mayBoot: () => true,
  addressInUse: async () => false,
  clock: Date.now,
  emit: ({ kind, address, reason, summary }) => print({ kind, address, reason, summary }),
});
print({ kind: 'ready' });
