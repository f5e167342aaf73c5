import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { seeded } from '../../netboot/support/lossy-network.ts';

/** A TFTP server's door through a bad cable: real datagrams, some lost, some doubled, some late. */
export interface LossyRelay {
  readonly port: number;
  close(): void;
}

/** Opens a relay to `target` on 127.0.0.1; a tenth is lost, a tenth doubled, a tenth comes 5 ms late. */
export async function openLossyRelay(target: number, seed: number): Promise<LossyRelay> {
  const random = seeded(seed);
  const door = createSocket('udp4');
  const upstream = new Map<number, Socket>();
  const carry = (send: () => void): void => {
    if (random() < 0.1) return;
    const copies = random() < 0.1 ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) setTimeout(send, random() < 0.1 ? 5 : 0);
  };
  const openUpstream = (client: number): Socket => {
    const socket = createSocket('udp4');
    let server = target;
    // The server answers from the transfer's own port.
    socket.on('message', (bytes, { port }) => {
      server = port;
      carry(() => door.send(bytes, client, '127.0.0.1', () => {}));
    });
    door.on('message', (bytes, { port }) => {
      if (port === client) carry(() => socket.send(bytes, server, '127.0.0.1', () => {}));
    });
    upstream.set(client, socket);
    return socket;
  };
  door.on('message', (bytes, { port }) => {
    if (upstream.has(port)) return;
    openUpstream(port).send(bytes, target, '127.0.0.1', () => {});
  });
  door.bind(0, '127.0.0.1');
  await once(door, 'listening');
  return {
    port: door.address().port,
    close() {
      door.removeAllListeners('message');
      setTimeout(() => {
        door.close();
        for (const socket of upstream.values()) socket.close();
      }, 50);
    },
  };
}
