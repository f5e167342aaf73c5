import { afterEach, beforeEach, expect, it } from 'vitest';
import { NOTHING_TOLD } from '../../core/netboot/told.ts';
import { ToldOptions } from '../../core/service/told-options.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const MAC = '52:54:00:aa:bb:cc';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

it('a forgotten machine is told nothing of its own any more', () => {
  const { machines, store, hub } = test.engine;
  machines.sighted(MAC, {});
  const told = new ToldOptions(store, hub);
  machines.change(MAC, { dhcp: { ntp: '10.0.0.1' } });
  expect(told.of(MAC)).not.toEqual(NOTHING_TOLD);
  machines.forget(MAC);
  expect(told.of(MAC)).toEqual(NOTHING_TOLD);
});
