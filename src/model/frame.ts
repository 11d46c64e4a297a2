/** One call frame as V8 gives it: positions of the running code, before source maps and before anyone judged whose code it is. */
export interface RawFrame {
  /** `CallSite#getFunctionName()`, or `null` for anonymous code. */
  function: string | null
  /** Class or receiver name, for built-ins only: `RegExp` for `RegExp.test`. */
  typeName: string | null
  /** Script URL or path as V8 knows it (`file:///…`, `/…`, `node:…`), or `null` for a V8 built-in. */
  file: string | null
  /** 1-based; 0 when unknown. */
  line: number
  /** 1-based; 0 when unknown. */
  column: number
  /** `true` when the frame waits for the one above it (`await`). */
  async?: true
  /** Line on which the function begins, 1-based. */
  functionLine?: number
  /** Column at which the function begins, 1-based. */
  functionColumn?: number
  /** `true` when line and column are of transformed code whose original is not known: they are not of the file. */
  transformed?: true
}

/** One call frame, judged: whose code it is and where to click. */
export interface Frame {
  /** Function name; `<anonymous>` when it has none; `RegExp.test` for a built-in. */
  function: string
  /** Absolute path, of the original where there is a source map; `node:…` for Node's own code, or an empty string for a V8 built-in. */
  file: string
  /** 1-based; 0 when unknown. */
  line: number
  /** 1-based; 0 when unknown. */
  column: number
  /** npm package the file belongs to, when it lies under a `node_modules` folder. */
  package?: string
  /** `true` when the frame waits for the one above it (`await`). */
  async?: true
  /** `true` for V8 built-ins and native functions, which have no source line. */
  native?: true
  /** `true` when line and column are of transformed code without a source map: they are not of the file. */
  transformed?: true
  /** `true` when the file is neither Node's, nor a package's, nor loophound's. */
  ownCode: boolean
}

/** A position in a file. */
export interface Place {
  /** Path or URL. */
  file: string
  /** 1-based; 0 when unknown. */
  line: number
  /** 1-based; 0 when unknown. */
  column: number
}

/** Where running code comes from, as whoever transformed it says (a test runner, a loader). */
export interface KnownOriginal {
  /** As V8 gives it. */
  running: Place
  /** In the file on disk; the same place where the transformation keeps positions. */
  original: Place
}
