import { grind, type Options } from './grind.ts'

interface Job extends Options {
  name: string
}

const job: Job = { name: 'a', durationMs: 150 }
setTimeout(() => grind(job), 300)
