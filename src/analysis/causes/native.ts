import { type Suspicion, sumWeightsMs } from '../find-culprit.js'

/** A native function of which no more is known than its name, or not even that. */
export const native = {
  cause: 'native',
  general: 'Native code that takes no interrupts cannot be looked into while it runs; only what runs after it can.',
  explain(suspicion: Suspicion, apiName: string | undefined): string {
    if (apiName !== undefined) return `${apiName} ran for ${Math.round(suspicion.weightMs)} ms.`
    const then = suspicion.culprit
      ? 'the frame is the first JavaScript that ran after it'
      : 'no JavaScript of anybody was on the stack right after it'
    return `The thread was in native code that takes no interrupts for ${measureSkidMs(suspicion)} ms; ${then}.`
  },
} as const

function measureSkidMs({ samples }: Suspicion): number {
  return Math.round(sumWeightsMs(samples.map(({ skidMs }) => ({ weightMs: skidMs }))))
}
