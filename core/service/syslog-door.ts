/** The syslog door: UDP 514 of the interface that serves, in one direction only. */
import { asFieldbootError } from '../errors.ts';
import { openUdpPort } from '../host/sockets.ts';
import type { Door, DoorParts, DoorPlace } from './doors.ts';

/** UDP port of syslog (RFC 5426). */
export const SYSLOG_PORT = 514;
/** Datagrams that are read in a second; what a machine shouts beyond that is lost, as syslog may. */
const MOST_A_SECOND = 2000;

/** Opens it. A laptop that collects logs itself keeps its port: installations go on without their lines. */
export async function openSyslogDoor(
  { interface: name, address }: DoorPlace,
  { onSyslog }: DoorParts,
): Promise<Door> {
  try {
    const port = await openUdpPort({ interface: name, address, port: SYSLOG_PORT, door: 'syslog' });
    const admit = atMost(MOST_A_SECOND);
    port.onMessage((bytes, from) => {
      if (admit()) onSyslog(bytes, from.address);
    });
    return { syslog: { host: address, port: SYSLOG_PORT }, close: () => port.close() };
  } catch (thrown) {
    return { warnings: [asFieldbootError(thrown).problem], close: () => {} };
  }
}

/** True so many times in each second. */
function atMost(most: number): () => boolean {
  let [second, count] = [0, 0];
  return () => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, count] = [now, 0];
    count += 1;
    return count <= most;
  };
}
