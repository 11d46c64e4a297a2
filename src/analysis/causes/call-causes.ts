import type { CallCause } from './call-cause.js'
import { childProcess } from './child-process.js'
import { compression } from './compression.js'
import { crypto } from './crypto.js'
import { fileSystem } from './file-system.js'
import { json } from './json.js'
import { regexp } from './regexp.js'
import { serialization } from './serialization.js'
import { syncWait } from './sync-wait.js'

/** Every cause that shows in one call. */
export const CALL_CAUSES: readonly CallCause[] = [
  json,
  regexp,
  crypto,
  compression,
  childProcess,
  serialization,
  syncWait,
  fileSystem,
]
