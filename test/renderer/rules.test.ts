import { expect, test } from 'vitest';
import { asksOf, EMPTY_RULE, matchesFirst, selectorOf, standingOf } from '../../renderer/state/rules.ts';
import { fakeMachine } from '../support/fake-scenarios.ts';

const MAC = '52:54:00:00:00:01';
const tried = { mac: MAC, misses: null, before: null, chosen: false };

test('what stands in the form is what is asked; places are numbers, blanks ask nothing', () => {
  expect(selectorOf(EMPTY_RULE)).toBeNull();
  const asks = { ...EMPTY_RULE.asks, manufacturer: ' Dell* ', from: '2', serial: '  ' };
  expect(selectorOf({ ...EMPTY_RULE, asks })).toEqual({ manufacturer: 'Dell*', from: 2 });
});

test('a rule is read in the order of the form', () => {
  expect(asksOf({ to: 9, product: '*R640*', mac: '52:54' })).toEqual([
    ['mac', '52:54'],
    ['product', '*R640*'],
    ['to', '9'],
  ]);
});

test('a machine gets the profile only when it matches, nobody has chosen, and no other rule goes first', () => {
  const machine = fakeMachine(MAC, 0);
  expect(standingOf({ ...tried, misses: 'serial' }, machine, null)).toEqual({
    kind: 'misses',
    field: 'serial',
  });
  expect(standingOf({ ...tried, chosen: true }, machine, null)).toEqual({ kind: 'by-hand' });
  expect(standingOf({ ...tried, before: 'rule-1' }, machine, null)).toEqual({
    kind: 'before',
    rule: 'rule-1',
  });
  expect(standingOf({ ...tried, before: 'rule-1' }, machine, 'rule-1')).toEqual({ kind: 'gets' });
  expect(standingOf(tried, fakeMachine(MAC, 0, { profile: 'web', rule: 'rule-1' }), 'rule-1')).toEqual({
    kind: 'has',
  });
});

test('those that match are listed first', () => {
  const missing = { ...tried, mac: 'b', misses: 'mac' };
  expect(matchesFirst([missing, tried]).map(({ mac }) => mac)).toEqual([MAC, 'b']);
});
