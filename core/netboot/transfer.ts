import { optionValue, type TftpPacket } from '../wire/tftp.ts';
import type { Agreement } from './agreement.ts';
import { measured, patienceOf, type RoundTrip } from './round-trip.ts';

/**
 * One TFTP download as a pure machine: (state, event) -> (state, actions).
 *
 * Blocks are counted from 1 without wrapping; only the wire has 16 bits. Time is the runner's: a sending action
 * says how long to wait for an answer once everything has left, and the runner comes back with `timeout`.
 */

/** How a transfer ended. */
export type Outcome =
  /** Every block was acknowledged, or (`confirmed: false`) only the last ACK is missing: the client had no need to wait. */
  | { readonly kind: 'complete'; readonly confirmed: boolean }
  /** The client wanted to know the size, and no more: EDK2, PXE ROMs and iPXE do this before the real download. */
  | { readonly kind: 'probe' }
  /** The client broke off with an error packet. */
  | { readonly kind: 'aborted'; readonly code: number; readonly message: string }
  /** The client has gone: no answer, or its port is closed. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** The file could not be read, or the server stopped. */
  | { readonly kind: 'failed'; readonly reason: string };

export interface Transfer {
  readonly agreement: Agreement;
  /** Number of the last block, which is shorter than the others (perhaps empty). */
  readonly lastBlock: number;
  /** The last block acknowledged; 0 after the OACK's ACK and before anything. */
  readonly acked: number;
  /** The last block that was asked to be sent; 0 while the OACK waits. */
  readonly sent: number;
  /** Whether the OACK still waits for its ACK 0. */
  readonly negotiating: boolean;
  /** Retransmissions since the last progress, and how long they were waited for, milliseconds. */
  readonly tries: number;
  readonly silentMs: number;
  /** What was seen of the client's round trips; undefined until the first. */
  readonly roundTrip: RoundTrip | undefined;
  /** How often the wait is doubled. It outlives progress until a round trip shows that less will do (RFC 6298, section 5). */
  readonly backOff: number;
  /** The present window was sent more than once. */
  readonly rewound: boolean;
  /** The window before was sent more than once, so one more ACK for it may be on its way. */
  readonly echoing: boolean;
  /** ACKs that came again since the last progress. */
  readonly repeats: number;
  readonly outcome?: Outcome;
}

export type TransferEvent =
  | { readonly kind: 'start' }
  /** `waitedMs`: how long ago the last datagram left; absent while some are still leaving. */
  | { readonly kind: 'packet'; readonly packet: TftpPacket; readonly waitedMs?: number | undefined }
  | { readonly kind: 'timeout' }
  /** The system reported that nobody listens at the client's port any more (ICMP port unreachable). */
  | { readonly kind: 'port-closed' }
  /** The file cannot be read any more, or the server stops: the client is told. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The same client port asks anew, so nobody waits for this transfer: the client is not told. */
  | { readonly kind: 'superseded' };

export type TransferAction =
  | { readonly kind: 'send'; readonly packet: TftpPacket; readonly waitMs?: number }
  /** Sends the blocks `first` to `last`, both included, then waits. */
  | { readonly kind: 'send-blocks'; readonly first: number; readonly last: number; readonly waitMs: number }
  | { readonly kind: 'end'; readonly outcome: Outcome };

export interface Step {
  readonly state: Transfer;
  readonly actions: readonly TransferAction[];
}

/**
 * So many repeats of an ACK are no echo. Over a wire that doubles every packet, believing each made 60 times the data in
 * a window of 64; with this it is twice.
 */
const ECHOES = 2;

/** Until a round trip was seen, milliseconds. */
const FIRST_WAIT = 500;
/** The OACK is repeated later: a client that got it slowly takes the second for an error (atftp aborts). */
const FIRST_OACK_WAIT = 1000;
/**
 * Longer than a client waits. atftp answers a block that comes again once, then no more, and waits its 5 s anew after
 * each: repeated every 4 s, it never came to repeat its own lost acknowledgement (seen on a cable that loses one in ten).
 */
const LONGEST_WAIT = 8000;
/** A client that was silent so long, milliseconds, is not sent to again; who asked for a timeout of its own has three. */
const PATIENCE = 20_000;
const PATIENCE_IN_TIMEOUTS = 3;

/** A download of `fileSize` bytes that has not started. */
export function newTransfer(agreement: Agreement, fileSize: number): Transfer {
  return {
    agreement,
    lastBlock: Math.floor(fileSize / agreement.blockSize) + 1,
    acked: 0,
    sent: 0,
    negotiating: agreement.accepted.length > 0,
    tries: 0,
    silentMs: 0,
    roundTrip: undefined,
    backOff: 0,
    rewound: false,
    echoing: false,
    repeats: 0,
  };
}

/** Bytes that the client has acknowledged. */
export function bytesAcknowledged(state: Transfer, fileSize: number): number {
  return Math.min(state.acked * state.agreement.blockSize, fileSize);
}

/** The machine. After the end every event is passed over. */
export function stepTransfer(state: Transfer, event: TransferEvent): Step {
  if (state.outcome !== undefined) return { state, actions: [] };
  switch (event.kind) {
    case 'start':
      return transmit(state);
    case 'packet':
      return onPacket(state, event.packet, event.waitedMs);
    case 'timeout':
      return onTimeout(state);
    case 'port-closed':
      return end(state, withoutAnswer(state, 'its port is closed'));
    case 'failed':
      return end(state, { kind: 'failed', reason: event.reason }, event.reason);
    case 'superseded':
      return end(state, { kind: 'lost', reason: 'it asked again' });
  }
}

function onPacket(state: Transfer, packet: TftpPacket, waitedMs: number | undefined): Step {
  if (packet.kind === 'ack') return onAck(state, packet.block, waitedMs);
  if (packet.kind === 'error') return onError(state, packet.code, packet.message);
  return { state, actions: [] };
}

/** A client that stops at the OACK having asked the size only wanted the size; error 8 is EDK2's way, 0 the ROMs'. */
function onError(state: Transfer, code: number, message: string): Step {
  const askedSize = optionValue(state.agreement.accepted, 'tsize') !== undefined;
  if (askedSize && state.acked === 0 && (code === 0 || code === 8)) return end(state, { kind: 'probe' });
  return end(state, { kind: 'aborted', code, message });
}

function onAck(state: Transfer, wireBlock: number, waitedMs: number | undefined): Step {
  const ahead = (wireBlock - state.acked) & 0xffff;
  if (state.negotiating) return ahead === 0 ? onOptionsTaken(state, waitedMs) : { state, actions: [] };
  if (ahead === 0) return onRepeatedAck(state);
  if (ahead > state.sent - state.acked) return { state, actions: [] };
  return onProgress(state, state.acked + ahead, waitedMs);
}

function onOptionsTaken(state: Transfer, waitedMs: number | undefined): Step {
  const timing = timingAfter(state, true, waitedMs);
  return transmit({ ...state, ...timing, negotiating: false, rewound: false, echoing: state.rewound });
}

function onProgress(state: Transfer, acked: number, waitedMs: number | undefined): Step {
  if (acked >= state.lastBlock)
    return end({ ...state, acked: state.lastBlock }, { kind: 'complete', confirmed: true });
  const timing = timingAfter(state, acked === state.sent, waitedMs);
  const next = { ...state, ...timing, acked, repeats: 0 };
  if (acked === state.sent) return transmit({ ...next, rewound: false, echoing: state.rewound });
  // An ACK inside the window says that the block after it was lost: go back to it (RFC 7440 section 4). Having gone
  // back once, such ACKs are what the blocks make that were on their way: the window moves on over them.
  return state.rewound ? transmit(next, state.sent + 1) : transmit({ ...next, rewound: true });
}

/**
 * What an ACK tells of the round trip. Of what was sent twice nobody knows which one was answered (Karn's rule): the
 * longer wait stays, or a client slower than the estimate would be sent everything twice for ever. An ACK inside a
 * window comes of a loss and not of slowness, so there the wait shrinks again.
 */
function timingAfter(
  { rewound, tries, backOff, roundTrip }: Transfer,
  whole: boolean,
  waitedMs: number | undefined,
): Pick<Transfer, 'tries' | 'silentMs' | 'roundTrip' | 'backOff'> {
  if (whole && !rewound && waitedMs !== undefined)
    return { tries: 0, silentMs: 0, roundTrip: measured(roundTrip, waitedMs), backOff: 0 };
  const slow = whole && tries > 0;
  return { tries: 0, silentMs: 0, roundTrip, backOff: slow ? backOff : Math.max(0, backOff - 1) };
}

/**
 * An ACK seen before. In lockstep it is never answered, or every block would be sent twice from then on (the
 * sorcerer's apprentice, RFC 1123 section 4.2.3.1); the timer repeats what was lost. In a window it says that the
 * first block was lost, and is answered once. Where it may be the echo of blocks that we sent twice ourselves, it
 * must come twice more to be believed.
 */
function onRepeatedAck(state: Transfer): Step {
  if (state.agreement.windowSize === 1) return { state, actions: [] };
  const repeats = state.repeats + 1;
  const believed = state.rewound || state.echoing ? ECHOES : 1;
  if (repeats !== believed) return { state: { ...state, repeats }, actions: [] };
  return transmit({ ...state, repeats: ECHOES, rewound: true });
}

function onTimeout(state: Transfer): Step {
  const silentMs = state.silentMs + waitOf(state);
  const patience = Math.max(PATIENCE, PATIENCE_IN_TIMEOUTS * (state.agreement.timeoutMs ?? 0));
  if (silentMs >= patience) return end(state, withoutAnswer(state, 'it stopped answering'));
  const { tries, backOff } = state;
  return transmit({ ...state, tries: tries + 1, silentMs, backOff: backOff + 1, rewound: true });
}

/**
 * How long to wait for an answer, milliseconds. The client's own timeout (RFC 2349) bounds the first wait. Later ones
 * go beyond: an atftp that is sent to as often as it waits itself never comes to repeat its lost acknowledgement.
 */
function waitOf({ agreement, negotiating, roundTrip, backOff }: Transfer): number {
  const unknown = negotiating ? FIRST_OACK_WAIT : FIRST_WAIT;
  const asked = agreement.timeoutMs ?? Number.POSITIVE_INFINITY;
  const first = Math.min(roundTrip === undefined ? unknown : patienceOf(roundTrip), asked);
  return Math.min(first * 2 ** backOff, Math.max(LONGEST_WAIT, agreement.timeoutMs ?? 0));
}

/** Silence after the last block is what a client does that has everything and has left. */
function withoutAnswer(state: Transfer, reason: string): Outcome {
  const heardOfOnce = state.acked > 0 || (state.agreement.accepted.length > 0 && !state.negotiating);
  const onlyLastMissing = heardOfOnce && state.sent === state.lastBlock;
  return onlyLastMissing ? { kind: 'complete', confirmed: false } : { kind: 'lost', reason };
}

/** Sends the OACK or the window after the last acknowledged block. */
function transmit(state: Transfer, first = state.acked + 1): Step {
  const waitMs = waitOf(state);
  if (state.negotiating) {
    const packet = { kind: 'oack', options: state.agreement.accepted } as const;
    return { state, actions: [{ kind: 'send', packet, waitMs }] };
  }
  const last = Math.min(state.acked + state.agreement.windowSize, state.lastBlock);
  return { state: { ...state, sent: last }, actions: [{ kind: 'send-blocks', first, last, waitMs }] };
}

/** Ends, and tells the client when the fault is ours. */
function end(state: Transfer, outcome: Outcome, message?: string): Step {
  const ended: TransferAction = { kind: 'end', outcome };
  const told: TransferAction[] =
    message === undefined ? [] : [{ kind: 'send', packet: { kind: 'error', code: 0, message } }];
  return { state: { ...state, outcome }, actions: [...told, ended] };
}
