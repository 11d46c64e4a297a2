import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { createWorkStart } from '../../../../src/agent/runtime/first-activity.js'

test('work has not begun while Node reads files and prints', () => {
  const workStart = createWorkStart(() => ['FSReqPromise', 'CloseReq', 'PipeWrap', 'Immediate'])
  workStart.look(10)
  expect(workStart.begunAtMs).toBe(Number.POSITIVE_INFINITY)
})

test('work has begun with the first resource of another kind, and stays begun', () => {
  let resources = ['FSReqCallback', 'Timeout']
  const workStart = createWorkStart(() => resources)
  workStart.look(10)
  resources = []
  workStart.look(20)
  resources = ['Timeout']
  workStart.look(30)
  expect(workStart.begunAtMs).toBe(10)
})

test('a real server is work', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const workStart = createWorkStart()
  workStart.look(10)
  server.close()
  expect(workStart.begunAtMs).toBe(10)
})
