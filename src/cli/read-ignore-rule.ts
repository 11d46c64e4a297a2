import type { IgnoreRule } from '../model/ignore-rule.js'
import { createBadUsage } from './bad-usage.js'
import { checkRule } from './check-config.js'

/**
 * Reads an ignore rule from the command line: `key=value` pairs, of which `reason` is the last and takes all the rest.
 *
 * @throws LoophoundError when it is no rule, or one without a reason
 * @example
 * readIgnoreRule('function=render file=src/** reason=start-up only')
 * // { function: 'render', file: 'src/**', reason: 'start-up only' }
 */
export function readIgnoreRule(words: string): IgnoreRule {
  const [, matchers = words, reason] = /^(.*?)(?:^|\s)reason=(.*)$/s.exec(words) ?? []
  const keys = [...matchers.matchAll(/(?:^|\s)(?<key>\w+)=/g)]
  if (keys.length === 0 || matchers.slice(0, keys[0]?.index).trim() !== '')
    throw createBadUsage('--ignore', "a rule such as 'function=render reason=start-up only'", JSON.stringify(words))
  const pairs = keys.map(({ index, 0: match, groups }, position) => {
    return [groups?.key, matchers.slice(index + match.length, keys[position + 1]?.index).trim()]
  })
  return checkRule(
    { ...Object.fromEntries(pairs), ...(reason === undefined ? {} : { reason: reason.trim() }) },
    '--ignore',
  )
}
