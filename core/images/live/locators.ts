/** Arguments by which a RAM disk looks for its medium in a drive. On a network they make it wait, or fail. */

const LOCATORS: readonly RegExp[] = [
  // live-boot and casper: an ISO file on some disk, or the place of the medium.
  /^(?:findiso|fromiso|iso-scan\/filename|live-media|live-media-path|bootfrom|uuid|live-media-timeout)=/,
  /^(?:toram|todisk)(?:=|$)/,
  // debian-installer's and ubiquity's answers on the CD.
  /^(?:file|preseed\/file)=\/cdrom\//,
  /^cdrom-detect\//,
  // archiso and those made after it.
  /^(?:archiso|miso)(?:label|device|searchuuid|searchfilename|_loop_mnt)=/,
  /^img_(?:dev|loop)=/,
  // dracut, anaconda, linuxrc.
  /^root=(?:live:)?(?:CDLABEL|LABEL|UUID|PARTUUID|\/dev\/)/,
  /^root=live:(?!https?:)/,
  /^(?:inst\.)?(?:stage2|repo)=(?:hd|cdrom|cdrw)\b/,
  /^(?:install|instsys)=(?:cd|dvd|hd|disk)\b/,
  /^rd\.live\.(?:dir|squashimg)=/,
  // The medium's own sums are read from the drive.
  /^rd\.live\.check(?:=|$)/,
  // GRUB's own variables that nobody filled.
  /^[\w./-]+=$/,
];

/** The arguments without those that look for a medium in a drive. */
export const withoutLocators = (args: readonly string[]): string[] =>
  args.filter((word) => !LOCATORS.some((locator) => locator.test(word)));
