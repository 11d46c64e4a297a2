import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toProjectPath } from '../../../src/model/project-path.js'
import type { Report } from '../../../src/model/report.js'
import { findPlace } from '../../../src/reporters/offender-facts.js'
import { createRule, formatSarif } from '../../../src/reporters/sarif.js'
import { hostileReport } from './hostile-report.js'
import { bareOffender, fullOffender, fullReport, judgedReport, parseFrame, unjudgedReport } from './sample-report.js'

const validate = compileSchema()

function compileSchema() {
  const file = new URL('./fixtures/sarif-schema-2.1.0.json', import.meta.url)
  const { $schema: _, id: __, ...schema } = JSON.parse(readFileSync(file, 'utf8'))
  // What OASIS errata 01 adds.
  schema.definitions.region.anyOf = ['startLine', 'charOffset', 'byteOffset'].map(name => ({ required: [name] }))
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false })
  addFormats.default(ajv)
  return ajv.compile(schema)
}

/** The only run of a valid log. */
function parse(sarif: string) {
  const log = JSON.parse(sarif)
  validate(log)
  expect(validate.errors).toBeNull()
  return log.runs[0]
}

function readUri(result: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }): string {
  return result.locations[0]?.physicalLocation.artifactLocation.uri ?? ''
}

describe('formatSarif', () => {
  test('makes a result of each offender that has a file', () => {
    const { results } = parse(formatSarif(fullReport))
    const logicalLocations = (name: string) => [{ name, kind: 'function' }]
    const createLocation = (name: string, uri: string, startLine: number, startColumn: number) => ({
      physicalLocation: { artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine, startColumn } },
      logicalLocations: logicalLocations(name),
    })
    const resize = createLocation('resize', 'src/thumbnail.js', 42, 9)
    const inflate = createLocation('inflate', 'node_modules/pngjs/lib/sync-inflate.js', 120, 7)
    const onRequest = createLocation('onRequest', 'src/server.js', 12, 3)
    const contextRegion = {
      ...{ startLine: 41, endLine: 43 },
      snippet: { text: "export function resize(image) {\n\treturn inflate(image) // 'slow'\n}" },
    }
    const createStep = (location: object, text: string, importance = 'important') => ({
      location: { ...location, message: { text } },
      importance,
    })
    expect(results).toEqual([
      {
        ruleId: 'javascript',
        ruleIndex: 0,
        level: 'error',
        message: {
          text: 'resize blocked the event loop for 312 ms. resize was running in 29 of 30 samples. Move the work to an executor. (PNG#parse)',
        },
        locations: [{ ...resize, physicalLocation: { ...resize.physicalLocation, contextRegion } }],
        partialFingerprints: { 'loophoundFingerprint/v1': '0123456789ab' },
        occurrenceCount: 1,
        stacks: [{ frames: [{ location: inflate, module: 'pngjs' }, { location: resize }, { location: onRequest }] }],
        codeFlows: [
          {
            threadFlows: [
              {
                locations: [
                  createStep(onRequest, 'async onRequest'),
                  createStep(resize, 'resize', 'essential'),
                  createStep(inflate, 'inflate'),
                ],
              },
            ],
          },
        ],
        properties: {
          ...{ worstMs: 312.4, totalMs: 312.4, confidence: 'exact', callbackType: 'HTTPINCOMINGMESSAGE' },
          ...{ delayedEvents: 14, context: { url: '/thumb/3', user: '7' } },
        },
      },
    ])
  })

  test('names the tool, the command, the verdict, and offenders without a file', () => {
    const { results, tool, ...run } = parse(formatSarif(fullReport))
    expect(run).toEqual({
      invocations: [
        {
          executionSuccessful: true,
          commandLine: 'node src/server.js',
          exitCode: 0,
          startTimeUtc: '2026-03-01T10:00:00.000Z',
          endTimeUtc: '2026-03-01T10:00:04.100Z',
          toolExecutionNotifications: [
            { level: 'error', message: { text: 'fail: 1 block, 0 allowed' } },
            {
              level: 'note',
              message: {
                text: 'the event loop was blocked for 60 ms, not over at the end. Does not count: start-up only. No sample was taken.',
              },
            },
          ],
          properties: { node: 'v20.20.2', platform: 'linux' },
        },
      ],
      originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the project.' } } },
      columnKind: 'utf16CodeUnits',
      properties: { verdict: fullReport.verdict, thresholdMs: 50 },
    })
    expect(tool.driver).toMatchObject({ name: 'loophound', semanticVersion: '0.1.0' })
  })

  test('has a rule for each cause that occurs, with what to do about it', () => {
    const { tool, results } = parse(formatSarif({ ...fullReport, offenders: [fullOffender, fullOffender] }))
    expect(tool.driver.rules).toEqual([
      {
        id: 'javascript',
        name: 'Javascript',
        shortDescription: { text: 'Event loop blocked: javascript' },
        fullDescription: { text: 'A function that computes for long keeps everything else waiting until it returns.' },
        help: {
          text: 'Move it to a worker thread (loophound/executor), or split it and yield with setImmediate between the parts.',
        },
        defaultConfiguration: { level: 'warning' },
        properties: { tags: ['performance', 'event-loop'] },
      },
    ])
    expect(results.map(({ ruleIndex }: { ruleIndex: number }) => ruleIndex)).toEqual([0, 0])
  })

  test('suppresses what does not count, with its reason', () => {
    const { results } = parse(
      formatSarif({ ...fullReport, offenders: [{ ...fullOffender, excused: 'start-up only' }] }),
    )
    expect(results).toMatchObject([
      { level: 'note', suppressions: [{ kind: 'external', justification: 'start-up only' }] },
    ])
  })

  test('notes what the baseline knows as unchanged', () => {
    const { results, invocations } = parse(formatSarif(judgedReport))
    expect(results).toMatchObject([{ level: 'note', baselineState: 'unchanged' }])
    expect(invocations[0].toolConfigurationNotifications).toMatchObject([
      { level: 'warning', message: { text: expect.stringMatching(/^unused rule: function=parse /) } },
      { level: 'warning', message: { text: expect.stringMatching(/^stale: render /) } },
    ])
  })

  test('warns of what the budget allowed, and was not successful when nothing could be judged', () => {
    const pass = parse(formatSarif({ ...fullReport, verdict: { status: 'pass', reasons: ['a gap'] } }))
    expect(pass.results).toMatchObject([{ level: 'warning' }])
    expect(pass.invocations[0].toolExecutionNotifications[0]).toEqual({
      level: 'note',
      message: { text: 'pass: a gap' },
    })
    const { invocations } = parse(
      formatSarif({ ...fullReport, exitCode: null, verdict: { status: 'inconclusive', reasons: [] } }),
    )
    expect(invocations).toMatchObject([{ executionSuccessful: false }])
    expect(invocations[0]).not.toHaveProperty('exitCode')
  })

  test.each([
    ['/app/src/a b#c?.js', { uri: 'src/a%20b%23c%3F.js', uriBaseId: '%SRCROOT%' }],
    ['/usr/lib/x.js', { uri: 'file:///usr/lib/x.js' }],
    ['/application/x.js', { uri: 'file:///application/x.js' }],
  ])('names %s by a URI', (file, artifactLocation) => {
    const culprit = { ...fullOffender.culprit, file }
    const { results } = parse(formatSarif({ ...fullReport, offenders: [{ ...fullOffender, culprit }] }))
    expect(results).toMatchObject([{ locations: [{ physicalLocation: { artifactLocation } }] }])
  })

  test('names files of Windows with forward slashes', () => {
    const culprit = { ...fullOffender.culprit, file: 'C:\\app\\src\\x.js' }
    const report: Report = { ...fullReport, roots: ['C:\\app'], offenders: [{ ...fullOffender, culprit, stack: [] }] }
    const [result] = parse(formatSarif(report)).results
    expect(result.locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'src/x.js', uriBaseId: '%SRCROOT%' })
    const [outside] = parse(formatSarif(report, { roots: ['D:\\'] })).results
    expect(outside.locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'file:///C%3A/app/src/x.js' })
  })

  test('leaves frames without a file out of the code flow, not out of the stack', () => {
    const offender = { ...bareOffender, culprit: fullOffender.culprit, stack: [parseFrame, fullOffender.culprit] }
    const [result] = parse(formatSarif({ ...fullReport, offenders: [offender] })).results
    expect(result.stacks[0].frames[0]).toEqual({
      location: { logicalLocations: [{ name: 'JSON.parse', kind: 'function' }] },
    })
    expect(result.codeFlows[0].threadFlows[0].locations).toHaveLength(1)
  })

  test('is valid, and every URI leads to its file, whatever an app calls its functions', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const { results, invocations } = parse(formatSarif(report))
        const notifications = invocations[0].toolExecutionNotifications.length - report.verdict.reasons.length
        expect(results.length + notifications).toBe(report.offenders.length)
        const texts: string[] = results.map(({ message }: { message: { text: string } }) => message.text)
        const places = report.offenders.flatMap(offender => findPlace(offender) ?? [])
        const uris: string[] = results.map(readUri).map(decodeURIComponent)
        const paths = places.map(({ file }) => toProjectPath(file, report.roots).replaceAll('\\', '/'))
        const isSame = paths.map((path, index) => uris[index]?.endsWith(path.replaceAll(/\p{Cs}/gu, '\ufffd')))
        expect(isSame).toEqual(uris.map(() => true))
        expect(texts.filter(text => /\]\(|\{\d+\}|\p{Cc}/u.test(text))).toEqual([])
      }),
    )
  })
})

describe('createRule', () => {
  test('asks nothing of the code when it is not to blame', () => {
    expect(createRule('starved')).toMatchObject({
      name: 'Starved',
      help: {
        text: 'A thread that is ready to run but gets no core is late without doing anything. Nothing in the code has to change for that.',
      },
      defaultConfiguration: { level: 'note' },
    })
  })

  test('suppresses what is not judged, and gives it a fingerprint of its own beside what counts', () => {
    const { results, invocations } = parse(formatSarif(unjudgedReport))
    const outline = results.map((result: Record<string, unknown>) => [
      result.level,
      result.partialFingerprints,
      result.suppressions,
    ])
    const suppress = (justification: string) => [{ kind: 'external', justification }]
    expect(outline).toEqual([
      ['error', { 'loophoundFingerprint/v1': '0123456789ab' }, undefined],
      ['note', { 'loophoundFingerprint/v1': '0123456789ab:2' }, suppress('start-up, before the app was ready')],
      ['note', { 'loophoundFingerprint/v1': '0123456789ab:3' }, suppress('a pool, where nobody waits for the loop')],
    ])
    expect(invocations[0].toolExecutionNotifications[1]).toEqual({
      level: 'note',
      message: {
        text: 'the event loop was blocked for 400 ms, not over at the end. Does not count: a tool, not the app. No sample was taken.',
      },
    })
  })
})
