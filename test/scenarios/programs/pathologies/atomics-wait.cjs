// Atomics.wait on the main thread.
const { repeatTimed } = require('../support/truth.cjs')

const cell = new Int32Array(new SharedArrayBuffer(4))

function waitForLock() {
  return Atomics.wait(cell, 0, 0, 150) // BLOCK sync-wait waitForLock
}

repeatTimed(() => waitForLock())
