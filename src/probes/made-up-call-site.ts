import type { Place } from '../model/place.js'

/** A call site for {@link Error.prepareStackTrace} that V8 did not make: a top-level function at a place. */
export function createCallSite(place: Place): NodeJS.CallSite {
  return Object.assign(Object.create(methods), place)
}

// On a prototype: tools copy call sites by the names they find there.
const methods: NodeJS.CallSite & { toString(): string } & ThisType<Place> = {
  getThis: () => undefined,
  getTypeName: () => null,
  getFunction: () => undefined,
  getFunctionName: () => NAME,
  getMethodName: () => null,
  getFileName() {
    return this.file
  },
  getLineNumber() {
    return this.line
  },
  getColumnNumber() {
    return this.column
  },
  getEvalOrigin: () => undefined,
  isToplevel: () => true,
  isEval: () => false,
  isNative: () => false,
  isConstructor: () => false,
  isAsync: () => false,
  isPromiseAll: () => false,
  getPromiseIndex: () => null,
  getScriptNameOrSourceURL() {
    return this.file
  },
  getScriptHash: () => '',
  getEnclosingColumnNumber() {
    return this.column
  },
  getEnclosingLineNumber() {
    return this.line
  },
  getPosition: () => 0,
  toString() {
    return `${NAME} (${this.file}:${this.line}:${this.column})`
  },
}

const NAME = 'original'
