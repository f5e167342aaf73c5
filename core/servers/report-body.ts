/** What installers send with their reports, while it comes. */

/** A rack that fails together brings some megabytes; a client that opens connection after connection fills no more. */
const MOST_HELD = 64 * 1024 * 1024;
const FIRST = 4096;

/** The room that the reports of one door share, in bytes. */
export class ReportRoom {
  readonly #most: number;
  #held = 0;

  constructor(most = MOST_HELD) {
    this.#most = most;
  }

  /** Bytes that are taken at the moment. */
  get held(): number {
    return this.#held;
  }

  /** False when there is no room for so many more. */
  take(bytes: number): boolean {
    if (this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}

/**
 * One report. Its pieces are copied together: kept one by one, a mebibyte that comes in chunks of one byte takes more
 * than a hundred.
 */
export class ReportBody {
  readonly #room: ReportRoom;
  #bytes = new Uint8Array(0);
  #length = 0;
  #refused = false;

  constructor(room: ReportRoom) {
    this.#room = room;
  }

  /** There was no room for all of it. */
  get refused(): boolean {
    return this.#refused;
  }

  /** What has come; undefined when nothing has. */
  get content(): Uint8Array | undefined {
    return this.#length === 0 ? undefined : this.#bytes.subarray(0, this.#length);
  }

  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) this.#grow(length);
    if (this.#refused) return;
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /** Gives the room back. */
  release(): void {
    this.#room.give(this.#bytes.length);
    this.#bytes = new Uint8Array(0);
    this.#length = 0;
  }

  #grow(needed: number): void {
    const size = Math.max(FIRST, needed, this.#bytes.length * 2);
    this.#refused ||= !this.#room.take(size - this.#bytes.length);
    if (this.#refused) return;
    const larger = new Uint8Array(size);
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
