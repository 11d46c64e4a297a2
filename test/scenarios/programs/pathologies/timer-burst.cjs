// A hundred timers of 1-2 ms that fall due together.
const { begin, repeat } = require('../support/truth.cjs')

function pollSensor(sensor) {
  const until = performance.now() + 1.4
  let value = sensor
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK burst pollSensor
  return value
}

repeat(
  () =>
    new Promise(done => {
      let end
      for (let sensor = 0; sensor < 100; sensor++) {
        setTimeout(() => {
          pollSensor(sensor)
          if (sensor === 99) done(end())
        }, 10)
      }
      // Makes sure that all of them are due by the next turn, whenever they were made.
      setImmediate(() => {
        end = begin()
        for (let sensor = 0; sensor < 12; sensor++) pollSensor(sensor)
      })
    }),
)
