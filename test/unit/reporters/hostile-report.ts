import fc from 'fast-check'
import type { Block } from '../../../src/model/block.js'
import type { Frame } from '../../../src/model/frame.js'
import type { Offender, Report } from '../../../src/model/report.js'
import { bareBlock, fullOffender, fullReport } from './sample-report.js'

/** Pieces that mean something in one of the formats, or to a terminal. */
const PIECES = [
  ...[']]>', '<![CDATA[', '</failure>', '<details>', '&amp;', '&#10;', '<!--', '"', "'"],
  ...[
    '|',
    '\\|',
    '\\',
    '`',
    '```',
    '~~~',
    '**',
    '_',
    '[x](y)',
    '@team',
    '#12',
    'http://x.y',
    'www.x.y',
    'a@b.cd',
    '$x$',
  ],
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    '\u2028',
    '\u0085',
    '\u001b[31m',
    '\0',
    '\u009b2J',
    '\ufeff',
    '\ufffe',
    '\ud800',
    '\udc00',
    '😀',
  ],
  ...['::error::', '%0A', '%', ',', ':', '##[group]', '::stop-commands::x'],
  ...['# SKIP', ' # TODO', 'Bail out!', 'not ok 1', '1..9', '---', '...', '- ', '1. ', '{0}', '{', ' {', ' '],
]

const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 }).map(words => words.join(''))

/** Texts that an app could choose to break a format. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(pieces, fc.string({ unit: 'binary' }), fc.string())

const hostileFrame: fc.Arbitrary<Frame> = fc.record({
  function: hostileText,
  file: fc.oneof(
    hostileText.map(name => `/app/src/${name}.js`),
    hostileText.map(name => `C:\\app\\${name}`),
    hostileText,
  ),
  line: fc.nat(3),
  column: fc.nat(3),
  ownCode: fc.boolean(),
})

const hostileOffender: fc.Arbitrary<Offender> = fc.record(
  {
    fingerprint: fc.stringMatching(/^[0-9a-f]{12}$/),
    cause: fc.constantFrom('javascript' as const, 'starved' as const),
    confidence: fc.constant('exact' as const),
    why: hostileText,
    culprit: hostileFrame,
    stack: fc.array(hostileFrame, { maxLength: 3 }),
    source: fc.array(fc.record({ line: fc.integer({ min: 1, max: 3 }), text: hostileText }), { maxLength: 2 }),
    callbackType: hostileText,
    context: fc.dictionary(hostileText, hostileText, { maxKeys: 2 }),
    remedy: hostileText.map(advice => ({ advice })),
    count: fc.integer({ min: 1, max: 3 }),
    worstMs: fc.constant(fullOffender.worstMs),
    totalMs: fc.constant(fullOffender.totalMs),
    excused: hostileText,
    hang: fc.constant(true as const),
  },
  {
    requiredKeys: [
      ...([
        'fingerprint',
        'cause',
        'confidence',
        'why',
        'stack',
        'callbackType',
        'count',
        'worstMs',
        'totalMs',
      ] as const),
    ],
  },
)

/** Reports in which every text that comes from an app is hostile. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    offenders: fc.array(hostileOffender, { maxLength: 4 }),
    status: fc.constantFrom('pass' as const, 'fail' as const, 'inconclusive' as const),
    reasons: fc.array(hostileText, { maxLength: 3 }),
    word: hostileText,
  })
  .map(({ offenders, status, reasons, word }) => ({
    ...fullReport,
    command: ['node', word],
    processes: fullReport.processes.map(process => ({ ...process, argv: ['node', word], incomplete: word })),
    blocks: [...fullReport.blocks, ...offenders.flatMap(offender => createUnjudged(offender, word))],
    offenders,
    verdict: { status, reasons },
  }))

/** The block of an offender that is not judged: some are, so that both forms are seen. */
function createUnjudged({ fingerprint, cause, excused, hang }: Offender, threadName: string): Block[] {
  if (excused === undefined || hang) return []
  const process = { pid: 100, threadId: 2, threadName, role: 'tool' as const }
  return [{ ...bareBlock, fingerprint, cause, unjudged: excused, process }]
}
