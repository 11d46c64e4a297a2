import { createRootHooks } from 'loophound/mocha'

export const mochaHooks = createRootHooks({ hangTimeoutMs: 800 })
