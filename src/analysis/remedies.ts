import { CAUSES, type Cause, type Remedy } from '../model/causes.js'
import { fitRemedy } from '../model/fit-remedy.js'
import type { Phase, Role } from '../model/phase.js'

/**
 * What to do about a block, or `undefined` when it is not the code's fault or nobody knows what it was.
 *
 * @param apiName name of Node's function that blocked
 * @param place where it was: other advice fits a pool, and start-up
 */
export function findRemedy(
  cause: Cause,
  apiName?: string,
  { role = 'app', phase = 'running' }: { role?: Role; phase?: Phase } = {},
): Remedy | undefined {
  const remedy = findGeneralRemedy(cause, apiName)
  return remedy && fitRemedy(remedy, { cause, phase, process: { role } })
}

function findGeneralRemedy(cause: Cause, apiName: string | undefined): Remedy | undefined {
  const twin = apiName === undefined ? undefined : (TWINS.get(apiName) ?? deriveTwin(apiName))
  if (apiName !== undefined && twin !== undefined) {
    return {
      ...CAUSES[cause].remedy,
      advice: `Use ${twin}: it ${WORKING.get(apiName.split('.', 1)[0] ?? '') ?? ''}leaves the event loop free.`,
      asyncTwin: twin,
    }
  }
  return CAUSES[cause].remedy
}

/** Where the twins of a module do their work. */
const WORKING: ReadonlyMap<string, string> = new Map([
  ['fs', 'runs on the thread pool and '],
  ['crypto', 'runs on the thread pool and '],
  ['zlib', 'runs on the thread pool and '],
  ['child_process', 'awaits the child and '],
])

const TWINS: ReadonlyMap<string, string> = new Map([
  ['Atomics.wait', 'Atomics.waitAsync'],
  ['crypto.randomBytes', 'crypto.randomBytes with a callback'],
  ['crypto.sign', 'crypto.sign with a callback'],
  ['crypto.verify', 'crypto.verify with a callback'],
  ['child_process.execSync', 'util.promisify(child_process.exec)'],
  ['child_process.execFileSync', 'util.promisify(child_process.execFile)'],
  ['child_process.spawnSync', 'child_process.spawn'],
])

// Where Node has a function without `Sync`, it is the twin: that is Node's own naming rule.
function deriveTwin(apiName: string): string | undefined {
  const [, moduleName, name] = /^(fs|crypto|zlib)\.(\w+)Sync$/.exec(apiName) ?? []
  if (moduleName === undefined || name === undefined) return undefined
  if (moduleName !== 'fs') return `${moduleName}.${name}`
  return CALLBACK_ONLY.has(name) ? undefined : `fs.promises.${name === 'exists' ? 'access' : name}`
}

const CALLBACK_ONLY = new Set([
  'open',
  'close',
  'read',
  'write',
  'readv',
  'writev',
  'fstat',
  'fsync',
  'fdatasync',
  'ftruncate',
  'futimes',
  'fchmod',
  'fchown',
])
