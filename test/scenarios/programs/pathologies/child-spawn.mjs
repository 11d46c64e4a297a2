// child_process.spawnSync: the loop sleeps until the command is done.
import { spawnSync } from 'node:child_process'
import { repeatTimed } from '../support/truth.cjs'

function convertImage() {
  return spawnSync('sleep', ['0.15']) // BLOCK child-process convertImage
}

repeatTimed(() => convertImage())
