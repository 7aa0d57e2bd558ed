#!/usr/bin/env bash
# Proves that a fresh Debian 12 with git and this checkout is enough: makes such a root, clones the
# checkout into it, and times `./rollcall run scenarios/` and `./rollcall test` there.
#
#   tests/clean_root.sh [--keep] [--root-only] DIR
#
#   DIR          where the roots go: DIR/pristine as debootstrap made it, DIR/root used for the run
#   --keep       leave both there; a later run reuses DIR/pristine and takes a fresh copy of it
#   --root-only  stop when DIR/pristine is made
#
# Needs root, debootstrap and network. Only what is committed is tested: it is a clone. The mirror,
# the suites and the proxy are those of this machine's apt. Mounts live in a mount namespace of
# their own and end with it, however this script ends. Not part of ctest: it takes minutes.
set -euo pipefail

self=$(readlink -f -- "${BASH_SOURCE[0]}")
checkout=$(cd -- "${self%/*}/.." && pwd -P)
suite=bookworm

keep=false
root_only=false
while [[ ${1-} == --* ]]; do
  case $1 in
    --keep) keep=true ;;
    --root-only) root_only=true ;;
    *) echo "clean_root: unknown option $1" >&2; exit 2 ;;
  esac
  shift
done
if (($# != 1)); then
  echo "usage: tests/clean_root.sh [--keep] [--root-only] DIR" >&2
  exit 2
fi
if ((EUID != 0)) || ! command -v debootstrap >/dev/null; then
  echo 'clean_root: needs root and debootstrap' >&2
  exit 2
fi
mkdir -p -- "$1"
directory=$(cd -- "$1" && pwd -P)
pristine=$directory/pristine
work=$directory/root

# shellcheck disable=SC2317  # reached by the trap
at_exit() {
  local status=$?
  if ! $keep; then
    rm -rf --one-file-system -- "$pristine" "$work"
    rmdir -- "$directory" 2>/dev/null || true
  fi
  exit "$status"
}
trap at_exit EXIT
trap 'exit 130' INT TERM

# "URI SUITE COMPONENT" of every Debian 12 index this machine's apt reads.
indexes() {
  # shellcheck disable=SC2016  # the $() are apt's
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
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
  local mirror
  mirror=$(indexes | awk -v suite="$suite" '$2 == suite && $3 == "main" {print $1; exit}')
  if [[ -z $mirror ]]; then
    echo "clean_root: the apt sources of this machine name no $suite main" >&2
    exit 2
  fi
  rm -rf --one-file-system -- "$pristine" "$pristine.part"
  debootstrap --variant=minbase --include=git "$suite" "$pristine.part" "$mirror" \
    >"$directory/debootstrap.log" 2>&1 || { tail -n 20 "$directory/debootstrap.log" >&2; exit 1; }
  indexes | sed 's/^/deb /' >"$pristine.part/etc/apt/sources.list"
  # Only how to fetch: hooks and cache settings of this machine have no business there.
  apt-config dump | grep -E '^Acquire::(http|https|Retries|Check-)' |
    grep -v -i 'proxy-auto-detect' >"$pristine.part/etc/apt/apt.conf.d/00fetch" || true
  mv -- "$pristine.part" "$pristine"
}

# Runs in the new mount namespace: enter ROOT COMMAND...
# shellcheck disable=SC2016  # expanded by the inner shell
enter='
  set -e
  root=$1
  shift
  mount -t proc proc "$root/proc"
  mount --bind /dev "$root/dev"
  mount -t devpts devpts "$root/dev/pts" -o newinstance,ptmxmode=0666 2>/dev/null || true
  mount -t tmpfs tmpfs "$root/dev/shm" 2>/dev/null || true
  exec chroot "$root" "$@"
'
in_root() {
  unshare --mount --fork -- bash -c "$enter" enter "$work" env -i HOME=/root LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} "$@"
}

timed() {
  local start=$SECONDS status=0
  printf '== ./rollcall %s\n' "$*"
  in_root bash -c 'cd /root/rollcall && exec ./rollcall "$@"' rollcall "$@" </dev/null || status=$?
  printf '== ./rollcall %s: exit %d after %d s\n' "$*" "$status" "$((SECONDS - start))"
  if ((status != 0)); then
    failed=$status
    tail -n 30 "$work/root/rollcall/build/launcher.log" 2>/dev/null || true
  fi
}

take_proxy_from_apt
if [[ ! -x $pristine/usr/bin/git ]]; then
  start=$SECONDS
  make_pristine
  printf '== debootstrap: %d s\n' "$((SECONDS - start))"
fi
if $root_only; then exit 0; fi

rm -rf --one-file-system -- "$work"
cp -a --reflink=auto -- "$pristine" "$work"
cp -L -- /etc/resolv.conf /etc/hosts "$work/etc/"
git -c safe.directory="$checkout" -c safe.directory="$checkout/.git" clone -q --no-hardlinks \
  -- "$checkout" "$work/root/rollcall"

failed=0
timed run scenarios/
timed run scenarios/  # nothing to install or build any more
timed test
exit "$failed"
