// pngjs: an uploaded image decoded in a synchronous call.
const { PNG } = require('pngjs')
const { again } = require('../support/scale.cjs')
const { repeatTimed } = require('../support/truth.cjs')

function createUpload(height) {
  const image = new PNG({ width: 400, height })
  for (let i = 0; i < image.data.length; i++) image.data[i] = (i * 7919) >> 4
  return PNG.sync.write(image)
}

function decodeImage(upload) {
  return PNG.sync.read(upload) // BLOCK javascript|compression decodeImage
}

const upload = createUpload(1500)
repeatTimed(() => again(() => decodeImage(upload)))
