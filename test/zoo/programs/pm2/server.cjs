const { createServer } = require('node:http')
const { isPlanted, startClock } = require('../clock.cjs')

const server = createServer((request, response) => {
  if (request.url === '/work' && isPlanted()) priceUnderPm2()
  response.end('hello')
})
server.listen(Number(process.env.PORT), () => process.send?.('ready'))
process.on('SIGINT', () => server.close(() => process.exit()))

function priceUnderPm2() {
  const isOver = startClock()
  while (!isOver()) for (let count = 0; count < 1_000_000; count++); // planted
}
