/**
 * What joins the RAM disk of a Debian root: a boot script that mounts it over NFS as `boot=nfs` does and lays a tmpfs
 * over it, so that every machine may write and none disturbs the others. Where the kernel has no overlay the root stays
 * as it is, which can only be read.
 */

/** initramfs-tools' init sources the file and calls mountroot (init, scripts/nfs in initramfs-tools 0.142 and 0.148). */
const SCRIPT = `# Fieldboot: an NFS root with memory over it.
. /scripts/nfs
mountroot()
{
  nfs_mount_root || return $?
  modprobe -q overlay
  grep -qw overlay /proc/filesystems || return 0
  mkdir -p /run/fieldboot
  mount -t tmpfs -o mode=0755 fieldboot /run/fieldboot || return 0
  mkdir -p /run/fieldboot/upper /run/fieldboot/work /run/fieldboot/lower
  mount -o move "\${rootmnt}" /run/fieldboot/lower || return 0
  mount -t overlay -o lowerdir=/run/fieldboot/lower,upperdir=/run/fieldboot/upper,workdir=/run/fieldboot/work \\
    fieldboot "\${rootmnt}" && return 0
  mount -o move /run/fieldboot/lower "\${rootmnt}"
}
`;

export const WRITABLE_ROOT = [{ name: 'scripts/fieldboot', mode: 0o644, content: SCRIPT }] as const;
