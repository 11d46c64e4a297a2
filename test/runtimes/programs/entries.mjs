// Loads every entry that acts on load or starts something, and uses what it can without a test runner.
import '../../../dist/register.js'
import { createExecutor, yieldToLoop } from '../../../dist/executor.js'
import { assertNonBlocking, ignoreBlocking, observe } from '../../../dist/index.js'
import { toBlock } from '../../../dist/jest.js'

await yieldToLoop()
await createExecutor().stop()
const result = await assertNonBlocking(() => ignoreBlocking(() => 'kept', 'only to call it'))
const observed = await observe(() => block(120))
const matched = await toBlock(() => block(120))
console.log(JSON.stringify({ result, blockCount: observed.blocks.length, pass: matched.pass, says: matched.message() }))

function block(ms) {
  const startMs = performance.now()
  while (performance.now() - startMs < ms);
}
