import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { parse } from 'yaml'
import { type Outcome, runCommand } from '../package/run-script.js'
import { matchesOutput, normalizeOutput } from './normalize-output.js'
import { type CodeBlock, readCodeBlocks } from './read-code-blocks.js'

const root = fileURLToPath(new URL('../..', import.meta.url))
const BLOCK_LIMIT_MS = 120_000
const PROJECT = { name: 'app', private: true, type: 'module', scripts: { test: 'node --test' } }

/**
 * Runs every block of a page from top to bottom, as a reader would, in a throw-away project that has the packed package
 * and whose `npm test` is `node --test`.
 *
 * - `js` and `ts` run as ES modules (`ts` has to type-check first), `sh` in a shell; each has to end with its `exit=` code, 0 if
 *   nothing is said. `json` has to parse.
 * - `yaml`: every command of a CI job that calls loophound runs in a shell, with the same exit code.
 * - `file=app.mjs`: saved under that name for the blocks below, not run.
 * - `text` is what the block before it prints on stdout, or on stdout and then stderr, normalized; `…` alone on a line stands for
 *   any lines.
 * - `folder=repository`: runs in the repository. `skip="why"`: not run.
 *
 * @param installedFolder a project with the package in its node_modules
 * @returns what is wrong, a text a block; empty when all is right
 */
export async function runPage(markdown: string, installedFolder: string): Promise<string[]> {
  const folder = await mkdtemp(join(installedFolder, 'page-'))
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(PROJECT)}\n`)
  await symlink(join(installedFolder, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const wrong: string[] = []
  for (const block of readCodeBlocks(markdown)) {
    const problem = await runBlock(block, folder)
    if (problem) wrong.push(`line ${block.line}: ${problem}`)
  }
  await rm(folder, { recursive: true })
  return wrong
}

async function runBlock(block: CodeBlock, folder: string): Promise<string | undefined> {
  if (block.skip !== undefined) return block.skip === '' ? 'expected a reason to skip, got none' : undefined
  const problem = block.language === 'ts' ? await checkTypes(block, folder) : checkJson(block)
  if (problem) return problem
  if (block.file !== undefined) {
    await mkdir(dirname(join(folder, block.file)), { recursive: true })
    await writeFile(join(folder, block.file), block.code)
    return undefined
  }
  if (block.language === 'json') return undefined
  if (block.language === 'yaml') return runJob(block, folder)
  const outcome = await execute(block, folder)
  return judge(block, outcome, block.folder === 'repository' ? root.slice(0, -1) : folder)
}

function checkJson({ language, code }: CodeBlock): string | undefined {
  if (language !== 'json') return undefined
  try {
    JSON.parse(code)
    return undefined
  } catch (error) {
    return `expected JSON, got ${String(error)}`
  }
}

async function runJob(block: CodeBlock, folder: string): Promise<string | undefined> {
  const commands = listCommands(parse(block.code)).filter(command => command.includes('loophound run'))
  if (commands.length === 0) return 'expected a command with loophound run in it, file= or skip=, got none'
  for (const code of commands) {
    const command: CodeBlock = { ...block, language: 'sh', code }
    const problem = judge(command, await execute(command, folder), folder)
    if (problem) return problem
  }
  return undefined
}

/** What a job of GitHub Actions (`run`) or of GitLab CI (`script`) runs. */
function listCommands(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return []
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'run' && typeof value === 'string') return [value]
    if (key === 'script' && Array.isArray(value)) return value.filter(item => typeof item === 'string')
    return listCommands(value)
  })
}

async function checkTypes({ code, file }: CodeBlock, folder: string): Promise<string | undefined> {
  const name = join(folder, file ?? 'block.ts')
  await mkdir(dirname(name), { recursive: true })
  await writeFile(name, code)
  const program = ts.createProgram([name], {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    types: ['node'],
  })
  const problems = ts.getPreEmitDiagnostics(program, program.getSourceFile(name))
  return problems.length === 0 ? undefined : ts.flattenDiagnosticMessageText(problems[0]?.messageText, '\n')
}

async function execute({ language, code, folder: where }: CodeBlock, folder: string): Promise<Outcome> {
  const limits = { timeoutMs: BLOCK_LIMIT_MS, env: { PATH: readPath(folder) } }
  if (language === 'sh') return runCommand(where === 'repository' ? root : folder, 'sh', ['-e', '-c', code], limits)
  const script =
    language === 'ts' ? ts.transpile(code, { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext }) : code
  await writeFile(join(folder, 'block.mjs'), script)
  return runCommand(folder, process.execPath, ['block.mjs'], limits)
}

/** The project's executables first, then those of the tools that a reader would have installed. */
function readPath(folder: string): string {
  const folders = [join(folder, 'node_modules/.bin'), dirname(process.execPath), join(root, 'node_modules/.bin')]
  return [...folders, process.env.PATH].join(delimiter)
}

function judge(block: CodeBlock, { exitCode, stdout, stderr }: Outcome, folder: string): string | undefined {
  if (exitCode !== block.exit) return `expected exit code ${block.exit}, got ${exitCode}\n${stdout}${stderr}`
  if (block.output === undefined) return undefined
  const expected = normalizeOutput(block.output, folder)
  const actual = normalizeOutput(stdout + stderr, folder)
  if ([actual, normalizeOutput(stdout, folder)].some(printed => matchesOutput(expected, printed))) return undefined
  return `expected the output\n${expected}\n\ngot\n${actual}\n\nas printed\n${stdout}${stderr}`
}
