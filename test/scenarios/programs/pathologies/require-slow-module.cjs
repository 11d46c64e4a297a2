// require() of a module whose top-level code is slow, in a request's path: the line to change is the require.
const { repeatTimed } = require('../support/truth.cjs')

function loadPlugin() {
  delete require.cache[require.resolve('../support/heavy-plugin.cjs')]
  return require('../support/heavy-plugin.cjs') // BLOCK module-load loadPlugin
}

repeatTimed(() => loadPlugin())
