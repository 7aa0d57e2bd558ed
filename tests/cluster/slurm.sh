#!/usr/bin/env bash
# Proves that a hunt as a Slurm job array comes to the same as the hunt in one piece: starts Slurm
# on this machine (slurmctld, slurmd, munged of its own, in a folder that goes away), runs an array
# of four tasks with a store each, merges the stores and compares.
#
#   tests/cluster/slurm.sh [ROLLCALL]     ROLLCALL: the binary; default build/release/bin/rollcall
#
# Needs root and Debian's slurmctld, slurmd, slurm-client and munge. Nothing of the system's
# own Slurm is touched. Exit code: 0 the same, 1 not, 2 it could not be tried. Takes half a minute.
set -euo pipefail

self=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${self%/tests/cluster/*}
rollcall=$(readlink -f -- "${1:-$root/build/release/bin/rollcall}")

die() {
  printf 'cluster: %s\n' "$@" >&2
  exit 2
}

[[ -x $rollcall ]] || die "there is no $rollcall: build it, or name another"
((EUID == 0)) || die 'root is needed to start slurmd'
for tool in slurmctld slurmd sbatch sinfo munged mungekey; do
  [[ -n $(PATH=$PATH:/usr/sbin type -P "$tool") ]] ||
    die "there is no $tool" \
        'next: apt-get install --no-install-recommends slurmctld slurmd slurm-client munge'
done
export PATH=$PATH:/usr/sbin

folder=$(mktemp -d "${TMPDIR:-/tmp}/rollcall-cluster.XXXXXX")
pids=()
clean_up() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf -- "$folder"
}
trap clean_up EXIT
chmod 755 "$folder"
mkdir -p "$folder"/{state,spool,hunts}

# A daemon that stays in the foreground; its log is shown if the cluster does not come up.
start() {
  local name=$1
  shift
  "$@" >"$folder/$name.log" 2>&1 </dev/null &
  pids+=($!)
}

await() {
  local what=$1 i
  shift
  for ((i = 0; i < 9000; ++i)); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  tail -n 20 -- "$folder"/*.log >&2
  die "$what: not within 15 minutes"
}

mungekey --create --keyfile="$folder/munge.key" 2>>"$folder/munge.log"
start munged munged --foreground --force --socket="$folder/munge.socket" \
  --key-file="$folder/munge.key" --pid-file="$folder/munge.pid" --seed-file="$folder/munge.seed" \
  --log-file="$folder/munge.log"
await 'munge answers' test -S "$folder/munge.socket"

host=$(hostname -s)
memory=$(($(sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo) / 1024 / 2))
export SLURM_CONF=$folder/slurm.conf
cat >"$SLURM_CONF" <<CONF
ClusterName=rollcall
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
ReturnToService=2
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory
PartitionName=all Nodes=$host Default=YES State=UP
CONF
start slurmctld.out slurmctld -D -f "$SLURM_CONF"
start slurmd.out slurmd -D -f "$SLURM_CONF"
is_idle() { [[ $(sinfo --noheader --format=%T) == idle ]]; }
await 'the node is idle' is_idle

cp -- "$root/scenarios/failures/storm.yaml" "$root/tests/cluster/race.yaml" "$folder/hunts/"
cd -- "$folder/hunts"
hunt=(hunt storm.yaml race.yaml --seed 0123456789abcdef0123456789abcdef01234567 --seeds 400
      --keep-going --progress none)
# This is what a user writes: the shard is in the environment of each task.
cat >hunt.sh <<JOB
#!/bin/sh
#SBATCH --array=1-4 --ntasks=1 --cpus-per-task=1 --mem=200 --output=task-%a.txt
exec "$rollcall" ${hunt[*]} --store "shard-\$SLURM_ARRAY_TASK_ID.db"
JOB
# A task that finds something unexpected ends with 1, as the hunt in one piece does.
sbatch --wait hunt.sh || true
cat task-*.txt | grep -a 'executions,' || die 'the array ran nothing'

"$rollcall" merge merged.db shard-*.db
"$rollcall" "${hunt[@]}" --store whole.db >/dev/null || true
# A hunt of what is in a store already plays nothing, and tells what it came to.
told() {
  "$rollcall" "${hunt[@]}" --store "$1" --json |
    sed -E 's/"(seconds|executions_per_second|steps_per_second)":[0-9.e+-]+,//g' || true
}
told whole.db >whole.json
told merged.db >merged.json
grep -q '"resumed":800' merged.json || die 'not all seeds were played by the array'
if ! diff -u whole.json merged.json; then
  echo 'cluster: the array came to something else than the hunt in one piece' >&2
  exit 1
fi
printf 'cluster: four array tasks, merged, came to what the hunt in one piece did: %s findings\n' \
  "$(grep -c '"kind":"finding"' merged.json)"
