import { guardTests } from 'loophound/vitest'

guardTests({ hangTimeoutMs: 800 })
