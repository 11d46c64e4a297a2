/**
 * Whether a path with forward slashes, or a name, matches a glob. `*` is any text without a slash, `?` one character that is none, `**` any
 * number of folders (as a whole part of the path), `{a,b}` one of these; `!` in front turns it round, and what follows a backslash stands for
 * itself, as everything else does. Names that begin with a dot are like others, and a leading `./` says nothing.
 *
 * @example
 * matchesGlob('src/jobs/resize.ts', 'src/**' + '/*.{js,ts}') // true
 */
export function matchesGlob(text: string, glob: string): boolean {
  const isNegated = glob.startsWith('!')
  const known = compiled.get(glob) ?? compile(isNegated ? glob.slice(1) : glob)
  compiled.set(glob, known)
  return known.test(text) !== isNegated
}

const compiled = new Map<string, RegExp>()

function compile(glob: string): RegExp {
  return new RegExp(`^(?:${expandBraces(hideEscaped(glob).replace(/^\.\//, '')).map(toSource).join('|')})$`, 's')
}

// Characters for private use stand for those that were escaped, as long as a glob is read.
function hideEscaped(glob: string): string {
  return glob.replace(/\\([ -~])/g, (_, character: string) =>
    String.fromCharCode(character.charCodeAt(0) + PRIVATE_USE),
  )
}

const PRIVATE_USE = 0xe000

/** The globs that one with `{a,b}` stands for. Braces without a comma, or without their other half, are text. */
function expandBraces(glob: string): string[] {
  const [whole, before = '', inside = '', after = ''] = /^(.*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(glob) ?? []
  if (whole === undefined) return [glob]
  return inside.split(',').flatMap(choice => expandBraces(`${before}${choice}${after}`))
}

function toSource(glob: string): string {
  const parts = glob.split('/')
  return parts.map((part, index) => toPartSource(part, index === parts.length - 1)).join('')
}

function toPartSource(part: string, isLast: boolean): string {
  if (part === '**') return isLast ? '.*' : '(?:[^/]*/)*'
  const source = part.replace(
    /\*+|\?|[.+^${}()|[\]\\\ue020-\ue07e]/g,
    found => WILDCARDS[found[0] ?? ''] ?? escapeCharacter(found),
  )
  return isLast ? source : `${source}/`
}

const WILDCARDS: Record<string, string> = { '*': '[^/]*', '?': '[^/]' }

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0)
  return `\\x${(code < PRIVATE_USE ? code : code - PRIVATE_USE).toString(16).padStart(2, '0')}`
}
