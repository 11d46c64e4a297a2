// An app that profiles itself, and prints what it saw: that it saw its own function, and no more.
const { Session, console: v8Console } = require('node:inspector')

function crunch() {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < 250_000) for (let count = 0; count < 100_000; count++);
}

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.start')
v8Console.profile('mine')
setTimeout(crunch, 300)
setTimeout(() => {
  v8Console.profileEnd()
  session.post('Profiler.stop', (_, { profile }) => {
    console.log(profile.nodes.some(({ callFrame }) => callFrame.functionName === 'crunch'))
  })
}, 600)
