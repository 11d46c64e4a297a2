// @ts-ignore: it has no types.
import { slow } from '../packages/node_modules/slow-package/index.js'

interface Job {
  durationMs: number
}

function callPackage(job: Job): void {
  slow(job.durationMs) // BLOCK
}

setTimeout(() => callPackage({ durationMs: 150 }), 300)
