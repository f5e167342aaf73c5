/**
 * What machines do that no specification says. Each entry names the vendor, the symptom and the source, so that a
 * later reader can tell whether it is still needed.
 *
 * Those that are more than a yes or no are dealt with where they belong, each with its source there:
 *
 *   rescue.ts             HP notebooks and ProLiant Gen9 do not put two offers together and ask for ever
 *   boot-server.ts        Supermicro X11 and other AMI firmware ask port 4011 although the offer told them the file
 *   reply.ts              EDK2 prefers, of complete offers, one with the class and a discovery control; ROMs of the 1990s
 *                         take no options that they did not ask for; shim and BIOS PXE read the header, not options 66, 67
 *   proxy.ts              old ROMs compare the UUID of the answer; iPXE that is given vendor options looks for a menu
 *   ../wire/…/pxe-vendor  ROMs without a prompt show "Press F8" with a time of their own
 *   loaders.ts            firmware that cannot read a needless `:80`; iPXE ROMs without HTTP
 *   transfer.ts           EDK2, ROMs and iPXE break off a transfer that was for its size only; atftp and OACKs
 *   leases.ts             firmware, iPXE and installer of one machine send three client identifiers
 */

/**
 * Raspberry Pi 3, 4 and 5 boot ROM.
 * Symptom: calls itself `PXEClient:Arch:00000:UNDI:002001`, which is an x86 BIOS; an x86 loader would only cost it a
 * transfer. It takes no loader at all but asks TFTP for its own files (bootcode.bin, start4.elf, config.txt).
 * Source: Raspberry Pi documentation, "Network boot your Raspberry Pi"; address blocks of the IEEE registry.
 */
export function isRaspberryPiRom(mac: string, arch: readonly number[]): boolean {
  const blocks = ['28:cd:c1', '2c:cf:67', '88:a2:9e', 'b8:27:eb', 'd8:3a:dd', 'dc:a6:32', 'e4:5f:01'];
  return arch.includes(0) && blocks.includes(mac.slice(0, 8));
}

/**
 * PXE ROMs that leave option 93 out, or send it with a wrong length.
 * Symptom: only the vendor class tells the architecture: `PXEClient:Arch:00007:UNDI:003016`.
 * Source: PXE specification 2.1: option 60 carries the same number as option 93.
 */
export function archOfVendorClass(vendorClass: string | null): readonly number[] {
  const match = /^(?:PXE|HTTP)Client:Arch:(\d{5})/.exec(vendorClass ?? '');
  return match === null ? [] : [Number(match[1])];
}

/**
 * Boards whose maker never programmed a UUID, in SMBIOS and thus in option 97.
 * Symptom: many machines share `00000000-…`, `ffffffff-…` or the sample value of the firmware vendor (AMI:
 * `03000200-0400-0500-0006-000700080009`), so that they would be taken for one.
 * Source: DMTF DSP0134, section 7.2.1 (all zeros: not present; all ones: not set); AMI reference SMBIOS tables.
 */
export function isPlaceholderUuid(uuid: string): boolean {
  return /^[0-]+$|^[f-]+$/.test(uuid) || uuid === '03000200-0400-0500-0006-000700080009';
}

/**
 * UEFI PXE of EDK2 up to 2017 and of the vendors who took it from there (Dell PowerEdge T130 and T430 and their kin).
 * Symptom: a proxy's offer with vendor options (option 43) is thrown away and the machine sends no REQUEST at all;
 * one without is kept, and port 4011 is asked for the file. Later EDK2 keeps both kinds, so the second works on all.
 * Source: tianocore/edk2 issue 6944 (PxeBcCacheDhcp4Offer never stored the first such offer).
 */
export function dropsProxyOffersWithVendorOptions(stage: string, firmware: string): boolean {
  return stage === 'rom' && firmware !== 'bios';
}

/**
 * UEFI PXE of EDK2, beside a DHCP server that names a boot file of its own (left there by an older install server).
 * Symptom: a proxy's offer without vendor options is taken for one of a boot server still to be asked, and an offer with
 * an address and a file goes before it: the machine asks the other server for a file that is not there. An offer with
 * vendor options goes before both; firmware that throws it away boots the other's file either way.
 * Source: tianocore/edk2, NetworkPkg/UefiPxeBcDxe/PxeBcDhcp4.c (PxeBcSelectDhcp4Offer); seen with OVMF 2022.11.
 */
export function prefersNamedFileToBootServer(stage: string, firmware: string): boolean {
  return stage === 'rom' && firmware !== 'bios';
}

/**
 * gPXE, the iPXE before 2010, still in the option ROM of old cards and hypervisors.
 * Symptom: it has HTTP and says so as iPXE does, but refuses a script that begins with `#!ipxe`.
 * Source: gpxe.org, script format `#!gpxe`. What we do: it is given our iPXE, as any ROM is.
 */
export function isGpxe(userClasses: readonly string[]): boolean {
  return userClasses.includes('gPXE');
}

/**
 * Etherboot, older still: PC BIOS only, and says nothing about its architecture.
 * Source: etherboot.org, vendor class `Etherboot-5.4`.
 */
export function isEtherboot(vendorClass: string | null): boolean {
  return vendorClass?.startsWith('Etherboot') ?? false;
}
