import { isPlanted } from '../../clock.mjs'
import { renderStatic } from './render'

// Rendered while `next build` runs.
export default function Page() {
  if (isPlanted('build')) renderStatic()
  return <h1>hello</h1>
}
