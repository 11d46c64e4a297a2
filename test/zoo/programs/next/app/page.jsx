import { isPlanted } from '../../clock.mjs'
import { renderStatic } from './render'

// Rendered while `next build` runs, more than once in one turn.
export default function Page() {
  if (isPlanted('build') && !globalThis.hasRendered) {
    globalThis.hasRendered = true
    renderStatic()
  }
  return <h1>hello</h1>
}
