/**
 * The disk rule of a profile as a piece of shell: it leaves the device paths in the positional parameters, none when
 * fewer or more disks fit than are wanted. A wrong guess would erase somebody's data. POSIX, for busybox too.
 */
import { shellWord } from '../answers.ts';
import type { DiskRule } from '../form/disk.ts';

export function pickDisks(rule: DiskRule): string {
  return rule.named.length > 0 ? namedDisks(rule) : fittingDisks(rule);
}

/** Links under /dev/disk become the devices they lead to. */
const namedDisks = ({ named, count }: DiskRule): string => `\
found=
for disk in ${named.map(shellWord).join(' ')}; do
  disk=$(readlink -f "$disk") && [ -b "$disk" ] && found="$found $disk"
done
set -- $found
[ $# -eq ${count} ] || set --
`;

/**
 * Fixed disks only: not removable, not read-only, not on USB, not the boot area of a flash chip. Sizes in /sys are
 * sectors of 512 bytes whatever the disk's own are; names with a folder in them have "!" for "/" there.
 */
const fittingDisks = (rule: DiskRule): string => `\
lower() { tr '[:upper:]' '[:lower:]'; }
fitting() {
  for block in /sys/block/*; do
    case "\${block##*/}" in loop*|ram*|zram*|sr*|fd*|dm-*|md*|nbd*|*boot[0-9]|*rpmb) continue ;; esac
    case "$(readlink -f "$block")" in */usb[0-9]*) continue ;; esac
    [ -e "$block/size" ] && [ "$(cat "$block/removable")$(cat "$block/ro")" = 00 ] || continue
    size=$(cat "$block/size")
    [ "$size" -ge ${sectors(rule.atLeast, 1)} ] || continue
${conditions(rule)}    echo "$size /dev/$(echo "\${block##*/}" | tr '!' /)"
  done
}
set -- $(fitting | sort -n${rule.pick === 'largest' ? 'r' : ''})
${enough(rule)}`;

function conditions({ atMost, solidState, model, serial }: DiskRule): string {
  const lines = [
    ...(atMost === null ? [] : [`[ "$size" -le ${sectors(atMost, 0)} ] || continue`]),
    ...(solidState ? ['[ "$(cat "$block/queue/rotational")" = 0 ] || continue'] : []),
    ...contains('model', model),
    ...contains('serial', serial),
  ];
  return lines.map((line) => `    ${line}\n`).join('');
}

const contains = (what: 'model' | 'serial', part: string): string[] =>
  part === ''
    ? []
    : [
        `cat "$block/device/${what}" 2>/dev/null | lower | grep -qF -- ${shellWord(part.toLowerCase())} || continue`,
      ];

/** The positional parameters are pairs of size and path here, best first. */
function enough({ pick, count }: DiskRule): string {
  const words = 2 * count;
  const [last, next] = [`\${${words - 1}}`, `\${${words + 1}}`];
  const refuse =
    pick === 'only' ? `[ $# -eq ${words} ]` : `[ $# -ge ${words} ] && [ "${last}" != "${next}" ]`;
  const paths = Array.from({ length: count }, (_, index) => `"$${2 * index + 2}"`).join(' ');
  return `if ${refuse}; then set -- ${paths}; else set --; fi\n`;
}

const sectors = (bytes: number | null, least: number): number =>
  Math.max(least, Math.ceil((bytes ?? 0) / 512));
