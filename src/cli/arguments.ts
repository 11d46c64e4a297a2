import { parseArgs } from 'node:util'
import { type Action, ALL_OPTIONS, createBadUsage, createUnknownWord } from './option-table.js'
import { type OptionValues, type OptionWord, readOptionValues } from './options.js'

/** A command line, understood. */
export type Arguments =
  | { action: 'help' | 'version' }
  | ({ action: 'report'; files: string[] } & OptionValues)
  | { action: 'doctor'; command: [program: string, ...args: string[]] }
  | { action: 'calibrate' }
  | ({ action: 'run'; command: [program: string, ...args: string[]] } & OptionValues)

/**
 * Reads what follows `loophound` on the command line. For `run`, everything after `--` or from the first word that is not an option on
 * is the command.
 *
 * @throws LoophoundError when something is missing, unknown or out of range
 */
export function readArguments(argv: string[]): Arguments {
  const [action, ...rest] = argv
  if (action === '--help' || action === '-h' || action === 'help') return { action: 'help' }
  if (action === '--version' || action === '-v') return { action: 'version' }
  if (action === undefined) throw createBadUsage('arguments', 'run, report or doctor', 'nothing; try loophound --help')
  if (action !== 'run' && action !== 'report' && action !== 'doctor')
    throw createUnknownWord('arguments', 'run, report or doctor', action, ['run', 'report', 'doctor'])
  const { words, options } = splitWords(rest, action)
  if (options.some(({ name }) => name === 'help')) return { action: 'help' }
  if (options.some(({ name }) => name === 'version')) return { action: 'version' }
  if (options.some(({ name }) => name === 'calibrate')) return readCalibrate(words)
  if (action === 'doctor') return { action, command: readNode(words) }
  const values = readOptionValues(options)
  return action === 'run'
    ? { action, command: readCommand(words), ...values }
    : { action, files: readFiles(words), ...values }
}

// It measures the Node.js that runs loophound itself.
function readCalibrate(words: string[]): Arguments {
  if (words.length > 0) throw createBadUsage('--calibrate', 'no command', JSON.stringify(words.join(' ')))
  return { action: 'calibrate' }
}

function splitWords(argv: string[], action: Action): { words: string[]; options: OptionWord[] } {
  const words: string[] = []
  const options: OptionWord[] = []
  for (const token of parseTokens(argv)) {
    if (action !== 'report' && token.kind !== 'option') {
      return { words: argv.slice(token.kind === 'positional' ? token.index : token.index + 1), options }
    }
    if (token.kind === 'positional') words.push(token.value)
    if (token.kind === 'option') options.push(readOptionWord(token, action))
  }
  return { words, options }
}

// Not strict: Node's own sentences name neither what was expected nor what was meant.
function parseTokens(argv: string[]): NonNullable<ReturnType<typeof parseArgs>['tokens']> {
  const options = Object.entries(ALL_OPTIONS).map(([name, { value, short }]) => [
    name,
    { type: value ? 'string' : 'boolean', ...(short ? { short } : {}) } as const,
  ])
  return parseArgs({ args: argv, options: Object.fromEntries(options), strict: false, tokens: true }).tokens
}

function readOptionWord(
  token: { name: string; rawName: string; value: string | undefined },
  action: Action,
): OptionWord {
  const { name, rawName, value } = token
  const known = Object.keys(ALL_OPTIONS).filter(key => ALL_OPTIONS[key]?.actions.includes(action))
  const entry = known.includes(name) ? ALL_OPTIONS[name] : undefined
  if (!entry)
    throw createUnknownWord(
      action,
      'an option that --help lists',
      rawName,
      known.map(key => `--${key}`),
    )
  if (entry.value && value === undefined) throw createBadUsage(rawName, `a value ${entry.value}`, 'nothing')
  if (!entry.value && value !== undefined) throw createBadUsage(rawName, 'no value', JSON.stringify(value))
  return { name, value: value ?? '' }
}

function readCommand(words: string[]): [string, ...string[]] {
  const [program, ...args] = words
  if (!program) throw createBadUsage('run', 'a command, as in loophound run -- node app.js', 'nothing')
  return [program, ...args]
}

function readNode([program = process.execPath, ...args]: string[]): [string, ...string[]] {
  return [program, ...args]
}

function readFiles(words: string[]): string[] {
  if (words.length === 0)
    throw createBadUsage('report', 'at least one JSON report, as in loophound report report.json', 'nothing')
  return words
}
