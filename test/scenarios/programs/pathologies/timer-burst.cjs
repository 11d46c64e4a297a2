// A hundred timers of 1-2 ms that fall due together.
const { begin, repeat } = require('../support/truth.cjs')

function pollSensor(sensor) {
  const until = performance.now() + 1.2
  let value = sensor
  while (performance.now() < until) value += Math.sqrt(value + 1) // BLOCK burst pollSensor
  return value
}

// Timers made within one millisecond fall due together; cold, making a hundred takes longer.
for (let i = 0; i < 5000; i++) clearTimeout(setTimeout(pollSensor, 10))

repeat(
  () =>
    new Promise(done => {
      let end
      for (let sensor = 0; sensor < 100; sensor++) {
        setTimeout(() => {
          end ??= begin()
          pollSensor(sensor)
          if (sensor === 99) done(end())
        }, 10)
      }
    }),
)
