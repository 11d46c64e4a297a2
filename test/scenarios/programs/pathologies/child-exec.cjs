// child_process.execSync: the loop sleeps until the command is done.
const { execSync } = require('node:child_process')
const { repeatTimed } = require('../support/truth.cjs')

function readRevision() {
  return execSync('sleep 0.15; echo abc') // BLOCK child-process readRevision
}

repeatTimed(() => readRevision())
