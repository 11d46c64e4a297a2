import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createCommandLine } from './command-line.js'

const cli = createCommandLine()

describe('loophound with bad input', () => {
  test.each([
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
    const { exitCode, stdout, stderr } = await cli.run(args)
    expect(stderr).toContain(sentence)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect({ exitCode, stdout, left: listRunDirectories() }).toEqual({ exitCode: 2, stdout: '', left: [] })
  })

  test('refuses a report that is another tool’s or of another schema version, and writes nothing', async () => {
    cli.write('foreign.json', '{"name":"app"}')
    cli.write('future.json', '{"schemaVersion":3}')
    const foreign = await cli.run(['report', 'foreign.json'])
    const future = await cli.run(['report', 'future.json', '--reporter', 'json=out.json'])
    expect(foreign.stderr).toBe(
      'loophound: foreign.json: expected a loophound report with schemaVersion 2 or 1, got a file without one\n',
    )
    expect(future.stderr).toBe(
      'loophound: future.json: expected a loophound report with schemaVersion 2 or 1, got 3 (number)\n',
    )
    expect([foreign.exitCode, future.exitCode]).toEqual([2, 2])
    expect(readdirSync(cli.folder)).not.toContain('out.json')
  })

  test('writes the other reports when one cannot be written', async () => {
    cli.write('file', '')
    const { exitCode, stderr, stdout } = await cli.run([
      ...['run', '--reporter', 'junit=file/report.xml', '--reporter', 'json=good.json', '--reporter', 'text'],
      ...['--', 'node', '-e', 'setTimeout(() => {}, 200)'],
    ])
    expect(stderr).toMatch(/^loophound: --reporter: expected file\/report\.xml to be writable, got E/)
    expect(stdout).toContain('verdict')
    expect(JSON.parse(cli.readText('good.json')).verdict.status).toBe('pass')
    expect(exitCode).toBe(2)
  })

  test('cannot judge a command that starts no Node process', async () => {
    const { exitCode, stdout } = await cli.run(['run', '--', 'true'])
    expect(stdout).toContain('inconclusive: no Node process was measured')
    expect(exitCode).toBe(2)
  })
})

function listRunDirectories(): string[] {
  return readdirSync(cli.folder).filter(name => name.startsWith('loophound-'))
}
