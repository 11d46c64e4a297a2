/**
 * Whether a path with forward slashes, or a name, matches a glob. `*` is any text without a slash, `?` one character that is none, `**` any
 * number of folders (as a whole part of the path), `{a,b}` one of these; everything else stands for itself. Names that begin with a dot are
 * like others, and a leading `./` says nothing.
 *
 * @example
 * matchesGlob('src/jobs/resize.ts', 'src/**' + '/*.{js,ts}') // true
 */
export function matchesGlob(text: string, glob: string): boolean {
  const known = compiled.get(glob) ?? compile(glob)
  compiled.set(glob, known)
  return known.test(text)
}

const compiled = new Map<string, RegExp>()

function compile(glob: string): RegExp {
  return new RegExp(`^(?:${expandBraces(glob.replace(/^\.\//, '')).map(toSource).join('|')})$`, 's')
}

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
  const source = part.replace(/\*+|\?|[.+^${}()|[\]\\]/g, found => WILDCARDS[found[0] ?? ''] ?? `\\${found}`)
  return isLast ? source : `${source}/`
}

const WILDCARDS: Record<string, string> = { '*': '[^/]*', '?': '[^/]' }
