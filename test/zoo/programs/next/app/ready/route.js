import { markReady } from 'loophound'

export const dynamic = 'force-dynamic'

// Asked for when the pages have been warmed up.
export function GET() {
  markReady()
  return new Response('ready')
}
