import { relative } from 'node:path'
import type { Cause } from '../model/block.js'
import type { Frame } from '../model/frame.js'

/**
 * Identity of an offender across runs and machines: 12 hexadecimal digits over the cause, the culprit's function and its path
 * relative to `cwd`. Line numbers do not count, so an edit above the culprit does not make it a new offender.
 */
export function formatFingerprint(cause: Cause, culprit: Frame | undefined, cwd: string): string {
  const where = culprit ? [culprit.function, toStablePath(culprit, cwd)] : []
  // Not imported: an app that does not use it has it loaded only when something blocks.
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update([cause, ...where].join('\0'))
    .digest('hex')
    .slice(0, 12)
}

// Where a package lies differs between package managers and versions; what it is does not.
function toStablePath({ file, package: packageName }: Frame, cwd: string): string {
  const path = toRelativePath(file, cwd)
  return packageName === undefined ? path : path.slice(path.lastIndexOf('node_modules/'))
}

/** Path relative to the project, with forward slashes; Node's own and other unreal paths stay as they are. */
export function toRelativePath(file: string, cwd: string): string {
  if (!/^(?:[\\/]|[a-z]:[\\/])/i.test(file)) return file
  return relative(cwd, file).replaceAll('\\', '/')
}
