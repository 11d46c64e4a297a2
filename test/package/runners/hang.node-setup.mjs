import { guardTests } from 'loophound/node-test'

guardTests({ hangTimeoutMs: 800 })
