/** One fenced block of a page, with what its info string says after the language: `js file=app.mjs`. */
export interface CodeBlock {
  language: string
  code: string
  /** Line of the opening fence, 1-based. */
  line: number
  /** Save it under this name, for the blocks below it, instead of running it. */
  file?: string
  /** Exit code that is right for it. @default 0 */
  exit: number
  /** `repository` runs a shell block in the repository itself, all others in a throw-away project with the package. */
  folder: 'project' | 'repository'
  /** Why it is not run. */
  skip?: string
  /** What the `text` block after it says it prints. */
  output?: string
}

const FENCE = /^```(?<language>\w*)[ \t]*(?<info>[^\n]*)\n(?<code>.*?)^```[ \t]*$/gms
const ATTRIBUTE = /(?<name>\w+)=(?:"(?<quoted>[^"]*)"|(?<plain>\S+))/g
const LANGUAGES = ['js', 'ts', 'sh', 'json', 'yaml', 'text']
const ATTRIBUTES = ['file', 'exit', 'folder', 'skip']

/**
 * The fenced blocks of a page, each `text` block joined to the block it is the output of.
 *
 * @throws when a block has no known language, an unknown attribute, or is output of nothing
 */
export function readCodeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  for (const match of markdown.matchAll(FENCE)) {
    const { language = '', info = '', code = '' } = match.groups ?? {}
    const line = markdown.slice(0, match.index).split('\n').length
    if (!LANGUAGES.includes(language))
      throw new Error(`line ${line}: expected one of ${LANGUAGES.join(', ')}, got ${language || 'none'}`)
    if (language !== 'text') {
      blocks.push({ language, code, line, ...readAttributes(info, line) })
      continue
    }
    const last = blocks.at(-1)
    if (!last || last.output !== undefined || last.file !== undefined || last.skip !== undefined) {
      throw new Error(`line ${line}: expected output to follow a block that is run`)
    }
    last.output = code
  }
  return blocks
}

function readAttributes(info: string, line: number): Pick<CodeBlock, 'exit' | 'folder' | 'file' | 'skip'> {
  const found = [...info.matchAll(ATTRIBUTE)].map(({ groups }) => [
    groups?.name ?? '',
    groups?.quoted ?? groups?.plain ?? '',
  ])
  const unknown = found.find(([name = '']) => !ATTRIBUTES.includes(name))
  if (unknown) throw new Error(`line ${line}: expected one of ${ATTRIBUTES.join(', ')}, got ${unknown[0]}`)
  const { file, skip, exit = '0', folder = 'project' } = Object.fromEntries(found)
  if (folder !== 'project' && folder !== 'repository')
    throw new Error(`line ${line}: expected folder=repository, got ${folder}`)
  return {
    exit: Number(exit),
    folder,
    ...(file === undefined ? {} : { file }),
    ...(skip === undefined ? {} : { skip }),
  }
}
