import { describe, expect, it } from 'vitest';
import type { LinuxPlan } from '../../core/images/boot-plan.ts';
import type { ScriptContext } from '../../core/scripts/context.ts';
import { pxelinuxConfig } from '../../core/scripts/pxelinux.ts';
import { MACHINE } from '../images/support/context.ts';

const CONTEXT: ScriptContext = {
  urls: { base: 'http://10.77.0.1:8067' },
  machine: MACHINE,
  laptop: "Ana's laptop",
  report: 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/report',
};
const LINUX: LinuxPlan = {
  kind: 'linux',
  title: 'Debian 13.7 — web node',
  kernel: '/images/medium/tree/install.amd/vmlinuz',
  initrds: ['/images/medium/tree/initrd.gz', '/machines/52:54:00:12:34:56/TOKEN/fieldboot.cpio'],
  args: ['auto=true', 'url=http://10.77.0.1:8067/machines/x/preseed.cfg', '---', 'quiet'],
};

describe('pxelinux configurations', () => {
  it('a machine that installs loads kernel and RAM disks by HTTP', () => {
    expect(
      pxelinuxConfig(LINUX, CONTEXT, 'http').text,
    ).toBe(`# pxelinux cannot tell the laptop that a kernel could not be loaded.
SAY Fieldboot on Ana's laptop: Debian 13.7 - web node
DEFAULT fieldboot
PROMPT 0
ONERROR again
LABEL fieldboot
  LINUX http://10.77.0.1:8067/images/medium/tree/install.amd/vmlinuz
  INITRD http://10.77.0.1:8067/images/medium/tree/initrd.gz,http://10.77.0.1:8067/machines/52%3A54%3A00%3A12%3A34%3A56/TOKEN/fieldboot.cpio
  APPEND auto=true url=http://10.77.0.1:8067/machines/x/preseed.cfg --- quiet
  SYSAPPEND 2
LABEL again
  CONFIG pxelinux.cfg/01-52-54-00-12-34-56
LABEL local
  COM32 chain.c32
  APPEND hd0
`);
  });

  it('or by TFTP where the one without HTTP asks, and names the card where the plan did not', () => {
    const plan = { ...LINUX, args: ['BOOTIF=01-52-54-00-12-34-56'] };
    const { text } = pxelinuxConfig(plan, CONTEXT, 'tftp');
    expect(text).toContain('  LINUX tftp://10.77.0.1/images/medium/tree/install.amd/vmlinuz\n');
    expect(text).not.toContain('SYSAPPEND');
  });

  it('a waiting machine shows who it is and reads its configuration again', () => {
    expect(pxelinuxConfig({ kind: 'wait' }, CONTEXT, 'http').text).toBe(`SAY Fieldboot on: Ana's laptop
SAY Machine: Dell Inc. PowerEdge R640
SAY Serial: ABC123
SAY MAC: 52:54:00:12:34:56
SAY Address: 10.77.0.101
SAY Waiting for the technician to choose what to install.
SAY Type "local" for its own disk.
DEFAULT again
PROMPT 1
TIMEOUT 20
TOTALTIMEOUT 600
ONTIMEOUT again
LABEL again
  CONFIG pxelinux.cfg/01-52-54-00-12-34-56
LABEL local
  COM32 chain.c32
  APPEND hd0
`);
  });

  it('one that has read many starts another pxelinux in its place', () => {
    const worn = (fetching: 'http' | 'tftp') =>
      pxelinuxConfig({ kind: 'wait' }, CONTEXT, fetching, true).text;
    expect(worn('http')).toContain('LABEL again\n  PXE lpxelinux.0\n');
    expect(worn('tftp')).toContain('LABEL again\n  PXE pxelinux.0\n');
  });

  it('an installed machine goes to its own disk, and back to its firmware when there is none', () => {
    expect(
      pxelinuxConfig({ kind: 'local', title: 'installed' }, CONTEXT, 'http').text,
    ).toBe(`SAY Fieldboot on Ana's laptop: installed; starting from its own disk.
DEFAULT local
PROMPT 0
ONERROR firmware
LABEL local
  COM32 chain.c32
  APPEND hd0
LABEL firmware
  LOCALBOOT 0
`);
  });
});
