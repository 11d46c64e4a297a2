// Sleeps in WebAssembly until a lock is free, which nobody frees: native code that takes no interrupts and no core.
const { repeatTimed } = require('../support/truth.cjs')

// (func (export "wait") (param i64) (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (local.get 0)))
const bytes = 'AGFzbQEAAAABBgFgAX4BfwILAQFtA21lbQIDAQEDAgEABwgBBHdhaXQAAAoOAQwAQQBBACAA/gECAAs='
const mem = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true })
const module_ = new WebAssembly.Module(Buffer.from(bytes, 'base64'))
const { exports: lock } = new WebAssembly.Instance(module_, { m: { mem } })

function takeLock() {
  return lock.wait(150_000_000n) // BLOCK sync-wait takeLock
}

repeatTimed(takeLock)
