// import() of a module whose top-level code is slow: the line to change is the import.
import { repeat } from '../support/truth.cjs'

let round = 0

async function loadPlugin() {
  const plugin = await import(`../support/heavy-plugin.mjs?round=${round++}`) // BLOCK module-load loadPlugin
  return plugin.total
}

repeat(() => loadPlugin())
