import fc from 'fast-check'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { describe, expect, test } from 'vitest'
import { formatJunit } from '../../../src/reporters/junit.js'
import { formatSentence } from '../../../src/reporters/offender-facts.js'
import { formatPlain } from '../../../src/reporters/text/words.js'
import { hostileReport } from './hostile-report.js'
import { bareOffender, fullOffender, fullReport, unjudgedReport } from './sample-report.js'

type XmlNode = Record<string, unknown>

/** Everything that no XML document may hold, written as it is or as a reference. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]|&#(?!9;|10;|13;)/u

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  processEntities: { enabled: true, maxTotalExpansions: 1e6, maxExpandedLength: 1e7 },
  htmlEntities: true,
  isArray: name => ['testsuite', 'testcase', 'property'].includes(name),
})

/** The document as a tree; fails the test when it is not well-formed. */
function parse(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true)
  expect(xml).not.toMatch(FORBIDDEN)
  const { testsuites } = parser.parse(xml)
  const suites: (XmlNode & { testcase: XmlNode[] })[] = testsuites.testsuite
  const { tests, failures, errors }: XmlNode = testsuites
  return { tests, failures, errors, suites, cases: suites.flatMap(suite => suite.testcase) }
}

/** What is left of a text in XML 1.0. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
}

describe('formatJunit', () => {
  test('makes a suite of the verdict and one of each file', () => {
    expect(formatJunit(fullReport)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="loophound" tests="3" failures="2" errors="0" skipped="1" time="4.100">
  <testsuite name="loophound" tests="1" failures="1" errors="0" skipped="0" time="4.100" timestamp="2026-03-01T10:00:00">
    <properties>
      <property name="node" value="v20.20.2"/>
      <property name="platform" value="linux"/>
      <property name="thresholdMs" value="50"/>
      <property name="delayP99Ms" value="48"/>
    </properties>
    <testcase name="verdict" classname="loophound" time="4.100">
      <failure message="1 block, 0 allowed" type="fail">processes     1 process, 1 worker thread
start-up      180 ms before the loop's first turn
delay         p50 0.1 ms, p90 1.2 ms, p99 48 ms, p99.9 291 ms, max 312 ms
not measured  process 100 (src/server.js): interrupts off: permission-model
not measured  process 100, thread 1 (src/server.js): it left no summary: it was killed, or outlived the command
verdict       fail: 1 block, 0 allowed</failure>
    </testcase>
  </testsuite>
  <testsuite name="src/thumbnail.js" tests="1" failures="1" errors="0" skipped="0" time="0.312" timestamp="2026-03-01T10:00:00" file="src/thumbnail.js">
    <testcase name="resize: javascript" classname="src/thumbnail.js" time="0.312" file="src/thumbnail.js" line="42">
      <failure message="resize blocked the event loop for 312 ms" type="javascript">javascript  1 block, worst 312 ms, total 312 ms
  resize src/thumbnail.js:42:9
  in src/server.js, process 100, main thread
  resize was running in 29 of 30 samples.
  → Move the work to an executor. (PNG#parse)
      41 │ export function resize(image) {
    &gt; 42 │  return inflate(image) // 'slow'
         │         ^
      43 │ }
    300 ms  inflate (node_modules/pngjs/lib/sync-inflate.js:120:7)
    312 ms  resize (src/thumbnail.js:42:9)
    312 ms  async onRequest (src/server.js:12:3)
  callback  HTTPINCOMINGMESSAGE
  origin    async onRequest (src/server.js:12:3)
  context   url=/thumb/3 user=7
  delayed   14 I/O events waited behind it</failure>
    </testcase>
  </testsuite>
  <testsuite name="unknown file" tests="1" failures="0" errors="0" skipped="1" time="0.060" timestamp="2026-03-01T10:00:00">
    <testcase name="the event loop: unknown" classname="unknown file" time="0.060">
      <skipped message="start-up only"/>
    </testcase>
  </testsuite>
</testsuites>
`)
  })

  test('passes what the budget allowed, with the report as output', () => {
    const report = { ...fullReport, offenders: [fullOffender], verdict: { status: 'pass' as const, reasons: [] } }
    const { failures, errors, cases } = parse(formatJunit(report))
    expect({ failures, errors }).toEqual({ failures: '0', errors: '0' })
    expect(cases[1]?.['system-out']).toMatch(/^javascript {2}1 block/)
  })

  test('makes an error of a verdict that is inconclusive', () => {
    const verdict = { status: 'inconclusive' as const, reasons: ['no Node process was measured', 'and more'] }
    const { failures, errors, cases } = parse(formatJunit({ ...fullReport, offenders: [], verdict }))
    expect({ failures, errors }).toEqual({ failures: '0', errors: '1' })
    expect(cases[0]?.error).toMatchObject({ type: 'inconclusive', message: 'no Node process was measured; and more' })
  })

  test('puts the offenders of a file into one suite, under names that have no times', () => {
    const slower = { ...fullOffender, cause: 'regexp' as const, worstMs: 900, totalMs: 1800 }
    const { suites } = parse(formatJunit({ ...fullReport, offenders: [slower, bareOffender, fullOffender] }))
    expect(suites.map(({ name, time, testcase }) => [name, time, testcase.map(({ name: inner }) => inner)])).toEqual([
      ['loophound', '4.100', ['verdict']],
      ['src/thumbnail.js', '2.112', ['resize: regexp', 'resize: javascript']],
      ['unknown file', '0.060', ['the event loop: unknown']],
    ])
  })

  test('is well-formed and keeps every text whatever an app calls its functions', () => {
    fc.assert(
      fc.property(hostileReport, report => {
        const { tests, cases } = parse(formatJunit(report))
        expect(tests).toBe(String(report.offenders.length + 1))
        const functions = report.offenders.map(({ culprit }) =>
          clean(formatPlain(culprit?.function ?? 'the event loop')),
        )
        const names = report.offenders.map(({ cause }, index) => `${functions[index]}: ${cause}`)
        expect(
          cases
            .slice(1)
            .map(({ name }: XmlNode) => name)
            .sort(),
        ).toEqual(names.sort())
        const messages = cases.slice(1).flatMap(({ failure }: { failure?: XmlNode }) => failure?.message ?? [])
        const failing = report.offenders.filter(
          ({ excused }) => report.verdict.status === 'fail' && excused === undefined,
        )
        expect(messages.sort()).toEqual(failing.map(offender => clean(formatSentence(offender))).sort())
      }),
    )
  })

  test('skips what is not judged, under a name of its own beside what counts', () => {
    const { cases } = parse(formatJunit(unjudgedReport))
    const outline = cases.slice(1).map(({ name, failure, skipped }) => [name, failure !== undefined, skipped])
    expect(outline).toEqual([
      ['resize: javascript', true, undefined],
      [
        'resize: javascript (start-up, before the app was ready)',
        false,
        { message: 'start-up, before the app was ready' },
      ],
      [
        'resize: javascript (a pool, where nobody waits for the loop)',
        false,
        { message: 'a pool, where nobody waits for the loop' },
      ],
      ['the event loop: unknown', false, { message: 'a tool, not the app' }],
    ])
  })
})
