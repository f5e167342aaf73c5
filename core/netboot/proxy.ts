/**
 * ProxyDHCP: what is told to machines that get their address from another server (PXE specification 2.1, section 2.2.2).
 *
 * The other server offers an address and no boot file, we offer a boot file and no address; the firmware puts the two
 * together. On port 67 only DISCOVERs of boot firmware are answered; everything else belongs to the other server.
 */

import { formatIpv4, type Ipv4Network, NO_ADDRESS } from '../wire/address.ts';
import { option, readOption } from '../wire/dhcp/option.ts';
import { CLIENT_UUID } from '../wire/dhcp/options/client-uuid.ts';
import { BEFORE_OTHERS, IPXE } from '../wire/dhcp/options/ipxe.ts';
import { MESSAGE_TYPE, type MessageType } from '../wire/dhcp/options/message-type.ts';
import * as plain from '../wire/dhcp/options/plain.ts';
import { BOOT_THIS_FILE, PXE_VENDOR } from '../wire/dhcp/options/pxe-vendor.ts';
import { type DhcpOption, type DhcpPacket, optionData } from '../wire/dhcp/packet.ts';
import type { ClientInfo } from './client.ts';
import { type BootFile, bootFileFor, httpRoot } from './loaders.ts';
import { dropsProxyOffersWithVendorOptions, prefersNamedFileToBootServer } from './quirks.ts';
import { answerTo, echoed, FILE_LIMIT, fileOptions, type Ignore, type Reply } from './reply.ts';
import type { Told } from './told.ts';

export interface ProxySettings {
  /** Our own address with the prefix of its network. */
  readonly server: Ipv4Network;
  readonly httpPort: number;
}

export interface ProxyContext {
  readonly client: ClientInfo;
  readonly settings: ProxySettings;
  /** Whether the machine may have a boot file at all. */
  readonly mayBoot: boolean;
  /** What the technician has it told; options that are not about booting are the other server's. */
  readonly told?: Told;
  /** Whether the server that gives the addresses names a boot file, too. */
  readonly rival?: boolean;
  /** Path of the loader to be tried on it; the first of its ladder when absent. */
  readonly loader?: string | undefined;
}

/**
 * Where a client finds its boot file.
 *
 * `offer`: in the proxy's offer itself. BIOS PXE does so when the discovery control says so (PXE 2.1, tag 6, bit 3);
 * iPXE when there is a file in it, older ones ask port 4011 as well; HTTP Boot knows no boot server at all (UEFI
 * specification 2.10, section 24.7).
 *
 * `boot-server`: UEFI PXE, asked without vendor options, sends a REQUEST to port 4011 and takes the file from the ACK.
 * With vendor options the way of BIOS is in the specification too, but see `dropsProxyOffersWithVendorOptions`. Beside a
 * rival there is nothing to lose: see `prefersNamedFileToBootServer`.
 */
export type BootRoute = 'offer' | 'boot-server';

/** @param rival whether the server that gives the addresses names a boot file, too */
export function bootRouteOf({ stage, firmware }: ClientInfo, rival = false): BootRoute {
  if (rival && prefersNamedFileToBootServer(stage, firmware)) return 'offer';
  return dropsProxyOffersWithVendorOptions(stage, firmware) ? 'boot-server' : 'offer';
}

/** Decides on what came to port 67. Never throws. */
export function decideProxyOffer(request: DhcpPacket, context: ProxyContext): Reply | Ignore {
  const type = readOption(request, MESSAGE_TYPE);
  if (type !== 'DISCOVER')
    return ignore(`${type ?? 'BOOTP'} is for the server that gives the addresses, not for us`);
  return proxyAnswer(request, 'OFFER', context);
}

/** OFFER or ACK without an address; silence when there is nothing to boot. */
export function proxyAnswer(
  request: DhcpPacket,
  type: MessageType,
  { client, settings, mayBoot, told, loader, rival = false }: ProxyContext,
  tags: readonly DhcpOption[] = [],
): Reply | Ignore {
  const server = formatIpv4(settings.server.address);
  const boot: BootFile = mayBoot
    ? bootFileFor(client, httpRoot(server, settings.httpPort), told, loader)
    : { file: null, reason: 'this machine is not to boot from here' };
  if (boot.file === null) return ignore(boot.reason);
  const from = told?.nextServer ?? server;
  const packet: DhcpPacket = {
    ...answerTo(request),
    ciaddr: type === 'ACK' ? request.ciaddr : NO_ADDRESS,
    // shim takes server and folder from the header of this very packet, not from options 66 and 67.
    siaddr: from,
    file: boot.file.length <= FILE_LIMIT ? boot.file : '',
    options: [
      option(MESSAGE_TYPE, type),
      option(plain.SERVER_ID, server),
      ...pxeOptions(request, client, rival, tags),
      ...fileOptions(request, client, boot.file, from),
      ...echoed(request),
    ],
  };
  return { kind: 'reply', type, packet, boot };
}

/**
 * What makes an offer one of PXE: the class, without which it is no proxy offer; the vendor options; and the client's
 * own UUID, which old ROMs compare (PXE 2.1, table 2-2: option 97 "must match").
 * @param tags further vendor options.
 */
function pxeOptions(
  request: DhcpPacket,
  client: ClientInfo,
  rival: boolean,
  tags: readonly DhcpOption[],
): readonly DhcpOption[] {
  const uuid = optionData(request, CLIENT_UUID.code);
  const vendor = [...(bootRouteOf(client, rival) === 'offer' ? bootFromOffer(client) : []), ...tags];
  return [
    // HTTP Boot's own class is among its file options.
    ...(client.stage === 'http-boot' ? [] : [option(plain.VENDOR_CLASS, 'PXEClient')]),
    ...(vendor.length > 0 ? [option(PXE_VENDOR, vendor)] : []),
    ...(rival && client.stage === 'ipxe' ? [option(IPXE, BEFORE_OTHERS)] : []),
    ...(uuid === undefined ? [] : [{ code: CLIENT_UUID.code, data: uuid }]),
  ];
}

/** iPXE and HTTP Boot take the file from the offer anyway; an iPXE that is given vendor options looks for a menu. */
function bootFromOffer(client: ClientInfo): readonly DhcpOption[] {
  return client.stage === 'rom' ? BOOT_THIS_FILE : [];
}

export function ignore(reason: string): Ignore {
  return { kind: 'ignore', reason };
}
