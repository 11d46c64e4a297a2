// A recursion by process.nextTick: the queue is emptied before the loop may turn.
const { begin, repeat } = require('../support/truth.cjs')

function pollQueue(left, done) {
  let work = 0
  for (let i = 0; i < 200_000; i++) work += Math.sqrt(i) // BLOCK microtasks pollQueue
  if (left > 0)
    process.nextTick(pollQueue, left - 1, done) // BLOCK microtasks pollQueue
  else done(work)
}

repeat(
  () =>
    new Promise(done => {
      const end = begin()
      pollQueue(380, () => done(end()))
    }),
)
