/** Text on one line and without control characters, so that what an app calls its functions cannot steer a terminal. */
export function formatPlain(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
}
