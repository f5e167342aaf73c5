// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GRUB expands its variables so
import { describe, expect, it } from 'vitest';
import type { LinuxPlan } from '../../core/images/boot-plan.ts';
import type { ScriptContext } from '../../core/scripts/context.ts';
import { grubEntry, grubScript } from '../../core/scripts/grub.ts';
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
  initrds: ['/images/medium/tree/initrd.gz', '/images/medium/tree/more.cpio'],
  args: ['auto=true', 'ds=nocloud;s=http://10.77.0.1/', '---'],
};

describe('GRUB scripts', () => {
  it('the first stays and asks for the script of its machine, by TFTP with what SMBIOS says', () => {
    expect(grubEntry(CONTEXT.urls, 'tftp')).toBe(`set pager=0
set chain=
export chain
smbios --type 1 --get-string 4 --set manufacturer
smbios --type 1 --get-string 5 --set product
smbios --type 1 --get-string 7 --set serial
smbios --type 1 --get-uuid 8 --set uuid
while true; do
  if source "(tftp,10.77.0.1)/machines/\${net_default_mac}/grub.cfg?platform=\${grub_platform}&buildarch=\${grub_cpu}&lockdown=\${lockdown}&chain=&manufacturer=\${manufacturer}&product=\${product}&serial=\${serial}&uuid=\${uuid}"; then true; else
    echo 'The laptop does not answer; asking again.'
  fi
  sleep 2
done
`);
  });

  it('by HTTP it says nothing that could have a space in it', () => {
    expect(grubEntry(CONTEXT.urls, 'http')).toContain(
      '"(http,10.77.0.1:8067)/machines/${net_default_mac}/grub.cfg?platform=${grub_platform}&buildarch=${grub_cpu}&lockdown=${lockdown}&chain=&uuid=${uuid}"',
    );
  });

  it('a machine that installs loads kernel and RAM disks, and tells when it cannot', () => {
    expect(
      grubScript(LINUX, CONTEXT, 'http').text,
    ).toBe(`echo 'Fieldboot on Ana'\\''s laptop: Debian 13.7 - web node'
if linux '(http,10.77.0.1:8067)/images/medium/tree/install.amd/vmlinuz' 'auto=true' 'ds=nocloud;s=http://10.77.0.1/' '---'; then
  if initrd '(http,10.77.0.1:8067)/images/medium/tree/initrd.gz' '(http,10.77.0.1:8067)/images/medium/tree/more.cpio'; then boot; fi
fi
echo 'It could not be loaded or started; asking the laptop again.'
if [ -s '(http,10.77.0.1:8067)/machines/52:54:00:12:34:56/TOKEN/report/failed?reason=loader' ]; then true; fi
sleep 10
true
`);
  });

  it('a waiting machine shows who it is and comes to its end', () => {
    expect(grubScript({ kind: 'wait' }, CONTEXT, 'http').text).toBe(`clear
echo 'Fieldboot on: Ana'\\''s laptop'
echo 'Machine: Dell Inc. PowerEdge R640'
echo 'Serial: ABC123'
echo 'MAC: 52:54:00:12:34:56'
echo 'Address: 10.77.0.101'
echo ''
echo 'Waiting for the technician to choose what to install.'
true
`);
  });

  it('an installed machine is handed to the loader on its own disk', () => {
    const { text } = grubScript({ kind: 'local', title: 'installed' }, CONTEXT, 'http');
    expect(text).toContain("for name in '/EFI/debian/shim' '/EFI/ubuntu/shim'");
    expect(text).toContain('if chainloader "$found"; then boot; fi');
    expect(text.endsWith('exit\n')).toBe(true);
  });
});
