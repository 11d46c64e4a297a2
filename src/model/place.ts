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
