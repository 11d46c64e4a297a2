import { markReady } from 'loophound'

export const dynamic = 'force-dynamic'

// Asked for when the pages have been warmed up. Its own first answer loads code, too.
export function GET() {
  setTimeout(markReady, 100)
  return new Response('ready')
}
