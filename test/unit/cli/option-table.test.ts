import { describe, expect, test } from 'vitest'
import { formatHelp, OPTION_TABLE } from '../../../src/cli/option-table.js'
import { configShape } from '../../../src/formats/config.js'
import { type AnyShape, findField } from '../../../src/model/shape.js'

/** What makes sense for a single run only. */
const ONE_RUN_ONLY = ['update-baseline', 'accept-new', 'config', 'calibrate', 'help', 'version']

function findInConfig(path: string[]): AnyShape | undefined {
  return path.reduce((shape: AnyShape | undefined, name) => shape && findField(shape, name), configShape)
}

describe('OPTION_TABLE', () => {
  test('has no option of a run that cannot stand in the config', () => {
    const options = Object.entries(OPTION_TABLE).filter(([name]) => !ONE_RUN_ONLY.includes(name))
    const missing = options.filter(([, { field }]) => findInConfig(field?.split('.') ?? ['']) === undefined)
    expect(missing).toEqual([])
  })

  test('is printed by --help, with the flags that undo what the config says', () => {
    const help = formatHelp()
    expect(Object.keys(OPTION_TABLE).filter(name => !help.includes(`--${name}`))).toEqual([])
    expect(help).toMatch(/the config says already, --.*--sampler.* and --no-fail-stale undo\./)
  })
})
