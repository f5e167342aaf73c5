import { describe, expect, it } from 'vitest';
import { asLabel, hostnameFor } from '../../core/images/hostname.ts';
import { MACHINE } from './support/context.ts';

describe('hostnameFor', () => {
  it.each([
    ['by default, the last six digits of its MAC', {}, 'node-123456'],
    ['a pattern', { hostname: 'web-{{ machine.serial }}' }, 'web-abc123'],
    [
      'a pattern with an own setting',
      { hostname: '{{ settings.row }}-{{ machine.serial }}', row: 'B 7' },
      'b-7-abc123',
    ],
    ['a pattern that gives nothing', { hostname: '{{ machine.nothing }}' }, 'node-123456'],
  ])('makes it from %s', (_, settings, name) => {
    expect(hostnameFor(MACHINE, settings)).toBe(name);
  });

  it("prefers the machine's own name", () => {
    expect(hostnameFor({ ...MACHINE, name: 'Web node #4' }, { hostname: 'x' })).toBe('web-node-4');
    expect(hostnameFor({ ...MACHINE, name: '节点' }, {})).toBe('node-123456');
  });

  it('refuses a pattern that is no template', () => {
    expect(() => hostnameFor(MACHINE, { hostname: '{{ machine.mac' })).toThrow('the setting hostname');
  });
});

describe('asLabel', () => {
  it.each([
    ['Ünïcode', 'u-ni-code'],
    ['-a-', 'a'],
    [`${'a'.repeat(62)}-b`, 'a'.repeat(62)],
    ['a.b', 'a-b'],
    ['', ''],
  ])('makes "%s" into "%s"', (text, label) => {
    expect(asLabel(text)).toBe(label);
  });
});
