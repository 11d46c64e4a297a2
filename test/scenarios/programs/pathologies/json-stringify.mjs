// JSON.stringify of a large value: native code that takes no interrupts.
import { scale } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

// Numbers: no garbage is left whose collection would block the loop later.
const createCatalog = count => Array.from({ length: count }, (_, i) => Math.sqrt(i))

function saveCatalog(catalog) {
  return JSON.stringify(catalog) // BLOCK json saveCatalog
}

const catalog = scale(JSON.stringify, createCatalog, 300_000)
repeatTimed(() => saveCatalog(catalog))
