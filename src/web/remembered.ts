/**
 * Asks, and gives the same answer for a short while: for what every request needs and hardly ever changes. A failure is
 * not kept.
 */
export function remembered<T>(keepMs: number, ask: () => Promise<T>): () => Promise<T> {
  let kept: { answer: Promise<T>; until: number } | undefined
  return () => {
    const now = performance.now()
    if (kept && kept.until > now) return kept.answer
    const answer = ask()
    kept = { answer, until: now + keepMs }
    answer.catch(() => {
      kept = undefined
    })
    return answer
  }
}
