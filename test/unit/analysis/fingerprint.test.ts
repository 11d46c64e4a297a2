import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatFingerprint, toRelativePath } from '../../../src/analysis/fingerprint.js'
import { judgeFrame } from '../../../src/analysis/frames/frame.js'
import { foreign } from './fake-evidence.js'

const frame = judgeFrame(foreign('makeThumbnail', '/app/src/image.js', 12))

test('is made of cause, function and path relative to the project', () => {
  const expected = createHash('sha256').update('javascript\0makeThumbnail\0src/image.js').digest('hex').slice(0, 12)
  expect(formatFingerprint('javascript', frame, '/app')).toBe(expected)
})

test('depends neither on lines nor on where the project lies', () => {
  const segment = fc.stringMatching(/^[a-z]{1,8}$/)
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.array(segment, { minLength: 1, maxLength: 4 }), (line, column, parts) => {
      const root = `/${parts.join('/')}`
      const moved = { ...frame, line, column, file: `${root}/src/image.js` }
      expect(formatFingerprint('javascript', moved, root)).toBe(formatFingerprint('javascript', frame, '/app'))
    }),
  )
})

test('depends on cause, function and file', () => {
  const all = [
    formatFingerprint('javascript', frame, '/app'),
    formatFingerprint('json', frame, '/app'),
    formatFingerprint('javascript', { ...frame, function: 'other' }, '/app'),
    formatFingerprint('javascript', { ...frame, file: '/app/src/other.js' }, '/app'),
    formatFingerprint('javascript', undefined, '/app'),
  ]
  expect(new Set(all).size).toBe(all.length)
})

test('depends on the package, not on where a package manager put it', () => {
  const hoisted = judgeFrame(foreign('parse', '/app/node_modules/xml/index.js'))
  const stored = judgeFrame(foreign('parse', '/app/node_modules/.pnpm/xml@2.1.0/node_modules/xml/index.js'))
  expect(formatFingerprint('javascript', stored, '/app')).toBe(formatFingerprint('javascript', hoisted, '/app'))
})

test('leaves the names of Node’s own files alone', () => {
  expect(toRelativePath('node:internal/timers', '/app')).toBe('node:internal/timers')
})
