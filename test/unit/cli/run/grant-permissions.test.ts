import { describe, expect, test } from 'vitest'
import { grantPermissions } from '../../../../src/cli/run/command.js'

const grant = (...command: [string, ...string[]]) => grantPermissions(command, '/lib/dist/register.cjs', '/tmp/run')

describe('grantPermissions', () => {
  test('lets a command under the permission model read loophound and write its run files', () => {
    expect(grant('node', '--permission', 'app.js')).toEqual([
      'node',
      '--permission',
      '--allow-fs-read=/lib/dist/',
      '--allow-fs-write=/tmp/run/',
      'app.js',
    ])
    expect(grant('node', '--experimental-permission', 'app.js')).toHaveLength(5)
  })

  test('leaves any other command as it is', () => {
    expect(grant('npm', 'test')).toEqual(['npm', 'test'])
  })
})
