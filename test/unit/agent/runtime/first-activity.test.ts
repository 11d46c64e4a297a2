import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { createFirstActivity } from '../../../../src/agent/runtime/first-activity.js'

test('work has not begun while Node reads files and prints', () => {
  const firstActivity = createFirstActivity(() => ['FSReqPromise', 'CloseReq', 'PipeWrap', 'Immediate'])
  firstActivity.look(10)
  expect(firstActivity.begunAtMs).toBe(Number.POSITIVE_INFINITY)
})

test('work has begun with the first resource of another kind, and stays begun', () => {
  let resources = ['FSReqCallback', 'Timeout']
  const firstActivity = createFirstActivity(() => resources)
  firstActivity.look(10)
  resources = []
  firstActivity.look(20)
  resources = ['Timeout']
  firstActivity.look(30)
  expect(firstActivity.begunAtMs).toBe(10)
})

test('a real server is work', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const firstActivity = createFirstActivity()
  firstActivity.look(10)
  server.close()
  expect(firstActivity.begunAtMs).toBe(10)
})
