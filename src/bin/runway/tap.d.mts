/** What TypeScript tests see of tap.mjs. */
export function makeTapReader(how: { maySkip: string[]; say: (line: string) => void }): {
  read: (line: string) => void
  count: { passed: number; failed: number }
}
