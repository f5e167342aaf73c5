/**
 * Options whose data are only an address, some addresses, seconds or text. Sections are those of RFC 2132.
 */

import { addressListOption, addressOption, secondsOption, textOption } from '../option.ts';

/** Section 3.3. Goes before the router in a reply. */
export const SUBNET_MASK = addressOption(1, 'subnet mask');
/** Section 3.5. */
export const ROUTER = addressListOption(3, 'router');
/** Section 3.8. */
export const DNS_SERVER = addressListOption(6, 'DNS server');
/** Section 3.14. */
export const HOST_NAME = textOption(12, 'host name');
/** Section 3.17. */
export const DOMAIN_NAME = textOption(15, 'domain name');
/** Section 5.3. */
export const BROADCAST_ADDRESS = addressOption(28, 'broadcast address');
/** Section 9.1: the address a client would like, or insists on. */
export const REQUESTED_ADDRESS = addressOption(50, 'requested address');
/** Section 9.2. */
export const LEASE_TIME = secondsOption(51, 'lease time');
/** Section 9.7: which server is meant, or answers. */
export const SERVER_ID = addressOption(54, 'server identifier');
/** Section 9.9: why a NAK or DECLINE was sent, in words. */
export const MESSAGE = textOption(56, 'message');
/** Section 9.11 (T1): when to renew with the same server. */
export const RENEWAL_TIME = secondsOption(58, 'renewal time');
/** Section 9.12 (T2): when to ask any server. */
export const REBINDING_TIME = secondsOption(59, 'rebinding time');
/** Section 9.13: what kind of program asks: `PXEClient:Arch:00007:UNDI:003016`, `HTTPClient:…`, `MSFT 5.0`. */
export const VENDOR_CLASS = textOption(60, 'vendor class');
/** Section 9.4: name or address of the TFTP server. */
export const TFTP_SERVER = textOption(66, 'TFTP server');
/** Section 9.5. */
export const BOOT_FILE = textOption(67, 'boot file');
/** RFC 4388, section 6.1: seconds since the client was last heard. */
export const LAST_TRANSACTION = secondsOption(91, 'last transaction');
/** RFC 4388, section 6.1: every address the client has. */
export const ASSOCIATED_ADDRESS = addressListOption(92, 'associated address');
