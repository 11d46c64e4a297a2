// A hundred immediates of 1-2 ms in one iteration.
import { begin, repeat } from '../support/truth.cjs'

function sendMetric(metric) {
  const until = performance.now() + 1.4
  let value = metric
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK burst sendMetric
  return value
}

repeat(
  () =>
    new Promise(done => {
      let end
      for (let metric = 0; metric < 100; metric++) {
        setImmediate(() => {
          end ??= begin()
          sendMetric(metric)
          if (metric === 99) done(end())
        })
      }
    }),
)
