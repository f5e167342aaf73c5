# The first process of a look-alike medium. It does on the network what the real installer does, in the real one's
# order: it takes the interface that BOOTIF names, asks DHCP there, fetches its second part, its answers and its
# repositories' metadata, runs the scripts that the answers hold, and switches the machine off. It installs nothing.
# MODULES, INSTALLER and UUID are set before this.
/bin/busybox --install -s /bin
export PATH=/bin
mkdir -p /etc /tmp /run
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
exec > /dev/ttyS0 2>&1 < /dev/null
say() { echo "LOOKALIKE $*"; }
end() {
  say "END $*"
  sleep 1
  poweroff -f
}
for module in $MODULES; do insmod "/modules/$module" || say "NO-MODULE $module"; done
# A loader may have left its line open.
echo
say "ARGS $(cat /proc/cmdline)"

# Value of the last argument of a name: arg inst.ks
arg() { tr ' ' '\n' < /proc/cmdline | sed -n "s|^$1=||p" | tail -n 1; }
has() { tr ' ' '\n' < /proc/cmdline | grep -qxF "$1"; }

# Fetches an URL into a file and says what came: get URL FILE
get() {
  mkdir -p "$(dirname "$2")"
  if wget -q -O "$2" "$1"; then
    say "GOT $1 $(wc -c < "$2") $(sha256sum < "$2" | cut -c 1-64)"
  else
    say "MISSED $1"
    return 1
  fi
}

# The scripts of the answers use curl; wget of busybox does what they ask of it, but a body that is no text ends for it
# at the first zero byte: that is sent as it is.
cat > /bin/curl << 'CURL'
#!/bin/busybox sh
out=- post='' url=''
while [ $# -gt 0 ]; do
  case $1 in
    -o) out=$2; shift ;;
    -m | -H) shift ;;
    --data-binary) cat > /tmp/posted; post=yes; shift ;;
    -*) ;;
    *) url=$1 ;;
  esac
  shift
done
[ -n "$post" ] || exec wget -q -O "$out" "$url"
rest=${url#http://}
server=${rest%%/*}
{
  printf 'POST /%s HTTP/1.0\r\nHost: %s\r\n' "${rest#*/}" "$server"
  printf 'Content-Length: %s\r\n\r\n' "$(wc -c < /tmp/posted)"
  cat /tmp/posted
  sleep 2
} | nc "${server%:*}" "${server#*:}" > "$out"
CURL
chmod 755 /bin/curl

cat > /etc/udhcpc << 'UDHCPC'
#!/bin/busybox sh
[ "$1" = bound ] || exit 0
ip address add "$ip/${mask:-24}" dev "$interface"
UDHCPC
chmod 755 /etc/udhcpc

network() {
  wanted=$(arg BOOTIF | sed 's/^01-//; s/-/:/g')
  [ -n "$wanted" ] || { say 'NO-BOOTIF'; return 1; }
  for card in /sys/class/net/*; do
    [ "$(cat "$card/address")" = "$wanted" ] && interface=${card##*/}
  done
  [ -n "$interface" ] || { say "NO-INTERFACE $wanted"; return 1; }
  ip link set lo up
  ip link set "$interface" up
  udhcpc -i "$interface" -n -q -t 10 -T 3 -s /etc/udhcpc > /dev/null || { say 'NO-DHCP'; return 1; }
  say "DHCP $(ip -4 address show "$interface" | sed -n 's|.*inet \([0-9.]*\)/.*|\1|p')"
}

# mount -t nfs as installers do it: nolock, version 3
mount_nfs() {
  mkdir -p "$2"
  mount -t nfs -o "ro,vers=3,nolock,proto=tcp,addr=${1%%:*}" "$1" "$2" && say "MOUNTED $1"
}

# Runs the script sections of a kickstart that have a name, one after the other: sections pre FILE
sections() {
  rm -f /tmp/section.*
  awk -v name="%$1" '/^%/ { on = $1 == name; n += on; next } on { print > "/tmp/section." n }' "$2"
  for script in /tmp/section.*; do [ -e "$script" ] && sh "$script"; done
}

# Red Hat's loader and anaconda: .treeinfo says where the second part is; %pre, repositories, %post.
anaconda() {
  repo=$(arg inst.repo)$(arg repo)$(arg method)
  stage2=$(arg inst.stage2)
  case $stage2 in
    nfs:*)
      mount_nfs "${stage2#nfs:}" /run/stage2 || return 1
      say "STAGE2 $(sha256sum < /run/stage2/images/install.img | cut -c 1-64)"
      ;;
    http*.img) get "$stage2" /tmp/stage2 || return 1 ;;
    *)
      tree=${stage2:-$repo}
      get "$tree/.treeinfo" /tmp/treeinfo || return 1
      image=$(sed -n 's/^mainimage *= *//p' /tmp/treeinfo)
      get "$tree/${image:-images/stage2.img}" /tmp/stage2 || return 1
      get "$tree/images/updates.img" /tmp/updates
      get "$tree/images/product.img" /tmp/product
      ;;
  esac
  get "$(arg inst.ks)$(arg ks)" /tmp/ks.cfg || return 1
  sections pre /tmp/ks.cfg
  for url in $(sed -n 's/^\(url\|repo\) .*--\(base\)\{0,1\}url="\([^"]*\)".*/\3/p' /tmp/ks.cfg); do
    get "$url/repodata/repomd.xml" /tmp/repomd || get "$url/BaseOS/repodata/repomd.xml" /tmp/repomd
  done
  if has lookalike.fail; then
    echo 'a traceback' > /tmp/anaconda.log
    sections onerror /tmp/ks.cfg
  else
    sections post /tmp/ks.cfg
  fi
}

# casper: the medium in memory or by NFS, of the UUID of this RAM disk; then cloud-init's seed and the autoinstall.
casper() {
  iso=$(arg iso-url)
  [ -n "$iso" ] || iso=$(arg url)
  if [ "$(arg netboot)" = nfs ]; then
    mount_nfs "$(arg nfsroot)" /cdrom || return 1
  else
    case $iso in *.iso) ;; *) say "NO-ISO $iso"; return 1 ;; esac
    get "$iso" /medium.iso || return 1
    mkdir -p /cdrom
    mount -o loop,ro -t iso9660 /medium.iso /cdrom || return 1
  fi
  [ "$(cat /cdrom/.disk/casper-uuid-generic)" = "$UUID" ] || { say 'WRONG-UUID'; return 1; }
  say "SQUASHFS $(cat /cdrom/casper/*.squashfs | sha256sum | cut -c 1-64)"
  seed=$(tr ' ' '\n' < /proc/cmdline | sed -n 's/^ds=nocloud\(-net\)\{0,1\};s=//p')
  case $seed in */) ;; *) say "NO-SEED $seed"; return 1 ;; esac
  for file in meta-data user-data vendor-data; do get "$seed$file" "/seed/$file" || return 1; done
  has autoinstall || { say 'WOULD-ASK'; return 1; }
  cp /seed/user-data /autoinstall.yaml
  endpoint=$(sed -n 's/.*"endpoint":"\([^"]*\)".*/\1/p' /seed/user-data)
  wget -q -O /dev/null --post-data '{"name":"subiquity/Install/install","event_type":"start","description":"installing system"}' "$endpoint"
  commands early || { commands error; return 1; }
  say "DISK $(sed -n 's/.*"path":"\([^"]*\)".*/\1/p' /autoinstall.yaml)"
  if has lookalike.fail; then
    mkdir -p /var/log/installer
    echo 'what went wrong' > /var/log/installer/subiquity-server-debug.log
    commands error
  else
    mkdir -p /target/etc /target/root
    commands late
  fi
}

# One of the autoinstall's command lists; the template writes each as one JSON line.
commands() {
  sed -n "s/^  $1-commands: \[\"\(.*\)\"\]\$/\1/p" /autoinstall.yaml > /tmp/command
  sh /tmp/command
}

# A script of an AutoYaST profile by its file name, without XML's escapes.
yast_script() {
  awk -v name="<filename>$1<" 'index($0, name) { on = 1 } on && /<\/source>/ { exit } on && inside { print }
    on && /<source>/ { inside = 1; sub(/.*<source>/, ""); print }' /tmp/profile/autoinst.xml |
    sed "s/&#39;/'/g; s/&#34;/\"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g"
}

# linuxrc: what the medium is, the parts of the installation system that its config lists, AutoYaST's profile.
linuxrc() {
  source=$(arg install)
  get "$source/content" /tmp/content || get "$source/repodata/repomd.xml" /tmp/repomd || get "$source/media.1/products" /tmp/products || return 1
  get "$source/CHECKSUMS" /tmp/checksums
  get "$source/boot/x86_64/config" /tmp/config || return 1
  for part in $(sed -n 's/^[a-z]*: *//p' /tmp/config); do get "$source/$part" /tmp/part || return 1; done
  case $(arg ifcfg) in '*=dhcp') ;; *) say "NO-IFCFG $(arg ifcfg)"; return 1 ;; esac
  get "$(arg autoyast)" /tmp/profile/autoinst.xml || return 1
  mkdir -p /var/log/YaST2
  touch /var/log/YaST2/y2log
  yast_script fieldboot-disks > /tmp/pre
  sh /tmp/pre
  say "DISK $(sed -n 's|.*<device>\(.*\)</device>.*|\1|p' /tmp/profile/modified.xml)"
  for name in fieldboot-late fieldboot-finished; do
    yast_script "$name" > /tmp/script
    sh /tmp/script
  done
}

# Agama: dracut fetches the live image, the installer its profile, the scripts that it names, and the repository.
agama() {
  live=$(arg root)
  case $live in live:http*) ;; *) say "NO-LIVE $live"; return 1 ;; esac
  get "${live#live:}" /tmp/live || return 1
  get "$(arg inst.auto)" /tmp/profile.jsonnet || return 1
  get "$(arg inst.install_url)/repodata/repomd.xml" /tmp/repomd || return 1
  for url in $(grep -o 'http[^"]*\.sh' /tmp/profile.jsonnet); do
    get "$url" "/tmp/${url##*/}" || return 1
    sh "/tmp/${url##*/}"
  done
}

# live-boot: its image by HTTP, or the medium by NFS.
liveboot() {
  has boot=live || { say 'NO-BOOT'; return 1; }
  if [ "$(arg netboot)" = nfs ]; then
    mount_nfs "$(arg nfsroot)" /medium || return 1
    say "SQUASHFS $(cat /medium/live/*.squashfs | sha256sum | cut -c 1-64)"
  else
    case $(arg fetch) in *.squashfs) ;; *) say "NO-SQUASHFS $(arg fetch)"; return 1 ;; esac
    get "$(arg fetch)" /live.squashfs || return 1
  fi
}

# archiso: its image below the server's address, which ends in a slash, or by NFS.
archiso() {
  base=$(arg archisobasedir)
  has ip=dhcp || { say 'NO-IP'; return 1; }
  if [ -n "$(arg archiso_nfs_srv)" ]; then
    mount_nfs "$(arg archiso_nfs_srv)" /medium || return 1
    say "SQUASHFS $(cat "/medium/$base/x86_64/airootfs.sfs" | sha256sum | cut -c 1-64)"
  else
    case $(arg archiso_http_srv) in */) ;; *) say 'NO-SLASH'; return 1 ;; esac
    get "$(arg archiso_http_srv)$base/x86_64/airootfs.sfs" /airootfs.sfs || return 1
  fi
}

# dracut's live image.
dmsquash() {
  case $(arg root) in live:http*) ;; *) say "NO-LIVE $(arg root)"; return 1 ;; esac
  get "$(arg root | sed 's/^live://')" /squashfs.img
}

# A system that is all in its RAM disk.
nothing() { :; }

network || end failed
if "$INSTALLER"; then end well; else end badly; fi
