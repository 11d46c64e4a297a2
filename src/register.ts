import { joinRun } from './watch/run.js'

// For `--import` and `--require`: acts on load.
joinRun()
