/** The real engine with its control API and the built window, in this process; machines come as their scripts are asked for. */
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createApi } from '../../../core/api/server.ts';
import type { LiveEngine } from '../../../core/engine.ts';
import type { MachineFacts } from '../../../core/images/machine.ts';
import { openTestEngine } from '../../support/engine.ts';

export interface DeskEngine {
  readonly engine: LiveEngine;
  /** Path of the medium that profiles are made of. */
  readonly iso: string;
  /** Address of the window, with the token. */
  readonly address: string;
  /** A machine asks for its boot script. */
  comes(mac: string, serial: string, facts?: Partial<MachineFacts>): void;
  /** Makes a profile of the small Debian medium. */
  profile(name: string, settings?: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

const TOKEN = 'desk-token-0123456789';
const WINDOW = join(import.meta.dirname, '../../../dist/renderer');

export async function openDeskEngine(): Promise<DeskEngine> {
  const test = await openTestEngine();
  const { engine, iso } = test;
  let port = 0;
  const api = createApi(engine, { version: '0.0.0', token: TOKEN, port: () => port, window: WINDOW });
  await api.listen({ host: '127.0.0.1', port: 0 });
  port = (api.server.address() as AddressInfo).port;
  return {
    engine,
    iso,
    address: `http://127.0.0.1:${port}/#token=${TOKEN}`,
    comes(mac, serial, facts = {}) {
      engine.sheets.arrived(engine.machines.sighted(mac, { ...facts, serial }));
    },
    async profile(name, settings = {}) {
      const { id: image } = await engine.library.import(iso);
      engine.profiles.create({ name, image, settings: { ...settings }, answers: null });
    },
    async close() {
      await api.close();
      await test.close();
    },
  };
}
