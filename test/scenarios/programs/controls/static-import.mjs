// Loads a large CommonJS package before it takes any work: start-up, however long it takes.
import { createServer } from 'node:http'
import ts from 'typescript'

const server = createServer((_request, response) => response.end(ts.version))
server.listen(0, '127.0.0.1', () => setTimeout(() => server.close(), 100))
