import { beforeEach, type RunnerTestCase } from 'vitest'
import { NO_RETRY_BY_ITSELF, takeRepeat } from './budget.js'
import { explainPressure, startMeasuring } from './pressure.js'

// Setup of the tests of child processes: a test that fails is run again only if the machine was measured to have no core for it meanwhile,
// or if the run itself has measured it and the test has noted that (`task.meta.disturbance`).
beforeEach(({ task }: { task: RunnerTestCase }) => {
  const readPressure = startMeasuring()
  task.meta.disturbance = undefined
  const condition = ({ message }: { message: string }) =>
    takeRepeat(task, task.meta.disturbance ?? explainPressure(readPressure()), message)
  task.retry = { ...NO_RETRY_BY_ITSELF, condition }
})
