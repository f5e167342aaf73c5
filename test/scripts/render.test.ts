// biome-ignore-all lint/suspicious/noTemplateCurlyInString: iPXE's settings are written so
import { describe, expect, it } from 'vitest';
import type { LinuxPlan } from '../../core/images/boot-plan.ts';
import { renderPlan } from '../../core/scripts/render.ts';
import { MACHINE } from '../images/support/context.ts';

const CONTEXT = { urls: { base: 'http://10.77.0.1:8067' }, machine: MACHINE, laptop: 'laptop', report: null };
const plan = (args: string[]): LinuxPlan => ({
  kind: 'linux',
  title: 'Debian',
  kernel: '/images/medium/tree/vmlinuz',
  initrds: [],
  args,
});

describe('a plan that a loader cannot be told', () => {
  it.each([
    ['ipxe', 'console=${x}', 'iPXE cannot be given the word "console=${x}".'],
    ['grub', "who=it's", 'GRUB cannot be given the argument "who=…".'],
    ['pxelinux', 'a\nb', 'A kernel cannot be given the argument "a\\nb".'],
  ] as const)('%s: the machine says so on its screen and asks again', (loader, argument, sentence) => {
    const { text, refused } = renderPlan(plan([argument]), CONTEXT, { loader, fetching: 'http' });
    expect(refused).toBe(sentence);
    expect(text).toContain('Cannot start: ');
    expect(text).not.toContain('vmlinuz');
  });

  it('is told to the others', () => {
    const asking = { loader: 'pxelinux', fetching: 'http' } as const;
    expect(renderPlan(plan(['console=${x}']), CONTEXT, asking).refused).toBeNull();
  });
});
