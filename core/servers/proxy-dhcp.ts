/**
 * The proxy beside another DHCP server: offers without an address on port 67, boot files on port 4011, and for the
 * machines that cannot put two offers together, a complete lease from a small range of their own.
 */

import { type AdmissionLists, EVERYBODY, refusalOf } from '../netboot/admission.ts';
import {
  bootServerDestination,
  decideBootServerReply,
  isBootServerSearch,
  isCredibleRelay,
} from '../netboot/boot-server.ts';
import { type ClientInfo, describeClient, isEthernet } from '../netboot/client.ts';
import { destinationOf } from '../netboot/destination.ts';
import { decideProxyOffer, type ProxyContext, type ProxySettings } from '../netboot/proxy.ts';
import { type Ignore, type Reply, replyLimit } from '../netboot/reply.ts';
import { decideRescue, type RescuePolicy, type SplitOfferWatch, watchDiscover } from '../netboot/rescue.ts';
import { NO_ADDRESS } from '../wire/address.ts';
import { readOption } from '../wire/dhcp/option.ts';
import { MESSAGE_TYPE } from '../wire/dhcp/options/message-type.ts';
import { type DhcpPacket, decodePacket, encodePacket } from '../wire/dhcp/packet.ts';
import { summary } from '../wire/dhcp/summary.ts';
import type { DatagramPeer, DatagramPort } from './datagram.ts';
import {
  type DhcpDependencies,
  type DhcpEvent,
  type DhcpServer,
  type DhcpSettings,
  type Lease,
  startDhcpServer,
} from './dhcp.ts';

/** How complete leases are given to machines that ignore split offers. */
export interface Rescue {
  readonly policy: RescuePolicy;
  /** The DHCP server for them: its range is the reserved one. */
  readonly settings: DhcpSettings;
  /** Whether the technician has allowed a machine. */
  readonly allowed: (mac: string) => boolean;
}

export interface ProxyDependencies
  extends Pick<
    DhcpDependencies,
    'told' | 'loaderFor' | 'mayBoot' | 'clock' | 'emit' | 'storage' | 'addressInUse' | 'sleep' | 'later'
  > {
  readonly settings: ProxySettings;
  readonly admission?: AdmissionLists;
  readonly rescue?: Rescue;
  /** Whether the server that gives the addresses names a boot file, too; default: it does not. */
  readonly rival?: () => boolean;
}

/** Ports of the proxy: 67, where machines ask everybody, and 4011, where they ask us. */
export interface ProxyPorts {
  readonly dhcp: DatagramPort;
  readonly bootServer: DatagramPort;
}

export interface ProxyServer {
  /** Machines that ignore split offers and are not rescued. */
  stuck(): readonly string[];
  /** Leases of rescued machines. */
  leases(): readonly Lease[];
  /** From now on complete leases are given so, instead of as before or not at all. @throws FieldbootError RANGE_INVALID */
  rescueWith(rescue: Rescue): void;
  close(): Promise<void>;
}

/** Most machines whose attempts are remembered at the same time. */
const MOST_WATCHED = 4096;

/** What is said of a machine that ignores split offers. */
export const IGNORES_SPLIT_OFFERS =
  'this machine does not put together the address of one server and the boot file of another, or nobody gives it an address';

/** Begins to answer on both ports. @throws FieldbootError RANGE_INVALID for the rescue's range */
export function startProxyServer(ports: ProxyPorts, dependencies: ProxyDependencies): ProxyServer {
  const server = new BesideAnother(ports, dependencies);
  ports.dhcp.onMessage((bytes, from) => server.receive(bytes, from));
  ports.bootServer.onMessage((bytes, from) => server.receiveOnBootServer(bytes, from));
  for (const port of [ports.dhcp, ports.bootServer]) port.onError((error) => server.complain(error));
  return server;
}

/** A packet that is being answered. */
interface Question {
  readonly packet: DhcpPacket;
  readonly client: ClientInfo;
  readonly from: DatagramPeer;
}

class BesideAnother implements ProxyServer {
  readonly #ports: ProxyPorts;
  readonly #deps: ProxyDependencies;
  readonly #watches = new Map<string, SplitOfferWatch>();
  readonly #proposed = new Set<string>();
  /** Machines that get complete leases by policy, until the end of serving: their firmware will not learn. */
  readonly #rescued = new Set<string>();
  #rescue: Rescue | null = null;
  #rescuer: { readonly server: DhcpServer; receive(bytes: Uint8Array): void } | null = null;
  #closed = false;

  constructor(ports: ProxyPorts, dependencies: ProxyDependencies) {
    this.#ports = ports;
    this.#deps = dependencies;
    if (dependencies.rescue) this.rescueWith(dependencies.rescue);
  }

  rescueWith(rescue: Rescue): void {
    const before = this.#rescuer;
    this.#rescuer = startRescuer(this.#ports.dhcp, this.#deps, rescue);
    this.#rescue = rescue;
    void before?.server.close();
  }

  stuck(): readonly string[] {
    return [...this.#proposed].filter((mac) => !this.#isRescued(mac));
  }

  leases(): readonly Lease[] {
    return this.#rescuer?.server.leases() ?? [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([
      this.#rescuer?.server.close(),
      this.#ports.dhcp.close(),
      this.#ports.bootServer.close(),
    ]);
  }

  /** The path of a packet on port 67. Whatever the bytes are, the server lives on. */
  receive(bytes: Uint8Array, from: DatagramPeer): void {
    const question = this.#question(bytes, from);
    if (question === null) return;
    const { packet } = question;
    this.#listen(question);
    if (this.#goesToRescuer(question)) this.#rescuer?.receive(bytes);
    else if (isBootServerSearch(packet)) this.#answerAsBootServer(this.#ports.dhcp, question);
    else this.#offer(question);
  }

  /** The path of a packet on port 4011. */
  receiveOnBootServer(bytes: Uint8Array, from: DatagramPeer): void {
    const question = this.#question(bytes, from);
    if (question === null) return;
    this.#watches.delete(question.client.mac);
    this.#answerAsBootServer(this.#ports.bootServer, question);
  }

  complain(error: Error): void {
    if (!this.#closed) this.#tell('failed', null, { reason: `a DHCP port failed: ${error.message}` });
  }

  #question(bytes: Uint8Array, from: DatagramPeer): Question | null {
    if (this.#closed) return null;
    const decoded = decodePacket(bytes);
    const question = decoded.ok
      ? { packet: decoded.packet, client: describeClient(decoded.packet), from }
      : null;
    const reason = decoded.ok ? this.#refusal(decoded.packet, from) : decoded.reason;
    if (reason === null) return question;
    this.#tell('ignored', question, { reason, ...(question ? {} : { summary: `${bytes.length} bytes` }) });
    return null;
  }

  #refusal(packet: DhcpPacket, from: DatagramPeer): string | null {
    if (packet.op !== 'request') return 'it is a reply of another DHCP server';
    if (!isEthernet(packet)) return `hardware type ${packet.htype} is not Ethernet`;
    if (!isCredibleRelay(packet, from, this.#deps.settings))
      return `it came through a relay of another network (${packet.giaddr})`;
    return refusalOf(describeClient(packet).mac, this.#deps.admission ?? EVERYBODY);
  }

  #offer(question: Question): void {
    const reply = decideProxyOffer(question.packet, this.#context(question));
    if (reply.kind === 'reply') {
      this.#tell('discovered', question);
      const { address, port } = destinationOf(question.packet, 'OFFER', NO_ADDRESS);
      this.#send(this.#ports.dhcp, question, reply, { address, port });
      this.#watch(question);
    } else this.#tellSilence(question, reply);
  }

  #answerAsBootServer(port: DatagramPort, question: Question): void {
    const reply = decideBootServerReply(question.packet, this.#context(question));
    if (reply.kind === 'ignore') this.#tellSilence(question, reply);
    else
      this.#send(
        port,
        question,
        reply,
        bootServerDestination(question.packet, question.from, this.#deps.settings),
      );
  }

  #context({ client }: Question): ProxyContext {
    // An operating system is left alone for a better reason than that it may not boot.
    const mayBoot = client.stage === 'os' || this.#deps.mayBoot(client);
    const told = this.#deps.told?.(client.mac);
    const rival = this.#deps.rival?.() ?? false;
    const loader = mayBoot ? this.#deps.loaderFor?.(client) : undefined;
    const context = { client, settings: this.#deps.settings, mayBoot, rival, loader };
    return { ...context, ...(told ? { told } : {}) };
  }

  #send(port: DatagramPort, question: Question, { packet, boot }: Reply, to: DatagramPeer): void {
    port
      .send(encodePacket(packet, replyLimit(question.packet)), to.address, to.port)
      .catch((error: Error) => {
        if (!this.#closed)
          this.#tell('failed', question, { reason: `the reply could not be sent: ${error.message}` });
      });
    this.#tell('offered', question, { file: boot.file, summary: summary(packet) });
  }

  #tellSilence(question: Question, { reason }: Ignore): void {
    this.#tell('ignored', question, { reason });
  }

  // --- machines that ignore split offers ---

  /** A REQUEST, to whichever server, means that the machine has put the offers together. */
  #listen({ packet, client }: Question): void {
    if (readOption(packet, MESSAGE_TYPE) !== 'REQUEST') return;
    this.#watches.delete(client.mac);
  }

  #watch(question: Question): void {
    const { packet, client } = question;
    // iPXE and HTTP Boot are known to put offers together.
    if (client.stage !== 'rom') return;
    if (this.#watches.size >= MOST_WATCHED) this.#watches.clear();
    const watch = watchDiscover(this.#watches.get(client.mac), packet, this.#deps.clock());
    this.#watches.set(client.mac, watch);
    const decision = decideRescue({ watch, policy: this.#rescue?.policy ?? null, allowed: false });
    if (decision === 'none' || this.#proposed.has(client.mac)) return;
    this.#proposed.add(client.mac);
    if (decision === 'rescue') this.#rescued.add(client.mac);
    this.#tell('split-offers-ignored', question, { reason: IGNORES_SPLIT_OFFERS });
  }

  /** Only the firmware needs it: iPXE after it puts offers together, and installers ask for no boot file. */
  #goesToRescuer({ client }: Question): boolean {
    return this.#rescuer !== null && client.stage === 'rom' && this.#isRescued(client.mac);
  }

  #isRescued(mac: string): boolean {
    return this.#rescued.has(mac) || (this.#rescue?.allowed(mac) ?? false);
  }

  #tell(kind: DhcpEvent['kind'], question: Question | null, facts: Partial<DhcpEvent> = {}): void {
    const client = question?.client ?? null;
    this.#deps.emit({
      address: null,
      file: null,
      reason: null,
      summary: question === null ? '' : summary(question.packet),
      ...facts,
      kind,
      at: this.#deps.clock(),
      mac: client?.mac ?? null,
      client,
    });
  }
}

/** A DHCP server for the rescued machines, fed by hand and sending through the proxy's own port. */
function startRescuer(port: DatagramPort, deps: ProxyDependencies, { settings }: Rescue) {
  let handler: (bytes: Uint8Array, from: DatagramPeer) => void = () => {};
  const shared: DatagramPort = {
    send: (bytes, address, udpPort) => port.send(bytes, address, udpPort),
    onMessage: (given) => {
      handler = given;
    },
    onError: () => {},
    close: async () => {},
  };
  const server = startDhcpServer(shared, {
    ...deps,
    settings: { ...settings, besideAnother: true, authoritative: false },
    reservationFor: () => null,
  });
  return { server, receive: (bytes: Uint8Array) => handler(bytes, { address: NO_ADDRESS, port: 68 }) };
}
