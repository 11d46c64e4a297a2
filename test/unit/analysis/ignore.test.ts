import { expect, test } from 'vitest'
import { summarizeEvidence } from '../../../src/analysis/analyze.js'
import { judgeFrame } from '../../../src/analysis/frames/frame.js'
import { judgeIgnore, markIgnored, narrowRules } from '../../../src/analysis/ignore.js'
import { buildTimeline } from '../../../src/analysis/timeline/timeline.js'
import type { IgnoreRule } from '../../../src/model/config.js'
import type { Evidence } from '../../../src/model/evidence.js'
import { createEvidence, createFacts, createSamples, foreign, own } from './fake-evidence.js'

const stack = [foreign('resize', '/app/node_modules/jimp/index.js'), own('makeThumbnail')].map(frame =>
  judgeFrame(frame),
)
const block = { cause: 'javascript', culprit: judgeFrame(own('makeThumbnail')), stack } as const

function judge(evidence: Evidence, rules: IgnoreRule[] = []): { reason: string } | undefined {
  return judgeIgnore(block, evidence, buildTimeline(createFacts(evidence)), rules)
}

test('ignores a block of which less than the threshold lies outside ignoreBlocking', () => {
  const span = { startMs: 1010, endMs: 1065, reason: 'warm-up' }
  expect(judge(createEvidence(100, [], { ignoredSpans: [span] }))).toEqual({ reason: 'warm-up' })
})

test('counts a block of which the threshold is left outside ignoreBlocking', () => {
  const span = { startMs: 1010, endMs: 1060, reason: 'warm-up' }
  expect(judge(createEvidence(100, [], { ignoredSpans: [span] }))).toBeUndefined()
})

test('counts only the part of a span that lies in the block, and gives the reason of the longest', () => {
  const ignoredSpans = [
    { startMs: 0, endMs: 1020, reason: 'before' },
    { startMs: 1030, endMs: 1070, reason: 'inside' },
  ]
  expect(judge(createEvidence(100, [], { ignoredSpans }))).toEqual({ reason: 'inside' })
  expect(judge(createEvidence(115, [], { ignoredSpans }))).toBeUndefined()
})

test('ignores by samples while the loop is still stuck and no span has ended', () => {
  const samples = createSamples(100, [own('warmUp')], { ignoredReason: 'warm-up' })
  expect(judge(createEvidence(100, samples, { hang: true }))).toEqual({ reason: 'warm-up' })
})

test.each<[string, IgnoreRule, boolean]>([
  ['function', { function: 'makeThumbnail', reason: 'r' }, true],
  ['another function', { function: 'other', reason: 'r' }, false],
  ['cause', { cause: 'javascript', reason: 'r' }, true],
  ['another cause', { cause: 'json', reason: 'r' }, false],
  ['package', { package: 'jimp', reason: 'r' }, true],
  ['another package', { package: 'sharp', reason: 'r' }, false],
  ['file', { file: 'server.js', reason: 'r' }, true],
  ['file with ./', { file: './server.js', reason: 'r' }, true],
  ['one star', { file: '*.js', reason: 'r' }, true],
  ['two stars', { file: '**/server.js', reason: 'r' }, true],
  ['a dot that stands for itself only', { file: 'serverxjs', reason: 'r' }, false],
  ['a part of the name', { file: 'server', reason: 'r' }, false],
  ['all of several', { function: 'makeThumbnail', cause: 'javascript', reason: 'r' }, true],
  ['one of several', { function: 'makeThumbnail', cause: 'json', reason: 'r' }, false],
])('matches a rule by %s: %#', (_, rule, matches) => {
  expect(judge(createEvidence(100, []), [rule])).toEqual(matches ? { reason: 'r' } : undefined)
})

test('does not let one star cross folders', () => {
  const nested = { ...block, culprit: { ...block.culprit, file: '/app/src/deep/a.js' } }
  const match = (file: string) => judgeIgnore(nested, createEvidence(100, []), [], [{ file, reason: 'r' }])
  expect(match('src/*.js')).toBeUndefined()
  expect(match('src/**')).toEqual({ reason: 'r' })
  expect(match('src/**/*.js')).toEqual({ reason: 'r' })
})

test('marks a block that was judged without the rule, and keeps an older reason', () => {
  const judged = summarizeEvidence(createEvidence(100, createSamples(100, [own('loop')])))
  const rules: IgnoreRule[] = [{ function: 'loop', reason: 'known' }]
  expect(markIgnored(judged, '/app', rules).ignored).toEqual({ reason: 'known' })
  expect(markIgnored({ ...judged, ignored: { reason: 'old' } }, '/app', rules).ignored).toEqual({ reason: 'old' })
  expect(markIgnored(judged, '/app', [])).toBe(judged)
})

test.each<[string, Partial<Evidence>, boolean]>([
  ['main', { threadId: 0 }, true],
  ['m*', { threadId: 0, threadName: 'api' }, true],
  ['worker', { threadId: 2 }, true],
  ['resize-*', { threadId: 2, threadName: 'resize-1' }, true],
  ['resize', { threadId: 2, threadName: 'resize-1' }, false],
  ['main', { threadId: 2 }, false],
])('matches a rule by the thread %j: %j', (thread, fields, matches) => {
  expect(judge(createEvidence(100, [], fields), [{ thread, reason: 'r' }])).toEqual(
    matches ? { reason: 'r' } : undefined,
  )
})

test('keeps the rules that hold in a program, and nothing that asks for it', () => {
  const rules: IgnoreRule[] = [
    { function: 'a', reason: 'any' },
    { process: 'src/*.js', reason: 'by path' },
    { process: 'shop', cause: 'json', reason: 'by package' },
    { process: 'lib/**', reason: 'another path' },
  ]
  expect(narrowRules(rules, ['src/server.js', 'shop'])).toEqual([
    { function: 'a', reason: 'any' },
    { reason: 'by path' },
    { cause: 'json', reason: 'by package' },
  ])
  expect(narrowRules(rules, [])).toEqual([{ function: 'a', reason: 'any' }])
})
