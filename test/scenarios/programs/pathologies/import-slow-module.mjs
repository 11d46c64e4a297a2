// import() of a module whose top-level code is slow: the line to change is the import.
import { begin, repeat, wanderOff } from '../support/truth.cjs'

let round = 0

async function loadPlugin() {
  const end = begin()
  const plugin = await import(`../support/heavy-plugin.mjs?round=${round++}`) // BLOCK module-load loadPlugin
  wanderOff(plugin)
  end()
}

repeat(() => loadPlugin())
