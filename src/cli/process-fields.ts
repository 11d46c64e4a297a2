import type { WatchedThread } from '../model/run-record.js'
import { arrayOf, exactly, type FieldShapes, isoTime, text, whole } from './shape.js'

/** The fields by which run files and reports name a watched thread. */
export const processFields: FieldShapes<WatchedThread> = {
  pid: whole,
  ppid: whole,
  threadId: whole,
  argv: arrayOf(text),
  execArgv: { optional: arrayOf(text) },
  cwd: text,
  node: text,
  startedAt: isoTime,
  threadName: { optional: text },
  kind: { optional: exactly('hooks') },
}
