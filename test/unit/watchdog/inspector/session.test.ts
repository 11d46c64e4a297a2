import { expect, test } from 'vitest'
import { createSharedMemory, HeaderField, readHeader, SessionState } from '../../../../src/protocol/shared-memory.js'
import { createMainSession } from '../../../../src/watchdog/inspector/session.js'

test('a session that cannot be connected leaves the main thread free for the next', () => {
  const header = readHeader(createSharedMemory(1))
  const session = createMainSession({ header, onDisconnect: () => {} })
  // Node refuses it in the main thread itself, where this runs.
  expect(() => session.join({})).toThrow(expect.objectContaining({ code: 'ERR_INSPECTOR_NOT_WORKER' }))
  expect(header[HeaderField.session]).toBe(SessionState.free)
  expect(session.isConnected).toBe(false)
})
