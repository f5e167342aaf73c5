/**
 * A bad cable, as a program: `node bad-cable.ts NEAR FAR SEED`, two UDP ports of this host's loopback. Every datagram
 * that comes on one side is an Ethernet frame and leaves on the other, or does not, or twice, or late. Prints a line of
 * JSON when it is ready, and what it has done to how many frames when it is ended.
 *
 * Why not tc's netem: it is a module that many kernels do not have, and then there is no way to it. This needs no kernel
 * at all, only QEMU, and with a seed it does the same again.
 */

import { createSocket, type Socket } from 'node:dgram';
import { type Fate, fatesOf, type Harm } from './fates.ts';

/** Per direction. A frame that is held back is overtaken by those that come within that time. */
const HARM: Harm = { loss: 0.1, duplicate: 0.05, late: 0.2, lateMs: 8 };

const [near = 0, far = 0, seed = 1] = process.argv.slice(2).map(Number);
const counts: Record<Fate, number> = { passed: 0, lost: 0, twice: 0, late: 0 };

const ends = await Promise.all([near, far].map(open));
const [nearEnd, farEnd] = ends as [Socket, Socket];
join(nearEnd, farEnd, far + 1, seed);
join(farEnd, nearEnd, near + 1, seed + 1);
process.on('SIGTERM', () => {
  console.log(JSON.stringify(counts));
  process.exit();
});
console.log(JSON.stringify({ ready: true }));

function open(port: number): Promise<Socket> {
  return new Promise((done, reject) => {
    const socket = createSocket('udp4').once('error', reject);
    socket.bind(port, '127.0.0.1', () => done(socket));
  });
}

/** What comes in at one end goes out of the other, to the port beside it, where QEMU listens. */
function join(from: Socket, to: Socket, port: number, seedHere: number): void {
  const fates = fatesOf(HARM, seedHere);
  const send = (frame: Uint8Array) => to.send(frame, port, '127.0.0.1', () => {});
  from.on('message', (frame) => {
    const fate = fates();
    counts[fate] += 1;
    if (fate === 'late') setTimeout(send, HARM.lateMs, frame);
    else if (fate !== 'lost') send(frame);
    if (fate === 'twice') send(frame);
  });
}
