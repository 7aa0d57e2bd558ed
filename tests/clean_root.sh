#!/usr/bin/env bash
# Proves that a fresh Debian 12 with git and this checkout is enough: makes such a root, clones the
# checkout into it, and times `./rollcall run scenarios/` and `./rollcall test` there.
#
#   tests/clean_root.sh [OPTIONS] DIR               the proof; DIR/root is the root
#   tests/clean_root.sh --make [OPTIONS] DIR        only makes DIR/root and the clone in it
#   tests/clean_root.sh --in [OPTIONS] DIR COMMAND  runs COMMAND in that clone
#
#   --keep       the proof leaves DIR/root there
#   --cache DIR  keeps there what is the same next time: the pristine root for a week, downloaded
#                packages, and the compiler's results (ccache). Without it all is made anew.
#
# Needs root, debootstrap and network. Only what is committed is tested: it is a clone. The mirror,
# the suites and the proxy are those of this machine's apt. Mounts live in a mount namespace of
# their own and end with its last process; processes are not kept apart, so that tests of them see
# the same as outside. Not part of ctest: it takes minutes.
#
# Exit code: the command's own; 2 for a mistake in the call; 3 if this machine can make no root.
set -euo pipefail

self=$(readlink -f -- "${BASH_SOURCE[0]}")
checkout=$(cd -- "${self%/*}/.." && pwd -P)
suite=bookworm

usage() {
  sed -n '/^#   tests/,/^#$/s/^# *//p' "$self" >&2
  exit 2
}

action=prove
keep=false
cache=
while [[ ${1-} == --* ]]; do
  case $1 in
    --make | --in) action=${1#--} ;;
    --keep) keep=true ;;
    --cache)
      (($# > 1)) || usage
      mkdir -p -- "$2"
      cache=$(cd -- "$2" && pwd -P)
      shift
      ;;
    *) echo "clean_root: unknown option $1" >&2; usage ;;
  esac
  shift
done
if (($# == 0)) || { [[ $action == in ]] && (($# == 1)); } ||
   { [[ $action != in ]] && (($# > 1)); }; then
  usage
fi
if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
  echo 'clean_root: needs root and debootstrap' >&2
  exit 3
fi
if ! unshare --mount true 2>/dev/null; then
  echo 'clean_root: this machine allows no mount namespaces' >&2
  exit 3
fi
mkdir -p -- "$1"
directory=$(cd -- "$1" && pwd -P)
shift
pristine=${cache:-$directory}/pristine
work=$directory/root

# "URI SUITE COMPONENT" of every Debian 12 index this machine's apt reads.
indexes() {
  # Without ReleaseInfo=false it knows only sources whose lists have been fetched.
  # shellcheck disable=SC2016  # the $() are apt's
  apt-get indextargets -o APT::Get::IndexTargets::ReleaseInfo=false \
    --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    awk -v suite="$suite" '$2 ~ "^" suite "(-updates|-security)?$" && !seen[$0]++'
}

# wget, which debootstrap uses, knows a proxy only from the environment.
take_proxy_from_apt() {
  local proxy=
  eval "$(apt-config shell proxy Acquire::http::Proxy)"
  if [[ -n $proxy && $proxy != DIRECT ]]; then export http_proxy=${http_proxy-$proxy}; fi
  eval "$(apt-config shell proxy Acquire::https::Proxy)"
  if [[ -n $proxy && $proxy != DIRECT ]]; then export https_proxy=${https_proxy-$proxy}; fi
}

make_pristine() {
  local mirror debs=()
  mirror=$(indexes | awk -v suite="$suite" '$2 == suite && $3 == "main" {print $1; exit}')
  if [[ -z $mirror ]]; then
    echo "clean_root: the apt sources of this machine name no $suite main" >&2
    exit 2
  fi
  if [[ -n $cache ]]; then
    mkdir -p -- "$cache/bootstrap"
    debs=(--cache-dir="$cache/bootstrap")
  fi
  rm -rf --one-file-system -- "$pristine" "$pristine.part"
  debootstrap --variant=minbase --include=git ${debs[@]+"${debs[@]}"} \
    "$suite" "$pristine.part" "$mirror" >"$directory/debootstrap.log" 2>&1 ||
    { tail -n 20 "$directory/debootstrap.log" >&2; exit 1; }
  indexes | sed 's/^/deb /' >"$pristine.part/etc/apt/sources.list"
  # Only how to fetch: hooks and cache settings of this machine have no business there.
  apt-config dump | grep -E '^Acquire::(http|https|Retries|Check-)' |
    grep -v -i 'proxy-auto-detect' >"$pristine.part/etc/apt/apt.conf.d/00fetch" || true
  mv -- "$pristine.part" "$pristine"
}

# Decides whether a kept pristine root is still the one that would be made now.
pristine_key() {
  { indexes; apt-config dump; cat -- "$self"; } | sha256sum
}
pristine_is_current() {
  [[ -n $cache && -x $pristine/usr/bin/git &&
     $(cat "$pristine.key" 2>/dev/null) == "$(pristine_key)" &&
     -n $(find "$pristine.key" -mtime -7) ]]
}

make_root() {
  local start=$SECONDS
  take_proxy_from_apt
  if [[ -n $cache ]]; then  # One run at a time makes or copies what is kept there.
    exec 8>"$cache/.lock"
    flock 8
  fi
  if ! pristine_is_current; then
    make_pristine
    if [[ -n $cache ]]; then pristine_key >"$pristine.key"; fi
    printf '== debootstrap: %d s\n' "$((SECONDS - start))"
  fi
  rm -rf --one-file-system -- "$work"
  if [[ -n $cache ]]; then
    cp -a --reflink=auto -- "$pristine" "$work"
    mkdir -p -- "$cache/archives" "$cache/ccache" "$work/root/.cache/ccache"
    find "$cache/archives" -name '*.deb' -mtime +30 -delete
    cp -a -- "$cache/archives/." "$work/var/cache/apt/archives/"
  else
    mv -- "$pristine" "$work"
  fi
  cp -L -- /etc/resolv.conf /etc/hosts "$work/etc/"
  # The checkout may belong to another user. git asks for leave from its files, not from the command
  # line, in the process that reads the other repository.
  printf '[safe]\n\tdirectory = *\n' >"$directory/gitconfig"
  GIT_CONFIG_GLOBAL=$directory/gitconfig git clone -q --no-hardlinks -- \
    "$checkout" "$work/root/rollcall"
  if [[ -n $cache ]]; then exec 8>&-; fi
  in_root true
}

keep_packages() {
  if [[ -n $cache ]]; then
    find "$work/var/cache/apt/archives" -maxdepth 1 -name '*.deb' \
      -exec cp -n -t "$cache/archives" {} +
  fi
}

remove_root() { rm -rf --one-file-system -- "$work"; }

# Runs in the new mount namespace: enter ROOT CACHE COMMAND...
# shellcheck disable=SC2016  # expanded by the inner shell
enter='
  set -e
  root=$1 cache=$2
  shift 2
  mount -t proc proc "$root/proc"
  mount --bind /sys "$root/sys"
  mount --bind /dev "$root/dev"
  mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666 2>/dev/null ||
    mount --bind /dev/pts "$root/dev/pts"
  mount -t tmpfs tmpfs "$root/dev/shm" 2>/dev/null || true
  if [[ -n $cache ]]; then
    mount --bind "$cache/ccache" "$root/root/.cache/ccache"
  fi
  exec chroot "$root" bash -c '\''cd /root/rollcall && exec "$@"'\'' in_root "$@"
'
in_root() {
  unshare --mount --fork --kill-child -- bash -c "$enter" enter "$work" "$cache" \
    env -i HOME=/root LANG=C.UTF-8 ${CI:+"CI=$CI"} \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} "$@" \
    </dev/null
}

failed=0
timed() {
  local start=$SECONDS status=0 TIMEFORMAT='%U %S' cpu
  printf '== ./rollcall %s\n' "$*"
  { cpu=$({ time in_root ./rollcall "$@" >&3 2>&4; } 2>&1); } 3>&1 4>&2 || status=$?
  printf '== ./rollcall %s: exit %d after %d s; CPU seconds, user and system: %s\n' \
    "$*" "$status" "$((SECONDS - start))" "$cpu"
  if ((status != 0)); then
    failed=$status
    tail -n 30 "$work/root/rollcall/build/launcher.log" 2>/dev/null || true
  fi
}

prove() {
  if ! $keep; then trap 'status=$?; remove_root; exit "$status"' EXIT; fi
  trap 'exit 130' INT TERM
  make_root
  timed run scenarios/
  timed run scenarios/  # nothing to install or build any more
  timed test
  exit "$failed"
}

case $action in
  prove) prove ;;
  make) make_root ;;
  in)
    take_proxy_from_apt
    status=0
    in_root "$@" || status=$?
    keep_packages
    exit "$status"
    ;;
esac
