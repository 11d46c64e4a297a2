import type { Block } from '../model/block.js'
import type { Frame } from '../model/frame.js'

/**
 * Whether most of a block, in a thread that runs tests, was the test runner's own work: loading itself and the files of tests, reporting. A test
 * is what the user's code does; what the runner does on its behalf, such as compiling a file that a test file imports, is the runner's.
 */
export function isRunnerWork({ samples }: Pick<Block, 'samples'>): boolean {
  const known = samples.filter(({ stack }) => stack.length > 0)
  const ofRunner = known.filter(({ stack }) => isRunnerStack(stack))
  return sumMs(ofRunner) * 2 > sumMs(known)
}

function isRunnerStack(stack: readonly Frame[]): boolean {
  const first = stack.find(frame => frame.ownCode || (frame.package !== undefined && !isHelper(frame.package)))
  return first !== undefined && !first.ownCode && first.package !== undefined && isRunner(first.package)
}

function isRunner(name: string): boolean {
  return RUNNERS.test(name)
}

const RUNNERS =
  /^(?:jest|jest-(?!mock|diff|matcher-utils|message-util).+|@jest\/.+|babel-jest|vitest|@vitest\/(?!expect|spy).+|vite|vite-node|tinypool|mocha|ava|playwright|playwright-core|@playwright\/test)$/

/** What runners compile files with, which says nothing of whose work it is. */
function isHelper(name: string): boolean {
  return /^(?:@babel\/.+|babel-.+|source-map.*|@jridgewell\/.+|esbuild|rollup|es-module-lexer|pirates|browserslist|graceful-fs|yargs.*)$/.test(
    name,
  )
}

function sumMs(samples: readonly { weightMs: number }[]): number {
  return samples.reduce((sum, { weightMs }) => sum + weightMs, 0)
}
