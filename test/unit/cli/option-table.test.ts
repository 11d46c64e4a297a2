import { describe, expect, test } from 'vitest'
import { formatHelp, OPTION_TABLE } from '../../../src/cli/option-table.js'
import { configShape } from '../../../src/formats/config.js'
import { listShapeFields } from '../formats/list-fields.js'

/** Where the config says what an option says. */
const CONFIG_FIELDS: Record<string, string> = {
  threshold: '.thresholdMs?',
  'hang-after': '.hangAfterMs?',
  'hang-timeout': '.hangTimeoutMs?',
  'startup-limit': '.startupLimitMs?',
  'no-source-maps': '.sourceMaps?',
  'no-sampler': '.sampler?',
  'no-requests': '.requests?',
  callbacks: '.callbacks?',
  reporter: '.reporters?',
  judge: '.judge?',
  'max-blocks': '.budget.maxBlocks?',
  'max-block': '.budget.maxBlockMs?',
  'max-total': '.budget.maxTotalMs?',
  'max-delay-p99': '.budget.maxDelayP99Ms?',
  'max-startup': '.budget.maxStartupMs?',
  baseline: '.baseline.file',
  'baseline-factor': '.baseline.factor?',
  'fail-stale': '.baseline.failStale?',
  ignore: '.ignore?',
  'on-inconclusive': '.onInconclusive?',
}

/** What makes sense for a single run only. */
const RUN_ONLY = ['update-baseline', 'accept-new', 'config', 'help', 'version']

describe('OPTION_TABLE', () => {
  test('has no option of run that cannot stand in the config', () => {
    const fields = listShapeFields(configShape)
    const options = Object.keys(OPTION_TABLE).filter(name => OPTION_TABLE[name]?.actions.includes('run'))
    const missing = options.filter(name => !RUN_ONLY.includes(name) && !fields.includes(CONFIG_FIELDS[name] ?? ''))
    expect(missing).toEqual([])
  })

  test('is printed by --help, with the flags that undo what the config says', () => {
    const help = formatHelp()
    expect(Object.keys(OPTION_TABLE).filter(name => !help.includes(`--${name}`))).toEqual([])
    expect(help).toMatch(/the config says already, --.*--sampler.* and --no-fail-stale undo\./)
  })
})
