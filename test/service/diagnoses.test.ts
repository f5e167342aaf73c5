/** Of which machines the rules are asked, and what becomes of a rule that fails. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Case, note, type Rule } from '../../core/progress/diagnosis/case.ts';
import { Diagnoses } from '../../core/service/diagnoses.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const [A, B, C] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03'];
let test: TestEngine;
let diagnoses: Diagnoses;
let now: number;
let asked: Case[];

beforeEach(async () => {
  now = Date.UTC(2026, 10, 28, 10);
  asked = [];
  test = await openTestEngine({ clock: () => now });
});
afterEach(async () => {
  diagnoses.close();
  await test.close();
});

function open(...rules: Rule[]) {
  const { store, hub, machines } = test.engine;
  const asks: Rule = (seen) => {
    asked.push(seen);
    return null;
  };
  diagnoses = new Diagnoses({
    ...{ store, hub, machines, clock: () => now, survive: (work) => work() },
    ...{ installs: () => true, usual: () => null, rules: [asks, ...rules] },
  });
}
const comes = (...macs: string[]) => {
  for (const mac of macs) test.engine.machines.sighted(mac, { firmware: 'bios' });
};
const looked = () => {
  asked = [];
  diagnoses.look();
  return asked.length;
};
const tell = (mac: string | null, kind: 'finished' | 'kernel' | 'link', detail = {}) =>
  test.engine.hub.emit({ mac, kind, detail });

it('is asked of machines with news or on their way, and not of those whose time changes nothing', () => {
  comes(A, B, C);
  open();
  for (const mac of [A, B]) tell(mac, 'finished', { profile: 'x' });
  expect(looked()).toBe(3);
  now += 3_000;
  expect(looked()).toBe(1);
  tell(A, 'kernel');
  expect(looked()).toBe(1);
  // The longer the silence, the seldomer it is looked at.
  now += 600_000;
  expect(looked()).toBe(2);
  now += 3_000;
  expect(looked()).toBe(0);
  now += 60_000;
  expect(looked()).toBe(2);
});

it('is asked of all for a while when the link flapped', () => {
  comes(A, B);
  open();
  for (const mac of [A, B]) tell(mac, 'finished', { profile: 'x' });
  looked();
  tell(null, 'link', { state: 'up' });
  now += 12_000;
  expect(looked()).toBe(2);
  now += 600_000;
  expect(looked()).toBe(0);
});

it('goes on with the other rules and machines when one fails, and says so once', () => {
  comes(A, B);
  const breaks: Rule = function breaks() {
    throw new Error('no such field');
  };
  open(breaks, () => note('NOTE_NETWORK_FIRST'));
  looked();
  now += 3_000;
  looked();
  expect([A, B].map((mac) => diagnoses.of(mac)?.problem.code)).toEqual([
    'NOTE_NETWORK_FIRST',
    'NOTE_NETWORK_FIRST',
  ]);
  expect(diagnoses.problems()).toMatchObject([
    { code: 'DIAGNOSIS_RULE_FAILED', params: { rule: 'breaks', detail: 'no such field' } },
  ]);
});
