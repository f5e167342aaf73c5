/**
 * What goes into Debian's netboot RAM disk beside Debian's own files.
 *
 * Every hook stands in a folder that the RAM disk already has, so no folder is named here (see writeCpio: naming
 * `lib` would remove the symbolic link that it is in Debian 13). The answers stay free to be the technician's own:
 * trust, the finish callback and the failure reports work under any template.
 */

/** Kernel argument that carries this machine's report URL; installers ignore arguments with a dot that they do not know. */
export const REPORT_ARGUMENT = 'fieldboot.report';

/**
 * net-retriever (udebs) and debootstrap (base system) check `Release.gpg` against archive.gpg. The keyring's postinst
 * makes that a link to Debian's keyring unless it is there already; here it becomes Debian's keys and the laptop's.
 */
const TRUST_IN_INSTALLER = `#!/bin/sh
cd /usr/share/keyrings || exit 0
debian=debian-archive-keyring.gpg
[ -e archive.gpg ] && debian=$(readlink -f archive.gpg)
cat "$debian" fieldboot.gpg > archive.fieldboot
rm -f archive.gpg
mv archive.fieldboot archive.gpg
`;

/**
 * Runs when the base system is unpacked and before apt first runs in it (base-installer: pre_install_hooks precede
 * apt_update). Apt does not compare dates meanwhile: a machine whose clock is behind would find the laptop's Release
 * "not valid yet". The signature is still checked.
 */
const TRUST_IN_TARGET = `#!/bin/sh
apt=/target/etc/apt
mkdir -p $apt/trusted.gpg.d $apt/apt.conf.d
cp /usr/share/keyrings/fieldboot.gpg $apt/trusted.gpg.d/fieldboot-installation.gpg
chmod 644 $apt/trusted.gpg.d/fieldboot-installation.gpg
echo 'Acquire::Check-Date "false";' > $apt/apt.conf.d/00fieldboot-installation
`;

/** After the late command (07preseed): the installed system trusts the laptop no longer and asks it for nothing. */
const LEAVE_TARGET = `#!/bin/sh
. /usr/share/debconf/confmodule
db_get mirror/http/hostname || exit 0
apt=/target/etc/apt
rm -f $apt/trusted.gpg.d/fieldboot-installation.gpg $apt/apt.conf.d/00fieldboot-installation
[ -f $apt/sources.list ] || exit 0
grep -vF "//$RET/" $apt/sources.list > /tmp/sources.list
if ! grep -qs '^deb ' /tmp/sources.list; then
  echo '# This system was installed from a medium on a laptop that is gone now.' > /tmp/sources.list
  echo '# Name a Debian mirror here to install and update packages, for example:' >> /tmp/sources.list
  echo '# deb http://MIRROR/debian CODENAME main non-free-firmware' >> /tmp/sources.list
fi
cat /tmp/sources.list > $apt/sources.list
rm -f /target/var/lib/apt/lists/*_dists_*
exit 0
`;

/** Where the report URL is kept: when the end is told, 95umount has taken /proc away (umount -a). */
const URL_FILE = '/var/lib/fieldboot.url';

const KEEP_URL = `#!/bin/sh
sed -n 's/.*${REPORT_ARGUMENT}=\\([^ ]*\\).*/\\1/p' /proc/cmdline > ${URL_FILE}
`;

/** fieldboot-report STATE: one GET. The end is told for five minutes, since without it the machine installs again. */
const REPORT = `#!/bin/sh
url=$(cat ${URL_FILE})
[ -n "$url" ] || exit 0
tries=1
[ "$1" = finished ] && tries=60
while [ $tries -gt 0 ]; do
  wget -q -T 15 -O /dev/null "$url/$1" && exit 0
  tries=$((tries - 1))
  [ $tries -gt 0 ] && sleep 5
done
exit 0
`;

/**
 * fieldboot-log: the end of the installer's log, by POST. The wget of Debian 10 to 12 cannot; nc is in all of them. It
 * waits for the answer, or ends with the connection.
 */
const SEND_LOG = `#!/bin/sh
url=$(cat ${URL_FILE})
[ -n "$url" ] || exit 0
tail -c 900000 /var/log/syslog > /tmp/fieldboot.log
rest=\${url#http://}
server=\${rest%%/*}
port=\${server#*:}
[ "$port" = "$server" ] && port=80
{
  printf 'POST /%s/log HTTP/1.0\\r\\nHost: %s\\r\\n' "\${rest#*/}" "$server"
  printf 'Content-Length: %s\\r\\n\\r\\n' "$(wc -c < /tmp/fieldboot.log)"
  cat /tmp/fieldboot.log
  sleep 5
} | nc -w 30 "\${server%%:*}" "$port" > /dev/null 2>&1
exit 0
`;

/** After 95umount: the disk is complete and at rest, the network is still up (97 gives the lease back). */
const REPORT_FINISHED = `#!/bin/sh
fieldboot-report finished
`;

/** d-i has no hook for failures; its menu writes them to the log. Code 10 is a person going back, not a failure. */
const WATCH = `#!/bin/sh
told=
while sleep 10; do
  step=$(sed -n "s/.*Configuring '\\([^']*\\)' failed with error code \\([0-9]*\\).*/\\1%20(code%20\\2)/p" /var/log/syslog | tail -n 1)
  case $step in "$told" | *'(code%2010)') continue ;; esac
  told=$step
  fieldboot-log
  fieldboot-report "failed?reason=The%20installer's%20step%20$step%20failed;%20see%20its%20console."
done
`;

const START_WATCH = `#!/bin/sh
fieldboot-watch < /dev/null > /dev/null 2>&1 &
`;

const script = (name: string, content: string) => ({ name, mode: 0o755, content });

/** Members of the RAM disk archive. */
export const INITRD_FILES = [
  { name: 'usr/share/keyrings/fieldboot.gpg', mode: 0o644, content: { signingKey: 'binary' } },
  script('lib/debian-installer-startup.d/S05fieldboot-key', TRUST_IN_INSTALLER),
  script('lib/debian-installer-startup.d/S05fieldboot-url', KEEP_URL),
  script('lib/debian-installer-startup.d/S98fieldboot-watch', START_WATCH),
  script('usr/bin/fieldboot-report', REPORT),
  script('usr/bin/fieldboot-log', SEND_LOG),
  script('usr/bin/fieldboot-watch', WATCH),
  script('usr/lib/base-installer.d/10fieldboot-key', TRUST_IN_TARGET),
  script('usr/lib/finish-install.d/93fieldboot-apt', LEAVE_TARGET),
  script('usr/lib/finish-install.d/96fieldboot-finished', REPORT_FINISHED),
] as const;
