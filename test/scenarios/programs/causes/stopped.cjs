// Computes in short callbacks without a rest, until a process of its own has stopped it for 2 s and let it go on.
// The arguments: CPU time of one callback in ms, and whether it is stopped.
const { spawn } = require('node:child_process')
const { compute } = require('../support/thread-cpu.cjs')

const cpuMs = Number(process.argv[2])
const isStopped = process.argv[3] === 'stopped'
const script = 'sleep 0.3; kill -STOP $PPID; sleep 2; kill -CONT $PPID'
let isOver = false
let lastMs = performance.now()

function serve() {
  compute(cpuMs)
  const nowMs = performance.now()
  if (nowMs - lastMs > 1500) isOver = true
  lastMs = nowMs
  if (!isOver) setImmediate(serve)
}

setImmediate(() => {
  if (isStopped) spawn('sh', ['-c', script], { stdio: 'ignore' }).unref()
  else
    setTimeout(() => {
      isOver = true
    }, 500)
  lastMs = performance.now()
  serve()
})
