// A child process that computes for 400 ms, waited for without blocking.
import { execFile } from 'node:child_process'
import '../support/truth.cjs'

const source = 'const until = performance.now() + 400; while (performance.now() < until);'
setTimeout(() => execFile(process.execPath, ['-e', source], () => {}), 150)
