# shellcheck shell=bash
# Shared by fetch-corpus and fetch-libtorch, to be sourced: packages of Debian releases
# other than the machine's own, from the mirror its apt is set up for. Nothing is installed
# and apt's own lists stay as they are. Needs no root.

die() { echo "${0##*/}: $*" >&2; exit 1; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" >/dev/null || die "$tool is not installed: on Debian, apt-get install ${tool/xz/xz-utils}"
  done
}

# debian_mirror prints the address of the configured mirror that holds whole releases. It
# works without package lists: a fresh machine has none, and ReleaseInfo needs them.
debian_mirror() {
  apt-get -o APT::Get::IndexTargets::ReleaseInfo=false indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -E '/debian/?$' | sort | uniq -c | sort -rn |
    awk 'NR == 1 { print $2 }'
}

# setup_apt FOLDER TYPE SUITE... makes `apt TOOL ARGS` use these suites alone (TYPE deb or
# deb-src), with FOLDER for its lists, and brings the lists up to date.
setup_apt() {
  local folder=$1 type=$2 mirror suite
  shift 2
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || die "no Debian mirror in this machine's apt configuration: add one to /etc/apt/sources.list.d"
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [ -e "$keyring" ] || die "$keyring is missing: apt-get install debian-archive-keyring"
  mkdir -p "$folder/lists/partial"
  for suite in "$@"; do echo "$type [signed-by=$keyring] $mirror $suite main"; done >"$folder/sources.list"
  apt_options=(-o Dir::Etc::sourcelist="$folder/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::Lists="$folder/lists"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o Acquire::Retries=3)
  apt get -qq update >&2 || die "the package lists of Debian $* can't be had: is the mirror reachable?"
}

apt() {
  local tool=$1
  shift
  "apt-$tool" "${apt_options[@]}" "$@"
}

# begin DIR prepares to fill DIR: prints DIR and ends the script if that is done
# already, waits for another run at the same DIR, and clears away what an interrupted run
# left. Everything is built in DIR/.partial and moved by `finish` at the end.
begin() {
  mkdir -p "$1"
  dir=$(cd "$1" && pwd)
  done_already
  exec 9>"$dir/.lock"
  flock 9
  done_already # by the run that held the lock
  partial=$dir/.partial
  rm -rf "$partial"
  mkdir "$partial"
}

done_already() {
  [ -e "$dir/.complete" ] || return 0
  echo "$dir"
  exit 0
}

# finish NAMES... moves these out of DIR/.partial, marks DIR as complete and prints it.
finish() {
  local name
  for name in "$@"; do
    rm -rf "${dir:?}/$name"
    mv "$partial/$name" "$dir/$name"
  done
  touch "$dir/.complete"
  rm -rf "$partial" "$dir/.lock"
  echo "$dir"
}
