import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatGithub } from '../../../src/reporters/github.js'
import { formatSentence } from '../../../src/reporters/offender-facts.js'
import { hostileReport } from './hostile-report.js'
import {
  bareOffender,
  fullOffender,
  fullReport,
  inflateFrame,
  judgedReport,
  parseFrame,
  unjudgedReport,
} from './sample-report.js'

/** What the runner of GitHub Actions makes of a line, after its `ActionCommand.TryParseV2`. */
function parseCommand(line: string) {
  const [, command, list = '', data = ''] = /^::([a-z]+)(?: (.*?))?::(.*)$/s.exec(line) ?? []
  const properties = list.split(',').map(pair => /^([a-zA-Z]+)=(.+)$/s.exec(pair) ?? [])
  return {
    command,
    properties: Object.fromEntries(properties.map(([, name, value]) => [name, decode(value)])),
    message: decode(data),
  }
}

function decode(text = ''): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%')
}

function parse(output: string) {
  return output.split('\n').slice(0, -1).map(parseCommand)
}

describe('formatGithub', () => {
  test('annotates the exact lines: errors on what failed the run, notices on what does not count', () => {
    expect(parse(formatGithub(fullReport))).toEqual([
      {
        command: 'error',
        properties: { title: 'loophound: fail' },
        message: '1 block, 0 allowed',
      },
      {
        command: 'error',
        properties: {
          title: 'loophound: resize blocked the event loop for 312 ms',
          file: 'src/thumbnail.js',
          line: '42',
          col: '9',
        },
        message: `resize was running in 29 of 30 samples.
  at inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)
  at resize (src/thumbnail.js:42:9)
  at async onRequest (src/server.js:12:3)
Move the work to an executor. (PNG#parse)`,
      },
      {
        command: 'notice',
        properties: { title: 'loophound: the event loop was blocked for 60 ms, not over at the end' },
        message: 'Does not count: start-up only\nNo sample was taken.',
      },
    ])
  })

  test('escapes what would end a property or a command', () => {
    const culprit = { ...fullOffender.culprit, function: 'a,b:c%2C', file: '/app/a,b.js' }
    const report = { ...fullReport, offenders: [{ ...fullOffender, culprit, stack: [], why: '100%\n::warning::no' }] }
    expect(formatGithub(report)).toContain(
      '\n::error title=loophound%3A a%2Cb%3Ac%252C blocked the event loop for 312 ms,file=a%2Cb.js,line=42,col=9::100%25 ::warning::no%0AMove',
    )
  })

  test('makes a notice of what the baseline knows, and warns of what can go from it and from the config', () => {
    const commands = parse(formatGithub(judgedReport))
    expect(commands.map(({ command }) => command)).toEqual(['error', 'warning', 'notice', 'notice'])
    expect(commands[1]).toEqual({
      command: 'warning',
      properties: { title: 'loophound: not needed any more' },
      message: expect.stringMatching(/^unused rule: function=parse .*\nstale: render src\/render\.js .*$/),
    })
  })

  test('warns of what the budget allowed', () => {
    const report = { ...fullReport, verdict: { status: 'pass' as const, reasons: [] } }
    expect(parse(formatGithub(report)).map(({ command }) => command)).toEqual(['warning', 'notice'])
  })

  test('makes an error of a verdict that is inconclusive, and a notice of what a pass did not measure', () => {
    const report = { ...fullReport, offenders: [] }
    const verdict = { status: 'inconclusive' as const, reasons: ['no Node process was measured', 'and more'] }
    expect(formatGithub({ ...report, verdict })).toBe(
      '::error title=loophound%3A inconclusive::no Node process was measured%0Aand more\n',
    )
    expect(formatGithub({ ...report, verdict: { status: 'pass', reasons: ['a gap'] } })).toBe(
      '::notice title=loophound%3A pass::a gap\n',
    )
  })

  test('says nothing when there is nothing to say', () => {
    expect(formatGithub({ ...fullReport, offenders: [], verdict: { status: 'pass', reasons: [] } })).toBe('')
  })

  test('shows ten of a level at most, the last of which counts the others', () => {
    const offenders = Array.from({ length: 30 }, () => fullOffender)
    const commands = parse(formatGithub({ ...fullReport, offenders }))
    expect(commands).toHaveLength(10)
    expect(commands[0]?.properties).toEqual({ title: 'loophound: fail' })
    expect(commands[9]).toEqual({
      command: 'error',
      properties: { title: 'loophound' },
      message: '22 more places: see the other reports of this run',
    })
  })

  test('annotates the innermost own frame when the culprit has no file', () => {
    const offender = { ...bareOffender, culprit: parseFrame, stack: [parseFrame, inflateFrame, fullOffender.culprit] }
    expect(parse(formatGithub({ ...fullReport, offenders: [offender] }))[1]?.properties).toMatchObject({
      file: 'src/thumbnail.js',
      line: '42',
    })
  })

  test('names paths relative to the root of the repository, with forward slashes', () => {
    const culprit = { ...fullOffender.culprit, file: 'D:\\a\\repo\\packages\\app\\src\\x.js' }
    const report = { ...fullReport, offenders: [{ ...fullOffender, culprit }] }
    expect(formatGithub(report, { roots: ['D:\\a\\repo'] })).toContain(',file=packages/app/src/x.js,')
    expect(formatGithub(report, { roots: ['D:\\other'] })).toContain(',file=D%3A\\a\\repo\\packages\\app\\src\\x.js,')
  })

  test('stays one command a line whatever an app calls its functions', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const commands = parse(formatGithub(report))
        const titles = commands.map(({ properties }) => properties.title)
        const expected = report.offenders.map(offender => `loophound: ${formatSentence(offender)}`)
        expect(titles.filter(title => /blocked/.test(title)).sort()).toEqual(expected.sort())
        expect(
          commands.every(({ command, message }) => /^(error|warning|notice)$/.test(command ?? '') && message),
        ).toBe(true)
      }),
    )
  })

  test('makes a notice of what is not judged, with the reason', () => {
    const annotations = parse(formatGithub(unjudgedReport))
    expect(
      annotations.map(({ command, properties, message }) => [command, properties.title, message.split('\n')[0]]),
    ).toEqual([
      ['error', 'loophound: fail', '1 block, 0 allowed'],
      ['error', 'loophound: resize blocked the event loop for 312 ms', 'resize was running in 29 of 30 samples.'],
      [
        'notice',
        'loophound: resize blocked the event loop 2 times, worst 900 ms, total 1000 ms',
        'Does not count: start-up, before the app was ready',
      ],
      [
        'notice',
        'loophound: the event loop was blocked for 400 ms, not over at the end',
        'Does not count: a tool, not the app',
      ],
      [
        'notice',
        'loophound: resize blocked the event loop for 312 ms',
        'Does not count: a pool, where nobody waits for the loop',
      ],
    ])
  })
})
