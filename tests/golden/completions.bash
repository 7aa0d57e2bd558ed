# bash completion of rollcall, made by `rollcall completions bash`.
_rollcall() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} index
  local command='' words='' flags=''
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; ++index)); do
    case ${COMP_WORDS[index]} in
      run|hunt|explore|replay|merge|shrink|check|list|new|explain|schema|completions) command=${COMP_WORDS[index]}; break ;;
    esac
  done
  # --flag=value comes as three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $command in
    '') words='run hunt explore replay merge shrink check list new explain schema completions' flags='-h --help --version --help-all' ;;
    run) words='' flags='-h --help --manager --json --color --seed --strategy --early-timers --runs' ;;
    hunt) words='' flags='-h --help --manager --json --color --seed --strategy --early-timers --seeds --time --max-failures --keep-going --until-stable -j --jobs --shard --store --failed --progress' ;;
    explore) words='' flags='-h --help --manager --json --color --strategy --bound --depth --executions --time --faults --early-timers -j --jobs --out --progress' ;;
    replay) words='' flags='-h --help --manager --json --color --seed --strategy --early-timers --last --store --decisions -v --verbose --bisect --verify' ;;
    merge) words='' flags='-h --help --json' ;;
    shrink) words='' flags='-h --help --manager --json --color --seed --strategy --early-timers --time -o --output --out --progress' ;;
    check) words='' flags='-h --help --json' ;;
    list) words='scenarios invariants actions faults strategies managers observables marks points' flags='-h --help --json' ;;
    new) words='' flags='-h --help' ;;
    explain) words='' flags='-h --help --json' ;;
    schema) words='' flags='-h --help' ;;
    completions) words='bash fish zsh' flags='-h --help' ;;
  esac
  case $command:$previous in
    run:--manager) words='documented hardened documented+REPAIR'; flags='' ;;
    run:--color) words='always auto never'; flags='' ;;
    run:--seed) return ;;
    run:--strategy) words='auto random pct pct-2 pct-5 pos surw urw starve round-robin'; flags='' ;;
    run:--early-timers) return ;;
    run:--runs) return ;;
    hunt:--manager) words='documented hardened documented+REPAIR'; flags='' ;;
    hunt:--color) words='always auto never'; flags='' ;;
    hunt:--seed) return ;;
    hunt:--strategy) words='auto random pct pct-2 pct-5 pos surw urw starve round-robin'; flags='' ;;
    hunt:--early-timers) return ;;
    hunt:--seeds) return ;;
    hunt:--time) return ;;
    hunt:--max-failures) return ;;
    hunt:--until-stable) return ;;
    hunt:-j|hunt:--jobs) return ;;
    hunt:--shard) return ;;
    hunt:--store) return ;;
    hunt:--progress) words='auto bar lines none'; flags='' ;;
    explore:--manager) words='documented hardened documented+REPAIR'; flags='' ;;
    explore:--color) words='always auto never'; flags='' ;;
    explore:--strategy) words='dpor dfs'; flags='' ;;
    explore:--bound) return ;;
    explore:--depth) return ;;
    explore:--executions) return ;;
    explore:--time) return ;;
    explore:--faults) return ;;
    explore:--early-timers) return ;;
    explore:-j|explore:--jobs) return ;;
    explore:--out) return ;;
    explore:--progress) words='auto bar lines none'; flags='' ;;
    replay:--manager) words='documented hardened documented+REPAIR'; flags='' ;;
    replay:--color) words='always auto never'; flags='' ;;
    replay:--seed) return ;;
    replay:--strategy) words='auto random pct pct-2 pct-5 pos surw urw starve round-robin'; flags='' ;;
    replay:--early-timers) return ;;
    replay:--store) return ;;
    replay:--decisions) return ;;
    shrink:--manager) words='documented hardened documented+REPAIR'; flags='' ;;
    shrink:--color) words='always auto never'; flags='' ;;
    shrink:--seed) return ;;
    shrink:--strategy) words='auto random pct pct-2 pct-5 pos surw urw starve round-robin'; flags='' ;;
    shrink:--early-timers) return ;;
    shrink:--time) return ;;
    shrink:-o|shrink:--output) return ;;
    shrink:--out) return ;;
    shrink:--progress) words='auto bar lines none'; flags='' ;;
  esac
  if [[ $word == -* ]]; then words=$flags; fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o bashdefault -o default -F _rollcall rollcall
