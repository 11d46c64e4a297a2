import { expect, test } from 'vitest'
import { createDelayedEvents } from '../../../../src/agent/runtime/delayed-events.js'

test('counts the events that were waiting when the loop polled again', () => {
  const timing = { uvMetricsInfo: { loopCount: 7, eventsWaiting: 100 } }
  const events = createDelayedEvents(timing)
  events.mark()
  timing.uvMetricsInfo = { loopCount: 8, eventsWaiting: 103 }
  expect(events.read()).toBe(3)
})

test('does not know how many wait when the loop has not polled since, as at exit', () => {
  const timing = { uvMetricsInfo: { loopCount: 7, eventsWaiting: 100 } }
  const events = createDelayedEvents(timing)
  events.mark()
  timing.uvMetricsInfo = { loopCount: 7, eventsWaiting: 100 }
  expect(events.read()).toBeUndefined()
})

test('does not know before it was told to mark, or where Node does not count', () => {
  expect(createDelayedEvents({ uvMetricsInfo: { loopCount: 8, eventsWaiting: 1 } }).read()).toBeUndefined()
  const uncounted = createDelayedEvents({})
  uncounted.mark()
  expect(uncounted.read()).toBeUndefined()
})
