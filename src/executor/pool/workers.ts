import { createNotice, restoreThrown } from '../errors.js'
import { type Answer, EXIT, type TaskCall } from '../messages.js'
import type { ResolvedExecutorOptions, RunOptions } from '../options.js'
import type { Outcome } from '../task.js'
import { createUnclonable } from '../unclonable.js'
import { type PoolWorker, startProcess, startThread } from './start-worker.js'

/** Threads or processes, each with one task at a time. */
export interface Pool {
  /** How many live. */
  readonly workerCount: number
  /**
   * Hands a task to a worker that has none, or to a new one, which stays. `onEnd` is called once, later.
   *
   * @returns what ends the worker, and so the task
   */
  start(call: TaskCall, options: RunOptions, onEnd: (outcome: Outcome) => void): () => void
  /** Ends all workers, and settles when they have ended. */
  stop(): Promise<void>
}

/** Creates a pool without workers. */
export function createPool(options: PoolOptions): Pool {
  const { kind } = options
  const members = new Set<Member>()
  // One that has died stays here until somebody looks for a worker.
  const idle: Member[] = []
  let onAllEnded: (() => void) | undefined

  const take = () => {
    let member = idle.pop()
    while (member && !member.worker.isOpen()) member = idle.pop()
    return member
  }
  const onGone = (member: Member) => {
    members.delete(member)
    if (members.size === 0) onAllEnded?.()
  }
  return {
    get workerCount() {
      return members.size
    },
    start: (call, { transfer, onProgress }, onEnd) => {
      let member = take()
      try {
        member ??= hire(options, found => idle.push(found), onGone)
        members.add(member)
        member.worker.send(call, transfer)
        member.task = { onProgress, onEnd }
        return member.worker.kill
      } catch (cause) {
        if (member) idle.push(member)
        const failure = member
          ? createUnsent(call, cause)
          : createLoss(kind, `it could not be started: ${cause}`, cause)
        // No matter how many fail at once, they must not end inside each other.
        queueMicrotask(() => onEnd(failure))
        return () => {}
      }
    },
    stop: async () => {
      if (members.size === 0) return
      for (const { worker } of members) worker.send(EXIT)
      const insist = setTimeout(() => members.forEach(({ worker }) => void worker.kill()), INSIST_AFTER_MS)
      await new Promise<void>(resolve => {
        onAllEnded = resolve
      })
      clearTimeout(insist)
    },
  }
}

type PoolOptions = Pick<ResolvedExecutorOptions, 'kind' | 'maxHeapMb'>

/** A worker, and the task that it has. */
interface Member {
  worker: PoolWorker
  task?: { onProgress: RunOptions['onProgress']; onEnd(outcome: Outcome): void } | undefined
}

/** How long a worker may take to end by itself. */
const INSIST_AFTER_MS = 1000

function hire({ kind, maxHeapMb }: PoolOptions, onIdle: (member: Member) => void, onGone: typeof onIdle): Member {
  const end = (tell: typeof onIdle, readOutcome: () => Outcome) => {
    const { task } = member
    member.task = undefined
    tell(member)
    task?.onEnd(readOutcome())
  }
  const worker = (kind === 'thread' ? startThread : startProcess)(maxHeapMb, {
    onMessage: message => {
      if ('progress' in message) member.task?.onProgress?.(message.progress)
      else end(onIdle, () => readAnswer(message))
    },
    onEnd: (reason, cause) => end(onGone, () => createLoss(kind, reason, cause)),
  })
  const member: Member = { worker }
  return member
}

function readAnswer(answer: Answer): Outcome {
  if ('thrown' in answer) return { ending: 'failed', value: restoreThrown(answer.thrown), runMs: answer.runMs }
  return { ending: 'returned', value: answer.value, runMs: answer.runMs }
}

function createUnsent({ args }: TaskCall, cause: unknown): Outcome {
  return { ending: 'failed', value: createUnclonable('args', args, cause) }
}

function createLoss(kind: string, reason: string, cause: unknown): Outcome {
  const message = `expected the ${kind} to live until the end of the task, got: ${reason}`
  return { ending: 'lost', value: createNotice('ERR_LOOPHOUND_WORKER_LOST', message, cause) }
}
