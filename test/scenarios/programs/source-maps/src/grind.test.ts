import { grind, type Options } from './grind.ts'

interface Case extends Options {
  name: string
}

declare const test: (name: string, run: () => Promise<void>) => void

test('grinds', async () => {
  const one: Case = { name: 'a', durationMs: 150 }
  await new Promise(resolve => setTimeout(resolve, 100))
  grind(one)
  await new Promise(resolve => setTimeout(resolve, 100))
})
