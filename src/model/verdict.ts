/** Whether a run kept its budget. `inconclusive`: nothing that could be judged was measured, for the reasons named. */
export interface Verdict {
  status: 'pass' | 'fail' | 'inconclusive'
  /** One sentence each; empty on a plain pass. */
  reasons: string[]
}
