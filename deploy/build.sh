#!/bin/sh
# Builds deploy/out/simconsole_VERSION_ARCHITECTURE.deb: the program with its runtime, a service of systemd, its configuration. Needs the .NET SDK and dpkg-deb.
# SIMCONSOLE_MAINTAINER names who built it, as NAME <ADDRESS>; SIMCONSOLE_OUT another folder for it.
#   deploy/build.sh [FOLDER]   takes the program that was published into FOLDER, instead of publishing one
set -eu
umask 022
cd "$(dirname "$0")/.."
version="$(sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' Directory.Build.props)"
maintainer="${SIMCONSOLE_MAINTAINER:-SimConsole <simconsole@localhost>}"
architecture="$(dpkg --print-architecture)"
case "$architecture" in
    amd64) runtime=linux-x64 ;;
    arm64) runtime=linux-arm64 ;;
    *) echo "There is no runtime of .NET for $architecture." >&2; exit 1 ;;
esac

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
root="$work/root"
out="${SIMCONSOLE_OUT:-deploy/out}"
mkdir -p "$root/DEBIAN" "$root/usr/lib" "$out"

if [ $# -gt 0 ]; then
    cp -rL "$1" "$root/usr/lib/simconsole"
else
    dotnet publish SimConsole.csproj -c Release -r "$runtime" --self-contained true -p:PublishReadyToRun=true -p:DebugType=none -o "$root/usr/lib/simconsole"
fi

install -Dm 0644 deploy/debian/simconsole.service "$root/lib/systemd/system/simconsole.service"
install -Dm 0640 deploy/debian/simconsole.conf "$root/etc/simconsole/simconsole.conf"
install -Dm 0755 deploy/debian/simconsole "$root/usr/sbin/simconsole"
install -Dm 0644 deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/simconsole"
install -Dm 0644 LICENSE "$root/usr/share/doc/simconsole/copyright"
install -Dm 0644 deploy/debian/simconsole.8 "$root/usr/share/man/man8/simconsole.8"
gzip -9n "$root/usr/share/man/man8/simconsole.8"
printf 'simconsole (%s) unstable; urgency=medium\n\n  * CHANGELOG.md of the source says what is new.\n\n -- %s  %s\n' "$version" "$maintainer" "$(date -u -R -r CHANGELOG.md)" \
    | gzip -9n >"$root/usr/share/doc/simconsole/changelog.gz"
cp -r deploy/prometheus deploy/grafana "$root/usr/share/doc/simconsole/"

# Whatever the publishing user's umask was: nothing but programs is executable.
chmod -R u=rwX,go=rX "$root/usr"
find "$root/usr/lib/simconsole" -type f ! -name SimConsole ! -name createdump -exec chmod 0644 {} +
chmod 0755 "$root/usr/lib/simconsole/SimConsole"

cat >"$root/DEBIAN/control" <<CONTROL
Package: simconsole
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Section: net
Priority: optional
Installed-Size: $(du -sk "$root" | cut -f 1)
Depends: adduser, ca-certificates, libc6, libgcc-s1, libicu72 | libicu74 | libicu76 | libicu78, libssl3 | libssl3t64, libstdc++6, tzdata, zlib1g
Suggests: nginx | haproxy, postgresql, prometheus
Description: web console for fleets of cellular devices and their SIMs
 Lists SIMs with the status that governs whether the network lets each of them
 connect, switches them on and off, takes stolen ones off the network in
 seconds, and serves the same API as Super SIM. Works with OsmoHLR, with a
 Super SIM account, or with a simulated network.
CONTROL
echo /etc/simconsole/simconsole.conf >"$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m 0755 "deploy/debian/$script" "$root/DEBIAN/$script"; done
(cd "$root" && find usr lib -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
package="$out/simconsole_${version}_$architecture.deb"
dpkg-deb --root-owner-group -Zxz -z1 --build "$root" "$package" >/dev/null
echo "$package"
