// The script of each worker, a thread or a process: workerpool's own worker with the methods of the executor.
import { callTask, callWithProgress, listenToProgress } from './call-task.js'
import { recordThrown } from './error-record.js'
import { isThread } from './guarded-port.js'
import type { WorkerEvent, WorkerMethods } from './messages.js'
import { add, emit } from './pool-worker.js'
import { createTargetReader, type Target } from './targets.js'
import { compileTask, loadTask } from './task-function.js'

const readTarget = createTargetReader()
const findTask = (target: Target | number) => loadTask(readTarget(target))

const methods: { [Method in keyof WorkerMethods]: (...params: WorkerMethods[Method]) => unknown } = {
  call: (target, args) => callTask(findTask, target, args),
  callWithProgress: (target, args) => callTask(findTask, target, args, callWithProgress),
  callSource: (source, args) => callTask(compileTask, source, args),
}

const tell = (event: WorkerEvent): void => emit(event)

listenToProgress(tell)
if (!isThread) {
  // As `ps` shows it; else it would show this whole script.
  process.title = 'loophound executor'
  // A thread that throws out of turn hands its error to whoever started it. Of a process there is but an exit code.
  process.on('uncaughtExceptionMonitor', error => tell({ crash: recordThrown(error) }))
}
add(methods)
