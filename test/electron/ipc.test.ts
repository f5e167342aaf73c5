import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { handle, senderRefusal } from '../../electron/ipc.ts';
import { handlers, resetElectron } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));
beforeEach(resetElectron);

const ORIGIN = 'http://127.0.0.1:8066';
const contents = { mainFrame: { origin: ORIGIN } } as WebContents;
const trusted = { contents: () => contents, origin: () => ORIGIN };
const ours = { sender: contents, senderFrame: contents.mainFrame };
const event = (facts: object) => ({ ...ours, ...facts }) as IpcMainInvokeEvent;

describe('a message', () => {
  test('from our page in our window is taken', () => {
    expect(senderRefusal(event({}), trusted)).toBeNull();
  });

  test.each([
    ['other contents', event({ sender: {} }), trusted, 'it does not come from our window'],
    ['a frame that is gone', event({ senderFrame: null }), trusted, 'its frame is gone'],
    [
      'a frame inside the page, even one of our origin',
      event({ senderFrame: { origin: ORIGIN } }),
      trusted,
      'it comes from a frame inside the page',
    ],
    [
      'a page the engine has moved away from',
      event({}),
      { ...trusted, origin: () => 'http://127.0.0.1:9999' },
      'its page is not ours',
    ],
    ['before there is a page', event({}), { ...trusted, origin: () => null }, 'its page is not ours'],
    [
      'before there is a window',
      event({}),
      { ...trusted, contents: () => null },
      'it does not come from our window',
    ],
  ])('from %s is refused', (_what, message, whom, reason) => {
    expect(senderRefusal(message, whom)).toBe(reason);
  });
});

describe('a handler', () => {
  const work = vi.fn(async (name: string) => `hello ${name}`);
  beforeEach(() => {
    work.mockClear();
    handle('greet', z.tuple([z.string().max(5)]), trusted, work);
  });
  const send = (from: IpcMainInvokeEvent, ...values: unknown[]) => handlers.get('greet')?.(from, ...values);

  test('gets its arguments parsed', async () => {
    expect(await send(event({}), 'you')).toBe('hello you');
  });

  test.each([[[]], [[1]], [['too long']], [['you', 'more']]])('is not called with %j', async (values) => {
    await expect(send(event({}), ...values)).rejects.toThrow('greet refused: its arguments');
    expect(work).not.toHaveBeenCalled();
  });

  test('is not called for a stranger', async () => {
    await expect(send(event({ senderFrame: null }), 'you')).rejects.toThrow(
      'greet refused: its frame is gone',
    );
    expect(work).not.toHaveBeenCalled();
  });
});
