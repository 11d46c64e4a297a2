import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { findOldestAndNewest } from '../node-matrix/find-nodes.mjs'

const program = fileURLToPath(new URL('programs/printing/watch-and-block.mjs', import.meta.url))
const entry = new URL('../../dist/index.js', import.meta.url).href
// `script` of util-linux gives its command a terminal.
const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

describe.each(findOldestAndNewest())('what watch() prints, on $name', ({ execPath }) => {
  const command = [execPath, program, entry]

  test.each<[string, NodeJS.ProcessEnv, boolean]>([
    ['a pipe', {}, false],
    ['a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, true],
    ['a pipe with both variables', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('has the colors that are wanted on %s', async (_, env, isColored) => {
    const printed = await print(command, env)
    expect(stripVTControlCharacters(printed)).toMatch(/loophound.* the event loop was blocked for .*: javascript/)
    expect(printed !== stripVTControlCharacters(printed)).toBe(isColored)
  })

  test.runIf(hasScript).each<[string, NodeJS.ProcessEnv, boolean]>([
    ['a terminal', {}, true],
    ['a terminal with NO_COLOR', { NO_COLOR: '1' }, false],
    ['a terminal with FORCE_COLOR=0', { FORCE_COLOR: '0' }, false],
  ])('has the colors that are wanted on %s', async (_, env, isColored) => {
    const printed = await print(['script', '-qec', command.join(' '), '/dev/null'], env)
    expect(stripVTControlCharacters(printed)).toMatch(/loophound.* the event loop was blocked for .*: javascript/)
    expect(printed !== stripVTControlCharacters(printed)).toBe(isColored)
  })
})

async function print([command = '', ...args]: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { NO_COLOR, FORCE_COLOR, ...own } = process.env
  const child = spawn(command, args, { env: { ...own, TERM: 'xterm', ...env }, timeout: 30_000 })
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return stdout + stderr
}
