// biome-ignore-all lint/suspicious/noTemplateCurlyInString: iPXE's settings are written so
import { describe, expect, it } from 'vitest';
import type { ScriptContext } from '../../core/scripts/context.ts';
import { entryScript, planScript } from '../../core/scripts/ipxe.ts';
import { MACHINE } from '../images/support/context.ts';

const CONTEXT: ScriptContext = {
  urls: { base: 'http://10.77.0.1:8067' },
  machine: MACHINE,
  laptop: "Ana's laptop",
  report: 'http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/report',
};
/** A field of sixteen memory sockets. */
const sockets = (field: string) =>
  Array.from({ length: 16 }, (_, n) => `\${smbios/${n}.17.${field}:hexraw}`).join('.');

const FACTS = [
  'uuid=${uuid}',
  ...['manufacturer', 'product', 'serial', 'asset'].map((name) => `${name}=\${${name}:uristring}`),
  'cpu=${smbios/4.16.0:uristring}',
  `memory=${sockets('12.2')}`,
  `memoryext=${sockets('28.4')}`,
  ...['platform', 'buildarch', 'version'].map((name) => `${name}=\${${name}:uristring}`),
  'ip=${netX/ip}',
].join('&');
const ASK = `chain --replace --autofree http://10.77.0.1:8067/machines/52:54:00:12:34:56/boot.ipxe ||`;

describe('iPXE scripts', () => {
  it('the first asks for the script of the machine it runs on, until it gets one', () => {
    expect(entryScript(CONTEXT.urls)).toBe(`#!ipxe
:ask
chain --replace --autofree http://10.77.0.1:8067/machines/\${netX/mac}/boot.ipxe?${FACTS} ||
echo The laptop does not answer; asking again.
sleep 2
goto ask
`);
  });

  it('a waiting machine shows who it is and asks again', () => {
    expect(planScript({ kind: 'wait' }, CONTEXT)).toBe(`#!ipxe
set esc:hex 1b
echo -n \${esc:string}[2J\${esc:string}[1;1H
echo Fieldboot on: Ana's laptop
echo
echo Machine: Dell Inc. PowerEdge R640
echo Serial: ABC123
echo MAC: 52:54:00:12:34:56
echo Address: 10.77.0.101
echo
echo Waiting for the technician to choose what to install.
:ask
sleep 2
${ASK}
echo The laptop does not answer; asking again.
goto ask
`);
  });

  it('a machine that knows nothing of itself shows dashes', () => {
    const machine = { ...MACHINE, manufacturer: null, product: null, serial: null, address: null };
    const script = planScript({ kind: 'wait' }, { ...CONTEXT, machine });
    expect(script.match(/^echo (?:Machine|Serial|Address): .*$/gm)).toEqual([
      'echo Machine: -',
      'echo Serial: -',
      'echo Address: -',
    ]);
  });

  it('a blocked machine says why', () => {
    const sentence = 'The medium of Debian is no longer at /media/usb.';
    expect(planScript({ kind: 'blocked', sentence }, CONTEXT)).toBe(`#!ipxe
set esc:hex 1b
echo -n \${esc:string}[2J\${esc:string}[1;1H
echo Fieldboot on: Ana's laptop
echo
echo Machine: Dell Inc. PowerEdge R640
echo Serial: ABC123
echo MAC: 52:54:00:12:34:56
echo Address: 10.77.0.101
echo
echo Cannot start: ${sentence}
echo Waiting until that is put right.
:ask
sleep 5
${ASK}
echo The laptop does not answer; asking again.
goto ask
`);
  });

  it('an installed machine goes to its own disk, by BIOS and by UEFI', () => {
    expect(planScript({ kind: 'local', title: 'installed' }, CONTEXT)).toBe(`#!ipxe
echo Fieldboot on Ana's laptop: installed; starting from its own disk.
iseq \${platform} efi && exit 1 ||
sanboot --no-describe --drive 0x80 ||
exit
`);
  });

  const LINUX = {
    kind: 'linux',
    title: 'Debian 13.7 "trixie" — Web node',
    kernel: '/images/d/tree/netboot/linux',
    initrds: ['/images/d/tree/netboot/initrd.gz', '/images/d/tree/netboot/fieldboot.cpio'],
    args: ['auto=true', '---', 'console=ttyS0,115200'],
  } as const;

  it('a program is started as it is', () => {
    const plan = {
      kind: 'program',
      title: 'memtest86+',
      program: '/images/m/tree/EFI/a b',
      args: ['x=1'],
    } as const;
    expect(planScript(plan, CONTEXT).split('\n').slice(1, 4)).toEqual([
      "echo Fieldboot on Ana's laptop: memtest86+",
      'kernel http://10.77.0.1:8067/images/m/tree/EFI/a%20b x=1 || goto failed',
      'boot || goto failed',
    ]);
  });

  it('a machine that installs loads kernel and RAM disks, and tells when it cannot', () => {
    expect(planScript(LINUX, CONTEXT)).toBe(`#!ipxe
echo Fieldboot on Ana's laptop: Debian 13.7 "trixie" - Web node
kernel http://10.77.0.1:8067/images/d/tree/netboot/linux initrd=initrd1 initrd=initrd2 auto=true --- console=ttyS0,115200 || goto failed
initrd --name initrd1 http://10.77.0.1:8067/images/d/tree/netboot/initrd.gz || goto failed
initrd --name initrd2 http://10.77.0.1:8067/images/d/tree/netboot/fieldboot.cpio || goto failed
boot || goto failed
:failed
imgfree
echo It could not be loaded or started; asking the laptop again.
imgfetch --name report http://10.77.0.1:8067/machines/52:54:00:12:34:56/TOKEN/report/failed?reason=loader ||
imgfree report ||
:ask
sleep 10
${ASK}
echo The laptop does not answer; asking again.
goto ask
`);
  });
});
