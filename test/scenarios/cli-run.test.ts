import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { BLOCK, BUSY, QUIET } from './busy-code.js'
import { BIN, createCommandLine } from './command-line.js'

const cli = createCommandLine()

describe('loophound run', () => {
  test('fails with exit code 1 when a block is over budget, names its line, and leaves no files', async () => {
    cli.write('busy.cjs', `${QUIET}\n${BUSY}\n`)
    const { exitCode, stdout, stderr } = await cli.run(['run', '--', 'node', 'busy.cjs'])
    expect(stdout).toMatch(/\n {2}grind busy\.cjs:[34]:\d+\n/)
    expect(stdout).toContain('fail: 1 block, 0 allowed')
    expect({ exitCode, stderr, left: listRunDirectories() }).toEqual({ exitCode: 1, stderr: '', left: [] })
  })

  test('prints its report after the output of the command', async () => {
    const { stdout } = await cli.run(['run', '--', 'node', '-e', 'console.log("hello")'])
    expect(stdout).toMatch(/^hello\n\nloophound: no block/)
  })

  test.each([
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
    expect((await cli.run(['run', ...options, '--', 'node', '-e', code])).exitCode).toBe(exitCode)
  })

  test('writes a JSON report that its schema accepts and that agrees with the text', async () => {
    cli.write('busy.cjs', BUSY)
    const { stdout } = await cli.run([
      ...['run', '--reporter', 'text', '--reporter', 'json=out/report.json', '--', 'node', 'busy.cjs'],
    ])
    const ajv = new Ajv2020({ allowUnionTypes: true })
    addFormats.default(ajv)
    const schema = JSON.parse(readFileSync(new URL('../../schema/report.schema.json', import.meta.url), 'utf8'))
    const report = JSON.parse(cli.readText('out/report.json'))
    ajv.validate(schema, report)
    expect(ajv.errors).toBeNull()
    const { function: name, line, column } = report.offenders[0].culprit
    expect(stdout).toContain(`${name} busy.cjs:${line}:${column}`)
  })

  test('annotates the line and appends to the step summary under GitHub Actions', async () => {
    cli.write('busy.cjs', BUSY)
    const variables = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: cli.folder,
      GITHUB_STEP_SUMMARY: join(cli.folder, 'summary.md'),
    }
    const { exitCode, stdout } = await cli.run(['run', '--', 'node', 'busy.cjs'], { variables })
    expect(stdout).toMatch(/\n::error title=loophound%3A fail::1 block, 0 allowed\n/)
    expect(stdout).toMatch(/\n::error title=loophound%3A grind blocked .*,file=busy\.cjs,line=\d,col=\d+::.+\n$/)
    expect(readFileSync(join(cli.folder, 'summary.md'), 'utf8')).toMatch(
      /## loophound: fail\n.*\| 1 \| `grind` \| `busy\.cjs:/s,
    )
    expect(exitCode).toBe(1)
  })

  test('merges the processes that a command starts', async () => {
    cli.write('child.cjs', BUSY)
    cli.write(
      'parent.cjs',
      `require('node:child_process').fork(__dirname + '/child.cjs')
       require('node:child_process').spawn(process.execPath, [__dirname + '/child.cjs'])`,
    )
    await cli.run(['run', '--reporter', 'json=report.json', '--', 'node', 'parent.cjs'])
    const { processes, offenders } = JSON.parse(cli.readText('report.json'))
    expect(processes.map(({ argv }: { argv: string[] }) => argv[1]?.replace(cli.folder, '')).sort()).toEqual([
      '/child.cjs',
      '/child.cjs',
      '/parent.cjs',
    ])
    // Others on a busy machine: the start of a process may be one.
    expect(offenders[0]).toMatchObject({ count: 2, culprit: { function: 'grind' } })
  })

  test('keeps what NODE_OPTIONS asks for', async () => {
    const code = 'console.log(require("node:v8").getHeapStatistics().heap_size_limit < 200e6)'
    const command = `NODE_OPTIONS="$NODE_OPTIONS --max-old-space-size=100" exec node -e '${code}'`
    expect((await cli.run(['run', '--', 'sh', '-c', command])).stdout).toMatch(/^true\n/)
  })

  test('hands SIGTERM to the command and still reports', async () => {
    const code = `process.on('SIGTERM', () => process.exit(0)); console.log('up'); setInterval(() => {}, 1000)`
    let isSent = false
    const { exitCode, stdout } = await cli.run(['run', '--', 'node', '-e', code], {
      onOutput: (pid, output) => {
        if (output.includes('up') && !isSent) isSent = process.kill(pid, 'SIGTERM')
      },
    })
    expect(stdout).toMatch(/verdict +pass/)
    expect(exitCode).toBe(0)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'judges a command that %s ended by what was seen',
    async signal => {
      const code = `${QUIET}\n${BUSY}\nsetTimeout(() => console.log('up'), 1500); setInterval(() => {}, 1000)`
      const stop = async (...options: string[]) => {
        let isSent = false
        return await cli.run(['run', ...options, '--', 'node', '-e', code], {
          onOutput: (pid, output) => {
            if (output.includes('up') && !isSent) isSent = process.kill(pid, signal)
          },
        })
      }
      const failed = await stop()
      expect(failed.stdout).toContain('fail: 1 block, 0 allowed')
      expect({ exitCode: failed.exitCode, stderr: failed.stderr }).toEqual({ exitCode: 1, stderr: '' })
      const passed = await stop('--max-blocks', '9', '--reporter', 'json=report.json')
      expect({ exitCode: passed.exitCode, stderr: passed.stderr }).toEqual({ exitCode: 0, stderr: 'loophound: pass\n' })
      expect(JSON.parse(cli.readText('report.json'))).toMatchObject({ exitCode: null, signal })
    },
  )

  test('outlives a second SIGINT until the report is written', async () => {
    const code = `let count = 0
      process.on('SIGINT', () => { console.log('got', ++count); if (count === 2) process.exit(0) })
      console.log('up'); setInterval(() => {}, 1000)`
    let sent = 0
    const { exitCode, stdout } = await cli.run(['run', '--', 'node', '-e', code], {
      onOutput: (pid, output) => {
        const answered = (output.match(/got \d/g) ?? []).length
        if (output.includes('up') && sent === answered && sent < 2) {
          sent++
          process.kill(pid, 'SIGINT')
        }
      },
    })
    expect(stdout).toMatch(/got 1\ngot 2\n[\s\S]*verdict +pass/)
    expect(exitCode).toBe(0)
  })

  test('reports what a killed command did before, and says that it was killed', async () => {
    const code = `setTimeout(() => { ${BLOCK}; setTimeout(() => process.kill(process.pid, 'SIGKILL'), 700) }, 200)`
    const { exitCode, stdout, stderr } = await cli.run(['run', '--', 'node', '-e', code])
    expect(stdout).toContain('fail: 1 block, 0 allowed')
    expect(stderr).toBe('loophound: the command was killed by SIGKILL\n')
    expect(exitCode).toBe(2)
  })

  test('keeps the rest of a run when one run file is cut off and another is of another version', async () => {
    const code = `const { runDirectory } = JSON.parse(process.env.LOOPHOUND_RUN)
      const fs = require('node:fs'), own = runDirectory + '/' + process.pid + '-0.ndjson'
      setTimeout(() => {
        const text = fs.readFileSync(own, 'utf8')
        fs.writeFileSync(runDirectory + '/1-0.ndjson', text + '{"type":"blo')
        fs.writeFileSync(runDirectory + '/2-0.ndjson', text.replace('"schemaVersion":2', '"schemaVersion":9'))
        fs.writeFileSync(runDirectory + '/3-0.ndjson', 'not ours')
      }, 900)`
    const { stdout } = await cli.run(['run', '--reporter', 'text', '--', 'node', '-e', `${BUSY};${code}`])
    expect(stdout).toMatch(/process 1\b.*: the last line of its run file is cut off/)
    expect(stdout).toContain('process 2: its run file: schemaVersion: expected 2, got 9 (number)')
    expect(stdout).toContain('process 3: its run file: expected a process line, got "not ours" (string)')
    expect(stdout).toContain('fail: 2 blocks, 0 allowed')
  })

  test('says which mechanism the permission model takes away', async () => {
    const { exitCode, stdout } = await cli.run([
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

  test('leaves the runner of node --test alive when it blocks', async () => {
    cli.write(
      'slow-reporter.mjs',
      `export default async function* report(events) {
         for await (const { type } of events) {
           if (type === 'test:pass') { ${BLOCK} }
           yield type + '\\n'
         }
       }`,
    )
    cli.write('a.test.mjs', `import { test } from 'node:test'; test('a', () => {})`)
    const reporter = '--test-reporter=./slow-reporter.mjs'
    const { exitCode, stdout, stderr } = await cli.run([
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

  test('draws nothing where stderr is no terminal', async () => {
    const { stderr } = await cli.run(['run', '--', 'node', '-e', `${BUSY}; setTimeout(() => {}, 1200)`])
    expect(stderr).toBe('')
  })
})

describe('loophound run on a terminal', () => {
  // `script` of util-linux gives its command a terminal.
  const hasScript = process.platform === 'linux' && existsSync('/usr/bin/script')

  test.runIf(hasScript)('shows blocks so far while the command runs, and then the report', async () => {
    cli.write('busy.cjs', `${BUSY}; setTimeout(() => console.log('later'), 2000)`)
    const command = [process.execPath, BIN, 'run', '--', process.execPath, 'busy.cjs'].join(' ')
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      cwd: cli.folder,
      env: { ...process.env, GITHUB_ACTIONS: '', TMPDIR: cli.folder },
    })
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    await new Promise(resolve => child.on('close', resolve))
    expect(output).toMatch(/loophound: 1 block so far, worst \d+ ms[\s\S]*later[\s\S]*1 block of 50 ms/)
  })
})

function listRunDirectories(): string[] {
  return readdirSync(cli.folder).filter(name => name.startsWith('loophound-'))
}
