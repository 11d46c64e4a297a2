import { guardTests } from 'loophound/vitest'

guardTests()
