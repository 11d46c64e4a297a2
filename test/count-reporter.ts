import { writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { Repeat } from './repeats/budget.js'

/** What one run of Vitest found. */
export interface Result {
  tests: Test[]
  /** Outside of tests: files that do not load, hooks of files and suites, rejections nobody caught. */
  errors: number
}

/** One test. */
export interface Test {
  file: string
  /** Titles of its suites and its own, as `--testNamePattern` sees them. */
  name: string
  state: 'passed' | 'failed' | 'skipped' | 'pending'
  repeats: Repeat[]
}

/** A reporter that leaves a {@link Result} in the file that the environment names. */
export default function createCount(): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors) {
      const result: Result = {
        tests: modules.flatMap(module => [...module.children.allTests()].map(test => readTest(module, test))),
        errors: modules.reduce((sum, module) => sum + countErrors(module), unhandledErrors.length),
      }
      writeFileSync(process.env.COUNT_FILE ?? 'count.json', JSON.stringify(result))
    },
  }
}

function readTest(module: TestModule, test: TestCase): Test {
  return {
    file: relative(process.cwd(), module.moduleId),
    name: test.fullName.replaceAll(' > ', ' '),
    state: test.result().state,
    repeats: test.meta().repeats ?? [],
  }
}

function countErrors(module: TestModule): number {
  const suites = [...module.children.allSuites()]
  return suites.reduce((sum, suite) => sum + suite.errors().length, module.errors().length)
}
