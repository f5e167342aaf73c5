/** What a TFTP client asks for and is granted before a transfer begins (RFC 2347). Pure. */
import { optionValue, type TftpOption } from '../wire/tftp.ts';

/** What was agreed with the client (RFC 2348, 2349, 7440). */
export interface Agreement {
  /** Bytes of data per block. */
  readonly blockSize: number;
  /** Blocks sent before an ACK is waited for. */
  readonly windowSize: number;
  /** The most that the server waits before it sends again the first time, milliseconds, when the client chose it. */
  readonly timeoutMs?: number;
  /** The accepted options, in the order asked; empty means that no OACK is sent. */
  readonly accepted: readonly TftpOption[];
}

const DEFAULT_BLOCK = 512;
/** RFC 2348: 8 to 65464, the most that fits in a UDP datagram. */
const SMALLEST_BLOCK = 8;
const LARGEST_BLOCK = 65464;
/** RFC 7440 allows 65535; past 64 nothing is gained and a lost block costs more. */
const LARGEST_WINDOW = 64;
/** Bytes in flight: more than this overruns the receive buffers of firmware and of default Linux sockets. */
const LARGEST_FLIGHT = 256 * 1024;

/** Decides which of the asked options are granted. Unknown or senseless ones are passed over (RFC 2347). */
export function agree(options: readonly TftpOption[], fileSize: number): Agreement {
  const blockSize = number(optionValue(options, 'blksize'), SMALLEST_BLOCK, Number.MAX_SAFE_INTEGER);
  const granted = Math.min(blockSize ?? DEFAULT_BLOCK, LARGEST_BLOCK);
  const windowSize = number(optionValue(options, 'windowsize'), 1, 65535);
  const window = Math.min(windowSize ?? 1, LARGEST_WINDOW, Math.max(1, Math.floor(LARGEST_FLIGHT / granted)));
  const timeout = number(optionValue(options, 'timeout'), 1, 255);
  const values: Record<string, number | undefined> = {
    blksize: blockSize === undefined ? undefined : granted,
    windowsize: windowSize === undefined ? undefined : window,
    timeout,
    tsize:
      number(optionValue(options, 'tsize'), 0, Number.MAX_SAFE_INTEGER) === undefined ? undefined : fileSize,
  };
  const accepted = options.flatMap(({ name }) => {
    const value = Object.hasOwn(values, name.toLowerCase()) ? values[name.toLowerCase()] : undefined;
    return value === undefined ? [] : [{ name, value: String(value) }];
  });
  return {
    blockSize: granted,
    windowSize: window,
    ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
    accepted,
  };
}

/** A decimal number within bounds; anything else is undefined. */
function number(text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined || !/^[0-9]{1,15}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}
