import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import { runInThisContext } from 'node:vm'
import { afterEach, describe, expect, test } from 'vitest'
import { type CaptureOptions, createCapture } from '../../../../src/agent/stacks/capture.js'
import { createWrapper } from '../../../../src/agent/stacks/safepoint-wrapper.js'
import { MAX_SAMPLES } from '../../../../src/protocol/cadence.js'
import { INTERRUPT_URL } from '../../../../src/protocol/interrupt.js'
import {
  createSharedMemory,
  FloatField,
  IntField,
  readSlot,
  type Slot,
} from '../../../../src/protocol/shared-memory.js'
import { nowMs } from '../../../../src/system/clock.js'

afterEach(() => {
  Reflect.deleteProperty(Error, 'prepareStackTrace')
  Error.stackTraceLimit = 10
})

describe('an interrupt', () => {
  test('shows the blocking code, without the way to the capture', () => {
    const { capture, interrupt } = start()
    function blockingFunction() {
      interrupt()
    }
    blockingFunction()
    const [sample] = capture.takeSamples()
    expect(sample).toMatchObject({ source: 'interrupt', job: 0 })
    expect(sample?.stack[1]).toMatchObject({ function: 'blockingFunction', file: import.meta.filename })
    expect(sample?.stack.every(({ file }) => file !== INTERRUPT_URL)).toBe(true)
  })

  test('tells when it was asked for and when it was served', () => {
    const { capture, slot, interrupt } = start()
    const beforeMs = nowMs()
    slot.floats[FloatField.postedAtMs] = beforeMs - 30
    interrupt()
    const [sample] = capture.takeSamples()
    expect(sample?.postedAtMs).toBe(beforeMs - 30)
    expect(sample?.atMs).toBeGreaterThanOrEqual(beforeMs)
  })

  test('sees the context of the blocking code', () => {
    const storage = new AsyncLocalStorage<string>()
    const { capture, interrupt } = start({
      readContextSources: () => ({ own: [], users: [() => ({ route: storage.getStore() ?? '' })] }),
    })
    storage.run('/thumbnails', () => interrupt())
    expect(capture.takeSamples()).toMatchObject([{ context: { route: '/thumbnails' } }])
  })

  test('costs a sample, and nothing else, when the contexts cannot be read', () => {
    const { capture, interrupt } = start({
      readContextSources: () => {
        throw new Error('no request')
      },
    })
    interrupt()
    expect(capture.takeSamples()).toEqual([])
  })

  test('takes no sample of what a context function calls', () => {
    const slot = readSlot(createSharedMemory())
    const read = () => ({ user: String(wrapper('7')) })
    const { capture, interrupt } = start({ slot, readContextSources: () => ({ own: [], users: [read] }) })
    const onReturn = (native: string, cutAt: typeof wrapper) => capture.safepoint(native, cutAt)
    const { wrapper } = createWrapper('JSON.parse', parse, { ...lateFlag(slot), onReturn })
    slot.ints[IntField.late] = 1
    interrupt()
    expect(capture.takeSamples()).toMatchObject([{ source: 'interrupt', context: { user: '7' } }])
    // Still up: the native that blocks is to be named when it returns.
    expect(slot.ints[IntField.late]).toBe(1)
  })

  test('does without the type of a resource that does not tell', () => {
    const { capture, interrupt } = start()
    const job = new AsyncResource('ODDJOB')
    Object.defineProperty(job, 'constructor', {
      get: () => {
        throw new Error('no type')
      },
    })
    job.runInAsyncScope(interrupt)
    expect(capture.takeSamples()).toMatchObject([{ resourceType: '', asyncId: job.asyncId() }])
  })

  test('knows the async resource and the reason to ignore', () => {
    const { capture, interrupt } = start({ readIgnoredReason: () => 'once' })
    class ImageJob extends AsyncResource {}
    const job = new ImageJob('IMAGEJOB')
    job.runInAsyncScope(interrupt)
    expect(capture.takeSamples()).toMatchObject([
      { resourceType: 'ImageJob', asyncId: job.asyncId(), ignoredReason: 'once' },
    ])
  })

  test('does not take a name that is none from the async resource', () => {
    const { capture, interrupt } = start()
    class OddJob extends AsyncResource {
      static override name = (() => {}) as unknown as string
    }
    new OddJob('ODDJOB').runInAsyncScope(interrupt)
    expect(structuredClone(capture.takeSamples())).toMatchObject([{ resourceType: '' }])
  })

  test('leaves the user with the stack traces they have set up', () => {
    const { capture, interrupt } = start()
    let callCount = 0
    const own = () => {
      callCount += 1
      return 'mine'
    }
    Error.prepareStackTrace = own
    Error.stackTraceLimit = 0
    interrupt()
    expect({ prepareStackTrace: Error.prepareStackTrace, stackTraceLimit: Error.stackTraceLimit, callCount }).toEqual({
      prepareStackTrace: own,
      stackTraceLimit: 0,
      callCount: 0,
    })
    expect(capture.takeSamples()[0]?.stack.length).toBeGreaterThan(1)
  })

  test('leaves no trace where nothing was set up', () => {
    const { interrupt } = start()
    interrupt()
    expect(Object.hasOwn(Error, 'prepareStackTrace')).toBe(false)
    expect(Error.stackTraceLimit).toBe(10)
  })

  test('costs a sample, and nothing else, when Error cannot be changed', () => {
    const { capture, interrupt } = start()
    const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit') ?? {}
    Object.defineProperty(Error, 'stackTraceLimit', { value: 10, writable: false, configurable: true })
    expect(interrupt).not.toThrow()
    Object.defineProperty(Error, 'stackTraceLimit', limit)
    expect(capture.takeSamples()).toEqual([])
    expect(Object.hasOwn(Error, 'prepareStackTrace')).toBe(false)
  })

  test('in one of our own functions shows what lies below', () => {
    const ownTick = () => interrupt()
    const { capture, interrupt } = start({ readOwnFunctions: () => [ownTick] })
    function belowTick() {
      ownTick()
    }
    belowTick()
    expect(capture.takeSamples()[0]?.stack[0]).toMatchObject({ function: 'belowTick' })
  })

  test('while a safepoint is about to capture leaves it to that', () => {
    const { capture, slot, interrupt } = start()
    const { wrapper } = createWrapper('JSON.parse', parse, { ...lateFlag(slot), onReturn: () => interrupt() })
    slot.ints[IntField.late] = 1
    wrapper('[]')
    expect(capture.takeSamples()).toEqual([])
  })

  test('in the code that a wrapped native calls shows that code, without the wrapper', () => {
    const { capture, slot, interrupt } = start()
    const { wrapper } = createWrapper('JSON.parse', parse, { ...lateFlag(slot), onReturn: () => {} })
    slot.ints[IntField.late] = 1
    function readCatalog() {
      wrapper('[1]', function revive(_: string, value: unknown) {
        interrupt()
        return value
      })
    }
    readCatalog()
    const [sample] = capture.takeSamples()
    const functions = sample?.stack.map(frame => frame.function) ?? []
    expect(functions).toEqual(expect.arrayContaining(['revive', 'readCatalog']))
    expect(sample?.stack.filter(frame => frame.file?.includes('safepoints-wrapper'))).toEqual([])
  })

  test('tells a wrapper from a function of the same name', () => {
    const { capture, interrupt } = start({ readOwnFunctions: () => [function parse() {}] })
    function parse() {
      interrupt()
    }
    parse()
    expect(capture.takeSamples()[0]?.stack[1]).toMatchObject({ function: 'parse' })
  })
})

describe('a safepoint', () => {
  test('names the native and cuts its wrapper off', () => {
    const { capture, slot } = start()
    slot.ints[IntField.late] = 1
    const wrapper = () => capture.safepoint('JSON.parse', wrapper)
    function parseCatalog() {
      wrapper()
    }
    parseCatalog()
    expect(capture.takeSamples()).toMatchObject([{ source: 'safepoint', native: 'JSON.parse' }])
    expect(slot.ints[IntField.late]).toBe(0)
  })

  test('shows the caller of the native first', () => {
    const { capture } = start()
    const wrapper = () => capture.safepoint('JSON.parse', wrapper)
    function parseCatalog() {
      wrapper()
    }
    parseCatalog()
    expect(capture.takeSamples()[0]?.stack[0]).toMatchObject({ function: 'parseCatalog' })
  })
})

test('samples can be read without taking them away', () => {
  const { capture, interrupt } = start()
  interrupt()
  expect(capture.samples).toHaveLength(1)
  expect(capture.takeSamples()).toHaveLength(1)
  expect(capture.samples).toEqual([])
})

test('keeps a bounded number of samples of one block', () => {
  const { capture, interrupt } = start()
  const wrapper = () => capture.safepoint('JSON.parse', wrapper)
  for (let call = 0; call < 3 * MAX_SAMPLES; call += 1) {
    interrupt()
    wrapper()
  }
  expect(capture.samples).toHaveLength(2 * MAX_SAMPLES)
  expect(capture.overhead.sampleCount).toBe(2 * MAX_SAMPLES)
  expect(capture.overhead.captureMs).toBeGreaterThan(0)
})

// The original as the wrappers' type has it: a function of anything.
const parse = (...args: unknown[]): unknown => Reflect.apply(JSON.parse, JSON, args)

const lateFlag = (slot: Slot) => ({ flags: slot.ints, flagIndex: IntField.late })

function start(options: Partial<CaptureOptions> = {}) {
  const { slot = readSlot(createSharedMemory()) } = options
  const capture = createCapture({
    slot,
    readContextSources: () => ({ own: [], users: [] }),
    readIgnoredReason: () => undefined,
    readNatives: () => [],
    readOwnFunctions: () => [],
    ...options,
  })
  /** Interrupts as the watchdog does: by an expression with a name of its own. */
  const evaluate = runInThisContext(`(function (capture) { capture.interrupt() })`, INTERRUPT_URL)
  const interrupt = () => evaluate(capture)
  return { capture, slot, interrupt }
}
