import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
/** Takes 150 ms of CPU: on a busy machine longer, but never so little that waiting for a core would excuse it. */
const BLOCK = `const start = process.cpuUsage()
  while (process.cpuUsage(start).user < 150_000) for (let count = 0; count < 100_000; count++);`
const QUIET = 'setTimeout(() => {}, 200)'
/** Blocks in a timer, after the loop's first turn: what is due before that counts as startup. */
const BUSY = `setImmediate(() => setTimeout(function grind() { ${BLOCK} }, 200))`

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-cli-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Outcome {
  exitCode: number | null
  stdout: string
  stderr: string
}

/** Runs loophound in the test's folder, with a folder of its own for run directories. */
function run(
  args: string[],
  onOutput: (pid: number, stdout: string) => void = () => {},
  variables: Record<string, string> = {},
): Promise<Outcome> {
  // What these tests themselves run in must not show.
  const env = { ...process.env, GITHUB_ACTIONS: '', CI_PROJECT_DIR: '', TMPDIR: folder, ...variables }
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env })
  const outcome: Outcome = { exitCode: null, stdout: '', stderr: '' }
  child.stderr.on('data', chunk => {
    outcome.stderr += chunk
  })
  child.stdout.on('data', chunk => {
    outcome.stdout += chunk
    onOutput(child.pid ?? 0, outcome.stdout)
  })
  return new Promise(resolve => child.on('close', exitCode => resolve({ ...outcome, exitCode })))
}

function writeProgram(name: string, code: string): string {
  const file = join(folder, name)
  writeFileSync(file, code)
  return file
}

function readJson(name: string) {
  return JSON.parse(readFileSync(join(folder, name), 'utf8'))
}

function listRunDirectories(): string[] {
  return readdirSync(folder).filter(name => name.startsWith('loophound-'))
}

describe('loophound with bad input', () => {
  it.each([
    [[], 'arguments: expected run, report or doctor, got nothing; try loophound --help'],
    [['run', '--treshold', '9', '--', 'node'], 'did you mean --threshold?'],
    [['run', '--threshold', '4', '--', 'node'], '--threshold: expected a number of at least 5 (ms), got 4 (number)'],
    [
      ['run', '--max-blocks', 'few', '--', 'node'],
      '--max-blocks: expected a whole number of at least 0, got "few" (string)',
    ],
    [['run'], 'run: expected a command, as in loophound run -- node app.js, got nothing'],
    [['run', '--', './nope'], 'command: expected a program that can be started, got "./nope" (not found)'],
    [['report', 'nope.json'], 'nope.json: expected a readable JSON report, got ENOENT'],
  ])('refuses %j in one sentence with exit code 2', async (args, sentence) => {
    const { exitCode, stdout, stderr } = await run(args)
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ exitCode, stdout, left: listRunDirectories() }).toEqual({ exitCode: 2, stdout: '', left: [] })
  })

  it('refuses a report that is another tool’s or of another schema version, and writes nothing', async () => {
    writeProgram('foreign.json', '{"name":"app"}')
    writeProgram('future.json', '{"schemaVersion":2}')
    const foreign = await run(['report', 'foreign.json'])
    const future = await run(['report', 'future.json', '--reporter', 'json=out.json'])
    expect(foreign.stderr).toBe(
      'loophound: foreign.json: expected a loophound report with schemaVersion 1, got a file without one\n',
    )
    expect(future.stderr).toBe(
      'loophound: future.json: expected a loophound report with schemaVersion 1, got 2 (number)\n',
    )
    expect([foreign.exitCode, future.exitCode]).toEqual([2, 2])
    expect(readdirSync(folder)).not.toContain('out.json')
  })

  it('writes the other reports when one cannot be written', async () => {
    writeProgram('file', '')
    const { exitCode, stderr, stdout } = await run([
      ...['run', '--reporter', 'junit=file/report.xml', '--reporter', 'json=good.json', '--reporter', 'text'],
      ...['--', 'node', '-e', QUIET],
    ])
    expect(stderr).toMatch(/^loophound: --reporter: expected file\/report\.xml to be writable, got E/)
    expect(stdout).toContain('verdict')
    expect(readJson('good.json').verdict.status).toBe('pass')
    expect(exitCode).toBe(2)
  })

  it('cannot judge a command that starts no Node process', async () => {
    const { exitCode, stdout } = await run(['run', '--', 'true'])
    expect(stdout).toContain('inconclusive: no Node process was measured')
    expect(exitCode).toBe(2)
  })
})

describe('loophound run', () => {
  it('fails with exit code 1 when a block is over budget, names its line, and leaves no files', async () => {
    writeProgram('busy.cjs', `${QUIET}\n${BUSY}\n`)
    const { exitCode, stdout, stderr } = await run(['run', '--', 'node', 'busy.cjs'])
    expect(stdout).toMatch(/\n {2}grind busy\.cjs:[34]:\d+\n/)
    expect(stdout).toContain('fail: expected at most 0 blocks, got 1')
    expect({ exitCode, stderr, left: listRunDirectories() }).toEqual({ exitCode: 1, stderr: '', left: [] })
  })

  it('prints its report after the output of the command', async () => {
    const { stdout } = await run(['run', '--', 'node', '-e', 'console.log("hello")'])
    expect(stdout).toMatch(/^hello\n\nloophound: no block/)
  })

  it.each([
    ['passes', ['--max-blocks', '1'], BUSY, 0],
    ['passes', ['--max-block', '5000'], BUSY, 0],
    ['fails', ['--max-block', '100'], BUSY, 1],
    ['fails', ['--max-total', '100'], BUSY, 1],
    ['passes', [], QUIET, 0],
    ['keeps the exit code of the command', [], 'process.exit(7)', 7],
    [
      'keeps the exit code of a command that blocks',
      [],
      `setImmediate(() => setTimeout(() => { ${BLOCK} process.exit(7) }, 200))`,
      7,
    ],
  ])('%s with options %j', async (_, options, code, exitCode) => {
    expect((await run(['run', ...options, '--', 'node', '-e', code])).exitCode).toBe(exitCode)
  })

  it('writes a JSON report that its schema accepts and that agrees with the text', async () => {
    writeProgram('busy.cjs', BUSY)
    const { stdout } = await run([
      ...['run', '--reporter', 'text', '--reporter', 'json=out/report.json', '--', 'node', 'busy.cjs'],
    ])
    const ajv = new Ajv2020({ allowUnionTypes: true })
    addFormats.default(ajv)
    const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'))
    const report = readJson('out/report.json')
    ajv.validate(schema, report)
    expect(ajv.errors).toBeNull()
    const { function: name, line, column } = report.offenders[0].culprit
    expect(stdout).toContain(`${name} busy.cjs:${line}:${column}`)
  })

  it('annotates the line and appends to the step summary under GitHub Actions', async () => {
    writeProgram('busy.cjs', BUSY)
    const variables = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    }
    const { exitCode, stdout } = await run(['run', '--', 'node', 'busy.cjs'], () => {}, variables)
    expect(stdout).toMatch(/\n::error title=loophound%3A fail::expected at most 0 blocks, got 1\n/)
    expect(stdout).toMatch(/\n::error title=loophound%3A grind blocked .*,file=busy\.cjs,line=\d,col=\d+::.+\n$/)
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(
      /## loophound: fail\n.*\| 1 \| `grind` \| `busy\.cjs:/s,
    )
    expect(exitCode).toBe(1)
  })

  it('merges the processes that a command starts', async () => {
    writeProgram('child.cjs', BUSY)
    writeProgram(
      'parent.cjs',
      `require('node:child_process').fork(__dirname + '/child.cjs')
       require('node:child_process').spawn(process.execPath, [__dirname + '/child.cjs'])`,
    )
    await run(['run', '--reporter', 'json=report.json', '--', 'node', 'parent.cjs'])
    const { processes, offenders } = readJson('report.json')
    expect(processes.map(({ argv }: { argv: string[] }) => argv[1]?.replace(folder, '')).sort()).toEqual([
      '/child.cjs',
      '/child.cjs',
      '/parent.cjs',
    ])
    // Others on a busy machine: the start of a process may be one.
    expect(offenders[0]).toMatchObject({ count: 2, culprit: { function: 'grind' } })
  })

  it('keeps what NODE_OPTIONS asks for', async () => {
    const code = 'console.log(require("node:v8").getHeapStatistics().heap_size_limit < 200e6)'
    const command = `NODE_OPTIONS="$NODE_OPTIONS --max-old-space-size=100" exec node -e '${code}'`
    expect((await run(['run', '--', 'sh', '-c', command])).stdout).toMatch(/^true\n/)
  })

  it('hands SIGTERM to the command and still reports', async () => {
    const code = `process.on('SIGTERM', () => process.exit(0)); console.log('up'); setInterval(() => {}, 1000)`
    let isSent = false
    const { exitCode, stdout } = await run(['run', '--', 'node', '-e', code], (pid, output) => {
      if (output.includes('up') && !isSent) isSent = process.kill(pid, 'SIGTERM')
    })
    expect(stdout).toMatch(/verdict +pass/)
    expect(exitCode).toBe(0)
  })

  it('outlives a second SIGINT until the report is written', async () => {
    const code = `let count = 0
      process.on('SIGINT', () => { console.log('got', ++count); if (count === 2) process.exit(0) })
      console.log('up'); setInterval(() => {}, 1000)`
    let sent = 0
    const { exitCode, stdout } = await run(['run', '--', 'node', '-e', code], (pid, output) => {
      const answered = (output.match(/got \d/g) ?? []).length
      if (output.includes('up') && sent === answered && sent < 2) {
        sent++
        process.kill(pid, 'SIGINT')
      }
    })
    expect(stdout).toMatch(/got 1\ngot 2\n[\s\S]*verdict +pass/)
    expect(exitCode).toBe(0)
  })

  it('reports what a killed command did before, and says that it was killed', async () => {
    const code = `setTimeout(() => { ${BLOCK}; setTimeout(() => process.kill(process.pid, 'SIGKILL'), 700) }, 200)`
    const { exitCode, stdout, stderr } = await run(['run', '--', 'node', '-e', code])
    expect(stdout).toContain('got 1')
    expect(stderr).toBe('loophound: command: expected it to end by itself, got SIGKILL\n')
    expect(exitCode).toBe(2)
  })

  it('keeps the rest of a run when one run file is cut off and another is of another version', async () => {
    const code = `const { runDirectory } = JSON.parse(process.env.LOOPHOUND_RUN)
      const fs = require('node:fs'), own = runDirectory + '/' + process.pid + '-0.ndjson'
      setTimeout(() => {
        const text = fs.readFileSync(own, 'utf8')
        fs.writeFileSync(runDirectory + '/1-0.ndjson', text + '{"type":"blo')
        fs.writeFileSync(runDirectory + '/2-0.ndjson', text.replace('"schemaVersion":1', '"schemaVersion":9'))
        fs.writeFileSync(runDirectory + '/3-0.ndjson', 'not ours')
      }, 900)`
    const { stdout } = await run(['run', '--reporter', 'text', '--', 'node', '-e', `${BUSY};${code}`])
    expect(stdout).toMatch(/process 1\b.*: the last line of its run file is cut off/)
    expect(stdout).toContain('process 2: its run file: schemaVersion: expected 1, got 9 (number)')
    expect(stdout).toContain('process 3: its run file: expected a process line, got "not ours" (string)')
    expect(stdout).toContain('got 2')
  })

  it('says which mechanism the permission model takes away', async () => {
    const { exitCode, stdout } = await run([
      'run',
      '--',
      'node',
      '--experimental-permission',
      '--allow-fs-read=*',
      '--allow-fs-write=*',
      '-e',
      '0',
    ])
    expect(stdout).toMatch(/interrupts.* off: permission-model/)
    expect(exitCode).not.toBe(1)
  })

  it('leaves the runner of node --test alive when it blocks', async () => {
    writeProgram(
      'slow-reporter.mjs',
      `export default async function* report(events) {
         for await (const { type } of events) {
           if (type === 'test:pass') { ${BLOCK} }
           yield type + '\\n'
         }
       }`,
    )
    writeProgram('a.test.mjs', `import { test } from 'node:test'; test('a', () => {})`)
    const reporter = '--test-reporter=./slow-reporter.mjs'
    const { exitCode, stdout, stderr } = await run([
      'run',
      '--max-blocks',
      '9',
      '--',
      'node',
      '--test',
      reporter,
      'a.test.mjs',
    ])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout).toMatch(/interrupts.* off: test-runner/)
  })

  it('draws nothing where stderr is no terminal', async () => {
    const { stderr } = await run(['run', '--', 'node', '-e', `${BUSY}; setTimeout(() => {}, 1200)`])
    expect(stderr).toBe('')
  })
})

describe('loophound run on a terminal', () => {
  // `script` of util-linux gives its command a terminal.
  const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

  it.runIf(hasScript)('shows blocks so far while the command runs, and then the report', async () => {
    writeProgram('busy.cjs', `${BUSY}; setTimeout(() => console.log('later'), 2000)`)
    const command = [process.execPath, BIN, 'run', '--', process.execPath, 'busy.cjs'].join(' ')
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { ...process.env, GITHUB_ACTIONS: '', TMPDIR: folder },
    })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    await new Promise(resolve => child.on('close', resolve))
    expect(output).toMatch(/loophound: 1 block so far, worst \d+ ms[\s\S]*later[\s\S]*1 block of 50 ms/)
  })
})

describe('loophound report', () => {
  it('renders a saved report again, merged, and judges it with its own budget', async () => {
    writeProgram('busy.cjs', BUSY)
    await run(['run', '--reporter', 'json=a.json', '--', 'node', 'busy.cjs'])
    const once = await run(['report', 'a.json'])
    const twice = await run(['report', 'a.json', 'a.json', '--max-blocks', '2', '--reporter', 'json=b.json'])
    expect(once.stdout).toMatch(/1\. javascript {2}1 block,[\s\S]*> \d │/)
    expect(once.exitCode).toBe(1)
    expect(readJson('b.json').offenders).toMatchObject([{ count: 2 }])
    expect(twice.exitCode).toBe(0)
  })
})
