// The script of each worker, a thread or a process: workerpool's own worker with the methods of the executor.
import { callTask, listenToProgress } from './call-task.js'
import { recordThrown } from './error-record.js'
import { isThread } from './guarded-port.js'
import type { WorkerEvent, WorkerMethods } from './messages.js'
import { add, emit } from './pool-worker.js'
import { createTargetReader } from './targets.js'
import { compileTask, loadTask } from './task-function.js'

const readTarget = createTargetReader()

const methods: { [Method in keyof WorkerMethods]: (...params: WorkerMethods[Method]) => unknown } = {
  call: (target, args) => callTask(() => loadTask(readTarget(target)), args, false),
  callWithProgress: (target, args) => callTask(() => loadTask(readTarget(target)), args, true),
  callSource: (source, args) => callTask(() => compileTask(source), args, false),
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
