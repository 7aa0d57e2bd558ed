#compdef rollcall
# zsh completion of rollcall, made by `rollcall completions zsh`.
_rollcall() {
  local -a commands=(
    'run:play each scenario over its runs, against its `expect`'
    'hunt:search seeds for failures of what each scenario judges, and group them'
    'explore:all interleavings of one scenario up to bounds; complete or incomplete'
    'replay:play one execution again and explain its violation'
    'merge:add what the stores of several hunts have to one'
    'shrink:write the smallest scenario and schedule that still fail in the same way'
    'check:validate scenario files, without playing them'
    'list:what there is to name in scenarios and flags'
    'new:write a commented scenario to start from'
    'explain:what a diagnostic'\''s code means'
    'schema:the JSON Schema of scenarios, for editors'
    'completions:a script that lets a shell complete command lines'
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((--CURRENT))
  case $command in
    run)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:FILE|DIR:_files' \
        '--manager[only this manager]:NAME:(documented hardened documented+REPAIR)' \
        '--json[one JSON object a line on standard output]' \
        '--color[auto, always or never]:WHEN:(always auto never)' \
        '--seed[base seed; default 0, so that a run repeats itself]:SEED: ' \
        '--strategy[who goes next; default random]:NAME:(auto random pct pct-2 pct-5 pos surw urw starve round-robin)' \
        '--early-timers[times that the clock goes on too soon; default 0]:N: ' \
        '--runs[executions a scenario; default\: what the file says]:N: ' ;;
    hunt)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:FILE|DIR:_files' \
        '--manager[only this manager]:NAME:(documented hardened documented+REPAIR)' \
        '--json[one JSON object a line on standard output]' \
        '--color[auto, always or never]:WHEN:(always auto never)' \
        '--seed[base seed; default\: drawn, and printed]:SEED: ' \
        '--strategy[who goes next; default random]:NAME:(auto random pct pct-2 pct-5 pos surw urw starve round-robin)' \
        '--early-timers[times that the clock goes on too soon; default 0]:N: ' \
        '--seeds[executions a scenario and manager; default 10000, or until --time or --until-stable end it]:N: ' \
        '--time[stop after this much wall-clock time\: 30s, 10m; each scenario is played at least once]:DURATION: ' \
        '--max-failures[distinct failures a scenario until it is left; default 1, 0\: no limit]:N: ' \
        '--keep-going[the same as --max-failures 0]' \
        '--until-stable[stop a scenario after so many executions without a new state, pair or mark]:N: ' \
        '-j[processes that play; default\: one a core]:N: ' \
        '--jobs[processes that play; default\: one a core]:N: ' \
        '--shard[this hunt'\''s part of the seeds\: 2/8; default\: what the variables of a job array say]:I/N: ' \
        '--store[go on where this file stands, and keep all in it]:FILE:_files' \
        '--failed[play only seeds that the store has as failing, up to 1000 a finding]' \
        '--progress[auto, bar, lines or none]:HOW:(auto bar lines none)' ;;
    explore)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:FILE:_files' \
        '--manager[only this manager]:NAME:(documented hardened documented+REPAIR)' \
        '--json[one JSON object a line on standard output]' \
        '--color[auto, always or never]:WHEN:(always auto never)' \
        '--strategy[dpor or dfs; default dpor]:NAME:(dpor dfs)' \
        '--bound[preemptions=N\: at most N in an execution, by dfs]:WHAT=N: ' \
        '--depth[steps of an execution; default from samples]:N: ' \
        '--executions[stop after so many, blocked included]:N: ' \
        '--time[stop after this much wall-clock time\: 30s, 10m]:DURATION: ' \
        '--faults[random faults in an execution; default 1]:N: ' \
        '--early-timers[times that the clock goes on too soon; default 0]:N: ' \
        '-j[processes; default one a core]:N: ' \
        '--jobs[processes; default one a core]:N: ' \
        '--out[folder for what is found; default reports/out]:DIR: ' \
        '--progress[auto, bar, lines or none]:HOW:(auto bar lines none)' ;;
    replay)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:FILE:_files' \
        '--manager[only this manager]:NAME:(documented hardened documented+REPAIR)' \
        '--json[one JSON object a line on standard output]' \
        '--color[auto, always or never]:WHEN:(always auto never)' \
        '--seed[the execution'\''s seed, as it was printed]:SEED: ' \
        '--strategy[who goes next; default random]:NAME:(auto random pct pct-2 pct-5 pos surw urw starve round-robin)' \
        '--early-timers[times that the clock goes on too soon; default 0]:N: ' \
        '--last[the newest finding of --store, in place of both]' \
        '--store[a store that `hunt --store` has kept]:FILE:_files' \
        '--decisions[a decision file, instead of a seed]:FILE:_files' \
        '-v[all events, not the last ones]' \
        '--verbose[all events, not the last ones]' \
        '--bisect[for git bisect run\: exit 125 for all but 0 and 1]' \
        '--verify[compare with a fresh process that has other addresses; exit 3 if it differs]' ;;
    merge)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:OUT: ' \
        '*:STORE: ' \
        '--json[one JSON object a line on standard output]' ;;
    shrink)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:FILE:_files' \
        '--manager[only this manager]:NAME:(documented hardened documented+REPAIR)' \
        '--json[one JSON object a line on standard output]' \
        '--color[auto, always or never]:WHEN:(always auto never)' \
        '--seed[the failing execution'\''s seed; default\: the scenario'\''s own decision file]:SEED: ' \
        '--strategy[who goes next; default random]:NAME:(auto random pct pct-2 pct-5 pos surw urw starve round-robin)' \
        '--early-timers[times that the clock goes on too soon; default 0]:N: ' \
        '--time[stop after this much wall-clock time; default 60s]:DURATION: ' \
        '-o[the file to write, also over an old one]:FILE:_files' \
        '--output[the file to write, also over an old one]:FILE:_files' \
        '--out[where to write under a fresh name; default reports/out]:DIR: ' \
        '--progress[auto, bar, lines or none]:HOW:(auto bar lines none)' ;;
    check)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:FILE|DIR:_files' \
        '--json[one JSON object a line on standard output]' ;;
    list)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:TOPIC:(scenarios invariants actions faults strategies managers observables marks points)' \
        '*:FILE|DIR:_files' \
        '--json[one JSON object a line on standard output]' ;;
    new)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:NAME|FILE:_files' ;;
    explain)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:CODE: ' \
        '--json[one JSON object a line on standard output]' ;;
    schema)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' ;;
    completions)
      _arguments \
        '-h[Print this help message and exit]' \
        '--help[Print this help message and exit]' \
        '*:SHELL:(bash fish zsh)' ;;
  esac
}
if [[ $funcstack[1] == _rollcall ]]; then _rollcall "$@"; else compdef _rollcall rollcall; fi
