import { readFile } from 'node:fs/promises'
import { makeThumbnail } from './make-thumbnail.mjs'

/** A thumbnail of the picture in a file. What goes in and comes out is small: it can be done in another thread, process or machine. */
export async function thumbnailFile(path, width) {
  return makeThumbnail(await readFile(path), width)
}
