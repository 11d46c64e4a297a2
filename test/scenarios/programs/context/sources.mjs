// Blocks under `watch()`; the first argument says with which context. Prints one JSON line for each block and for the truth.
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'

const [, , how, dist] = process.argv
const { watch } = await import(`${dist}/index.js`)
const print = (name, value) => console.log(JSON.stringify([name, value]))

// Of CPU: on a busy machine it takes longer, but never is waiting for a core its excuse.
function burnFirst(cpuMs = 200) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}
function burnSecond(cpuMs = 200) {
  const start = process.cpuUsage()
  while (process.cpuUsage(start).user < cpuMs * 1000) for (let count = 0; count < 100_000; count++);
}

const storage = new AsyncLocalStorage()
let callCount = 0
const situations = {
  storage: {
    context: () => storage.getStore(),
    block: () => Promise.all([inStorage('first', burnFirst, 10), inStorage('second', burnSecond, 300)]),
  },
  spans: { block: () => Promise.all([inSpan(burnFirst), inSpan(burnSecond)]) },
  throws: {
    context: () => {
      throw new Error('no request')
    },
    block: () => inStorage('first', burnFirst),
  },
  blocks: {
    context: () => {
      const end = performance.now() + 60
      while (performance.now() < end);
      callCount++
      return { name: 'slow' }
    },
    block: () => inStorage('first', () => burnFirst(250)),
  },
  odd: {
    context: () => ({ name: 'x'.repeat(1e6), next: () => {}, self: process, nobody: undefined, big: 7n }),
    block: () => inStorage('first', burnFirst),
  },
}
const { block, ...options } = situations[how]
if (how === 'spans') startTelemetry()
const hound = watch({
  ...options,
  onBlock: ({ culprit, durationMs, context: known }) => print('block', [culprit?.function, durationMs, known]),
})
print('requests', (await hound.ready).requests)
await sleep(50)
await block()
await sleep(20)
await hound.stop()
print('calls', callCount)

function inStorage(name, burn, delayMs = 10) {
  return storage.run({ name }, async () => {
    await sleep(delayMs)
    burn()
    await sleep(10)
  })
}

function inSpan(burn) {
  return trace.getTracer('test').startActiveSpan('work', async span => {
    const { traceId, spanId } = span.spanContext()
    print('span', [burn.name, { traceId, spanId }])
    await sleep(burn === burnFirst ? 10 : 300)
    burn()
    span.end()
  })
}

function startTelemetry() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider())
}
