/** Messages from the window: each is checked for who sent it and what it carries before anything is done. */
import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { z } from 'zod';

/** Whose messages are taken. Both change while the program runs: the window is made late, the engine may move. */
export interface Trusted {
  /** Our window's contents; null while there is none. */
  contents(): WebContents | null;
  /** Origin of our page; null while there is none. */
  origin(): string | null;
}

/** The reason to refuse a message, or null. */
export function senderRefusal(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  trusted: Trusted,
): string | null {
  const contents = trusted.contents();
  if (contents === null || event.sender !== contents) return 'it does not come from our window';
  // Null when the frame has navigated or is gone since it sent the message.
  if (event.senderFrame === null) return 'its frame is gone';
  if (event.senderFrame !== contents.mainFrame) return 'it comes from a frame inside the page';
  const origin = trusted.origin();
  if (origin === null || event.senderFrame.origin !== origin) return 'its page is not ours';
  return null;
}

/** Answers one kind of message. `payload` describes its arguments as a tuple; `work` gets them parsed. */
export function handle<Payload extends z.ZodType<readonly unknown[]>>(
  channel: string,
  payload: Payload,
  trusted: Trusted,
  work: (...values: [...z.output<Payload>]) => Promise<unknown>,
): void {
  ipcMain.handle(channel, async (event, ...values: unknown[]) => {
    const reason = senderRefusal(event, trusted);
    if (reason !== null) throw new Error(`${channel} refused: ${reason}`);
    const parsed = payload.safeParse(values);
    if (!parsed.success) throw new Error(`${channel} refused: its arguments are not as agreed`);
    return work(...(parsed.data as [...z.output<Payload>]));
  });
}
