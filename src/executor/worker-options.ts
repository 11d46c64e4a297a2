import { RUN_SETTINGS_VARIABLE } from '../model/run-record.js'

/** How threads and processes are started, in the words of workerpool. */
export interface WorkerOptions {
  workerThreadOpts: Record<string, unknown>
  forkOpts: Record<string, unknown>
}

/**
 * How to start a worker now. `loophound run` does not watch it: what runs there is where it belongs, and blocks nobody.
 *
 * @param source Script of the worker, for a process; a bundler would lose a file.
 */
export function readWorkerOptions(source: string, maxHeapMb: number | undefined): WorkerOptions {
  const { [RUN_SETTINGS_VARIABLE]: _, ...env } = process.env
  return {
    workerThreadOpts: {
      eval: true,
      name: 'executor',
      env,
      ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
      // It would be taken for the type of the worker's script. Said in so many words, Node refuses flags that it lets a thread inherit.
      ...(process.execArgv.some(flag => flag.startsWith('--input-type')) ? { execArgv: [] } : {}),
    },
    forkOpts: {
      env,
      // As between threads: a Map stays a Map.
      serialization: 'advanced',
      execArgv: [...keepFlags(process.execArgv), ...limitHeap(maxHeapMb), '-e', source, ...endFlags(maxHeapMb)],
    },
  }
}

/** Without what is meant for the program of this process alone. */
function keepFlags(execArgv: readonly string[]): string[] {
  return execArgv.filter((flag, index) => {
    return !OWN_FLAG.test(flag) && !TAKES_SCRIPT.test(execArgv[index - 1] ?? '')
  })
}

function limitHeap(maxHeapMb: number | undefined): string[] {
  return maxHeapMb === undefined ? [] : [`--max-old-space-size=${maxHeapMb}`]
}

// workerpool repeats the limit of this process after ours, and the last one counts.
function endFlags(maxHeapMb: number | undefined): string[] {
  const isRepeated = process.execArgv.some(flag => flag.includes('--max-old-space-size'))
  return maxHeapMb !== undefined && isRepeated ? ['--'] : []
}

const TAKES_SCRIPT = /^(?:-e|-p|-pe|--eval|--print)$/
const OWN_FLAG =
  /^(?:-e|-p|-pe|-c|-i|--eval|--print|--check|--interactive|--(?:input-type|test|watch|inspect|debug-port|title)\b.*)$/
