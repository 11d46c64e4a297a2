import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'

/** Paints the pictures that the example serves, the same ones every time, into `folder`. Returns their names. */
export function makePictures(folder) {
  mkdirSync(folder, { recursive: true })
  const waveLengths = { dunes: 90, waves: 23 }
  for (const [name, waveLength] of Object.entries(waveLengths)) {
    writeFileSync(join(folder, `${name}.png`), PNG.sync.write(paintWaves(1600, 1200, waveLength)))
  }
  return Object.keys(waveLengths)
}

function paintWaves(width, height, waveLength) {
  const picture = new PNG({ width, height })
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const grain = (x * 7 + y * 13) % 9
      const wave = 80 * Math.sin((x + y) / waveLength)
      picture.data.set([(x / width) * 255, (y / height) * 255, 128 + wave + grain, 255], (y * width + x) * 4)
    }
  }
  return picture
}
