import type { Server, Socket } from 'node:net';

/** How many connections a TCP door takes. */
export interface ClientLimits {
  readonly all: number;
  /** One client that opens connection after connection leaves room for the others. */
  readonly ofOneClient: number;
}

/** Keeps account of a server's open connections, and their number within bounds. */
export function limitClients(server: Server, { all, ofOneClient }: ClientLimits): ReadonlySet<Socket> {
  server.maxConnections = all;
  const open = new Set<Socket>();
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const client = socket.remoteAddress ?? '';
    const count = (counts.get(client) ?? 0) + 1;
    if (count > ofOneClient) return socket.destroy();
    open.add(socket);
    counts.set(client, count);
    socket.once('close', () => {
      open.delete(socket);
      const left = (counts.get(client) ?? 1) - 1;
      if (left > 0) counts.set(client, left);
      else counts.delete(client);
    });
  });
  return open;
}

/** Stops listening and cuts every connection; resolves when the port is free. */
export function closeAll(server: Server, open: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of open) socket.destroy();
  });
}
