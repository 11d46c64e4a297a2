import { isPlanted } from '../../../clock.mjs'
import { renderOnRequest } from '../render'

export default async function WorkPage({ searchParams }) {
  const { again } = await searchParams
  if (again && isPlanted()) renderOnRequest()
  return <h1>hello {again}</h1>
}
