import { joinRun } from './agent/run.js'

// For `--import` and `--require`: acts on load.
joinRun()
