import { context, INVALID_SPAN_CONTEXT, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { afterEach, expect, test } from 'vitest'
import { readTraceIds } from '../../../../src/agent/stacks/context.js'

afterEach(() => {
  trace.disable()
  context.disable()
  Reflect.deleteProperty(globalThis, API)
})

test('are those of the active span, after an await too', async () => {
  start()
  await trace.getTracer('test').startActiveSpan('work', async span => {
    const { traceId, spanId } = span.spanContext()
    expect(readTraceIds()).toEqual({ traceId, spanId })
    await Promise.resolve()
    expect(readTraceIds()).toEqual({ traceId, spanId })
  })
  expect(readTraceIds()).toBeUndefined()
})

test('are those of each of several spans at once', async () => {
  start()
  const work = () =>
    trace.getTracer('test').startActiveSpan('work', async span => {
      await Promise.resolve()
      return [span.spanContext().spanId, readTraceIds()?.spanId]
    })
  const pairs = await Promise.all([work(), work()])
  expect(pairs.map(([spanId]) => spanId)).toEqual(pairs.map(([, seen]) => seen))
  expect(new Set(pairs.flat()).size).toBe(2)
})

test('are none without OpenTelemetry, without a context manager, and of a span that is not recorded anywhere', () => {
  expect(readTraceIds()).toBeUndefined()
  trace.setGlobalTracerProvider(new BasicTracerProvider())
  trace.getTracer('test').startActiveSpan('work', () => expect(readTraceIds()).toBeUndefined())
  start()
  context.with(trace.setSpanContext(context.active(), INVALID_SPAN_CONTEXT), () => {
    expect(readTraceIds()).toBeUndefined()
  })
})

test.each([7, {}, { context: {} }, { context: { active: () => 7 } }, { context: { active: () => ({}) } }])(
  'are none when something else has the name of OpenTelemetry: %j',
  impostor => {
    Reflect.set(globalThis, API, impostor)
    expect(readTraceIds()).toBeUndefined()
  },
)

const API = Symbol.for('opentelemetry.js.api.1')

function start(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  trace.setGlobalTracerProvider(new BasicTracerProvider())
}
