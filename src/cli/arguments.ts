import { parseArgs } from 'node:util'
import { checkOption, checkOptions } from '../model/check-option.js'
import { createBadUsage } from '../model/errors.js'
import { type AnyShape, findField, hasShape } from '../model/shape.js'
import { ACTIONS, type Action, OPTION_TABLE, type OptionRow } from './option-table.js'
import { createUnknownWord, type OptionValues, optionsShape, readWord } from './options.js'

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
  const [word, ...rest] = argv
  if (word === '--help' || word === '-h' || word === 'help') return { action: 'help' }
  if (word === '--version' || word === '-v') return { action: 'version' }
  if (word === undefined) throw createBadUsage('arguments', 'run, report or doctor', 'nothing; try loophound --help')
  const action = readWord('arguments', 'run, report or doctor', word, ACTIONS)
  const { words, options } = splitWords(rest, action)
  if (options.some(({ name }) => name === 'help')) return { action: 'help' }
  if (options.some(({ name }) => name === 'version')) return { action: 'version' }
  if (options.some(({ name }) => name === 'calibrate')) return readCalibrate(words)
  if (action === 'doctor') return { action, command: readNode(words) }
  const values = readValues(options)
  return action === 'run'
    ? { action, command: readCommand(words), ...values }
    : { action, files: readFiles(words), ...values }
}

/** An option as it stood on the command line. */
interface OptionWord {
  name: string
  value: string
}

function readValues(options: OptionWord[]): OptionValues {
  const entries = Object.entries(OPTION_TABLE).flatMap(([word, row]) => {
    const given = options.filter(({ name }) => name === word || name === row.opposite)
    return given.length > 0 && row.field ? [[row.field, readValue(row, given, options)] as const] : []
  })
  const pick = (group: string) =>
    Object.fromEntries(
      entries.flatMap(([field, value]) => (field.startsWith(group) ? [[field.slice(group.length), value]] : [])),
    )
  const plain = Object.fromEntries(entries.filter(([field]) => !field.includes('.')))
  const values = { ...plain, budget: pick('budget.'), baseline: pick('baseline.') }
  return checkOptions({ reporters: [], ignore: [], ...values }, optionsShape)
}

function readValue({ field, value, read, beside }: OptionRow, given: OptionWord[], all: OptionWord[]): unknown {
  const last = given.at(-1) ?? { name: '', value: '' }
  if (beside && !all.some(({ name }) => name === beside))
    throw createBadUsage(`--${last.name}`, `--${beside} beside it`, 'none')
  if (read) return read(given.map(word => word.value))
  if (!value) return !last.name.startsWith('no-')
  const path = field?.split('.') ?? []
  const shape = path.reduce((outer: AnyShape, name) => findField(outer, name) ?? outer, optionsShape)
  return hasShape(last.value, shape) ? last.value : checkOption(`--${last.name}`, toNumber(last.value), shape)
}

/** The number a word spells in decimal digits, or the word itself. */
function toNumber(word: string): number | string {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : word
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
  const options = ACTIONS.flatMap(listOptions).map(([name, { value, short }]) => [
    name,
    { type: value ? 'string' : 'boolean', ...(short ? { short } : {}) } as const,
  ])
  return parseArgs({ args: argv, options: Object.fromEntries(options), strict: false, tokens: true }).tokens
}

/** Every word that an action can have, with those that say the opposite of one that `--help` lists. */
function listOptions(action: Action): [word: string, row: OptionRow][] {
  return Object.entries(OPTION_TABLE)
    .filter(([, { actions = ['run', 'report'] }]) => actions.includes(action))
    .flatMap(([name, row]) => [name, row.opposite ?? name].map((word): [string, OptionRow] => [word, row]))
}

function readOptionWord(
  token: { name: string; rawName: string; value: string | undefined },
  action: Action,
): OptionWord {
  const { name, rawName, value } = token
  const known = new Map(listOptions(action))
  const row = known.get(name)
  const words = [...known.keys()].map(word => `--${word}`)
  if (!row) throw createUnknownWord(action, 'an option that --help lists', rawName, words)
  if (row.value && value === undefined) throw createBadUsage(rawName, `a value ${row.value}`, 'nothing')
  if (!row.value && value !== undefined) throw createBadUsage(rawName, 'no value', JSON.stringify(value))
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
