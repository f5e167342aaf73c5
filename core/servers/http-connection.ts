/**
 * One connection of the HTTP door: requests in, one after the other, and bytes out.
 *
 * Not node:http: what it makes of each request costs more than the request (on a busy machine, 2,000-byte answers:
 * 200 microseconds of processor time, where this way took 60 and nginx 40), and a package mirror is small files.
 */
import type { Socket } from 'node:net';
import { sendCached } from '../media/cached-send.ts';
import type { Place } from '../media/source.ts';
import { BodySkipper } from '../wire/http/request-body.ts';
import {
  endOfHead,
  LARGEST_HEAD,
  parseRequestHead,
  type RefusedRequest,
  type RequestHead,
} from '../wire/http/request-head.ts';
import { ReportBody, type ReportRoom } from './report-body.ts';

/** What a connection is told to do with its requests. */
export interface Answering {
  /** Where reports are kept until they are answered. */
  readonly reports: ReportRoom;
  /** Answers a request through `connection.write`; resolves to whether the connection may go on. Never rejects. */
  answer(request: RequestHead, connection: HttpConnection): Promise<boolean>;
  /** Refuses something that is not HTTP, or too large, or too slow to be; the connection ends after it. */
  refuse(refused: RefusedRequest, connection: HttpConnection): Promise<void>;
}

/** For a head, once its first byte is there; and for a whole body. Milliseconds. */
const HEAD_MS = 15_000;
const BODY_MS = 60_000;
/** How long what a client still sends after the last answer is read over: closing at once would take the answer away. */
const LINGER_MS = 2000;
/** Bytes of further requests that are held while one is answered. */
const MOST_PENDING = 64 * 1024;
/** Installers report with small JSON documents. */
const LARGEST_BODY = 1024 * 1024;

/** Methods whose body is read over before the answer. */
const BODY_READ: readonly string[] = ['GET', 'HEAD', 'POST'];

const NOTHING = Buffer.alloc(0);
const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n', 'latin1');

export class HttpConnection {
  /** IPv4 address of the client. */
  readonly from: string;
  readonly #socket: Socket;
  readonly #answering: Answering;
  /** Number of the socket where bytes leave it as they are; -1 where not, as through TLS. */
  readonly #descriptor: number;
  #pending: Buffer = NOTHING;
  #serving = false;
  /** The client sends no more. */
  #ended = false;
  /** The last answer has left. */
  #last = false;
  /** When somebody has waited long enough; Infinity while nobody is waited for. */
  #deadline = Number.POSITIVE_INFINITY;
  #wakeReader: () => void = () => {};
  #failWriter: (why: Error) => void = () => {};

  constructor(socket: Socket, answering: Answering) {
    this.#socket = socket;
    this.#answering = answering;
    this.#descriptor = descriptorOf(socket);
    this.from = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
    socket.on('data', (bytes: Buffer) => this.#arrived(bytes));
    socket.on('end', () => this.#arrivedLast());
    socket.on('error', () => {});
    // Node counts a write as alive while any of its bytes still leave, so a slow reader is not cut, a dead one is.
    socket.on('timeout', () => socket.destroy());
    socket.on('close', () => this.#closed());
  }

  /** A request has begun and is not whole. */
  get waiting(): boolean {
    return this.#deadline !== Number.POSITIVE_INFINITY && !this.#last;
  }

  /** Cuts a connection that has been waited for long enough. `now` is of performance.now(). */
  checkDeadline(now: number): void {
    if (now < this.#deadline) return;
    if (this.#serving || this.#last) this.#socket.destroy();
    else this.#run(() => this.#refuse({ status: 408, refused: 'the request did not come in time' }));
  }

  /** Resolves when the system has taken the bytes; rejects when the client has gone away. */
  write(bytes: Uint8Array): Promise<void> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      if (socket.destroyed) return reject(gone());
      this.#failWriter = reject;
      socket.write(bytes, (error) => {
        this.#failWriter = () => {};
        if (error || socket.destroyed) reject(error ?? gone());
        else resolve();
      });
    });
  }

  /** Sends bytes of a file as they lie in memory; see `Outlet`. */
  sendNow(place: Place): number | null {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableLength > 0) return null;
    return sendCached(this.#descriptor, place);
  }

  /** Ends the connection at once. */
  cut(): void {
    this.#socket.destroy();
  }

  #arrived(bytes: Buffer): void {
    if (this.#last) return;
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    if (this.#pending.length > MOST_PENDING) this.#socket.pause();
    this.#wakeReader();
    if (!this.#serving) this.#run(() => this.#serve());
  }

  #arrivedLast(): void {
    this.#ended = true;
    this.#wakeReader();
    if (!this.#serving) this.#socket.end();
  }

  #closed(): void {
    this.#ended = true;
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#wakeReader();
    this.#failWriter(gone());
  }

  /** Nothing that goes wrong with one connection is anybody else's. */
  #run(work: () => Promise<void>): void {
    this.#serving = true;
    work()
      .catch(() => this.#socket.destroy())
      .finally(() => {
        this.#serving = false;
      });
  }

  /** Answers what is there: returns when more is needed for the next request, or when the connection ends. */
  async #serve(): Promise<void> {
    for (let request = this.#nextHead(); request !== undefined; request = this.#nextHead()) {
      if ('refused' in request) return this.#refuse(request);
      if (!(await this.#serveOne(request))) return this.#endAfterLast();
    }
    if (this.#ended) this.#socket.end();
  }

  /** Resolves to whether the connection may go on. */
  async #serveOne(request: RequestHead): Promise<boolean> {
    if (!hasBody(request)) return this.#answering.answer(request, this);
    // What nobody takes is not waited for: the answer says so, and the connection ends with it.
    if (!BODY_READ.includes(request.method))
      return this.#answering.answer({ ...request, keepAlive: false }, this);
    const report = isReport(request) ? new ReportBody(this.#answering.reports) : undefined;
    try {
      const refused = await this.#readBody(request, report);
      if (refused === undefined) {
        const content = report?.content;
        return await this.#answering.answer(content ? { ...request, content } : request, this);
      }
      await this.#answering.refuse(refused, this);
      return false;
    } finally {
      report?.release();
    }
  }

  /** The next request; undefined when its head is not whole yet. */
  #nextHead(): RequestHead | RefusedRequest | undefined {
    // Empty lines before a request are forgiven (RFC 9112 section 2.2).
    while (this.#pending[0] === 0x0d || this.#pending[0] === 0x0a) this.#consume(1);
    if (this.#pending.length === 0) {
      this.#deadline = Number.POSITIVE_INFINITY;
      return undefined;
    }
    const end = endOfHead(this.#pending);
    if (end > LARGEST_HEAD || (end < 0 && this.#pending.length >= LARGEST_HEAD))
      return { status: 431, refused: `more than ${LARGEST_HEAD} bytes before the empty line` };
    if (end < 0) {
      if (this.#deadline === Number.POSITIVE_INFINITY) this.#deadline = performance.now() + HEAD_MS;
      return undefined;
    }
    this.#deadline = Number.POSITIVE_INFINITY;
    const text = this.#pending.toString('latin1', 0, end - 4);
    this.#consume(end);
    return parseRequestHead(text);
  }

  #consume(count: number): void {
    this.#pending = count === this.#pending.length ? NOTHING : this.#pending.subarray(count);
    if (this.#pending.length <= MOST_PENDING && this.#socket.isPaused()) this.#socket.resume();
  }

  /** Reads the body to its end; what an installer reports is kept, any other is not looked at. Or why it is refused. */
  async #readBody(
    { body, expectsContinue }: RequestHead,
    report: ReportBody | undefined,
  ): Promise<RefusedRequest | undefined> {
    const skipper = new BodySkipper(body, report && ((data) => report.add(data)));
    this.#deadline = performance.now() + BODY_MS;
    if (expectsContinue) await this.write(CONTINUE);
    while (!skipper.done) {
      if (this.#pending.length === 0) await this.#more();
      this.#consume(skipper.skip(this.#pending));
      if (skipper.length > LARGEST_BODY) return { status: 413, refused: 'the body is too large' };
      if (skipper.bad !== null) return { status: 400, refused: skipper.bad };
      if (report?.refused) return { status: 503, refused: 'too many reports at once' };
    }
    this.#deadline = Number.POSITIVE_INFINITY;
    return undefined;
  }

  /** Resolves when more bytes have come; rejects when none will. */
  #more(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(gone());
      this.#wakeReader = () => {
        this.#wakeReader = () => {};
        if (this.#pending.length > 0) resolve();
        else if (this.#ended) reject(gone());
      };
    });
  }

  async #refuse(refused: RefusedRequest): Promise<void> {
    await this.#answering.refuse(refused, this);
    this.#endAfterLast();
  }

  #endAfterLast(): void {
    this.#last = true;
    this.#pending = NOTHING;
    this.#deadline = performance.now() + LINGER_MS;
    this.#socket.resume();
    this.#socket.end();
  }
}

/** Only the machines' reports bring something: a log, or what happened as JSON. */
const isReport = ({ method, target }: RequestHead): boolean =>
  method === 'POST' && /^\/machines\/[^/]+\/[^/]+\/report\//.test(target);

const hasBody = ({ body }: RequestHead): boolean => body === 'chunked' || body.length > 0;
const gone = (): Error => new Error('the client went away');

/** Node has no word for it; where a later one calls it otherwise, everything is written. */
function descriptorOf(socket: Socket): number {
  if ('encrypted' in socket) return -1;
  const { _handle: handle } = socket as { _handle?: { fd?: unknown } | null };
  return typeof handle?.fd === 'number' ? handle.fd : -1;
}
