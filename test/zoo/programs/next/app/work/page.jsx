import { headers } from 'next/headers'
import { isPlanted } from '../../../clock.mjs'
import { renderOnRequest } from '../render'

export default async function WorkPage() {
  const host = (await headers()).get('host')
  if (isPlanted()) renderOnRequest()
  return <h1>{host}</h1>
}
