// JSON.stringify of a large value: native code that takes no interrupts.
import { repeatTimed } from '../support/truth.cjs'

// Numbers: no garbage is left whose collection would block the loop later.
const catalog = Array.from({ length: 2_600_000 }, (_, i) => Math.sqrt(i))

function saveCatalog() {
  return JSON.stringify(catalog) // BLOCK json saveCatalog
}

repeatTimed(() => saveCatalog())
