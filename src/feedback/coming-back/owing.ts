/**
 * Weeks in which somebody who wrote is owed an answer that they can see: a decision on what they spoke of, a reply that
 * names one, or, where they said "just read them", that two people have read it. The partnership's decision; no guidance
 * names a time for it.
 */
export const OUTCOME_WITHIN_WEEKS = 12

/**
 * The last day on which the answer is in time: the end of the month in which the weeks are over. A day would tell, to
 * whoever looks at the page, on which day the person wrote.
 * @param receivedOn 'YYYY-MM-DD'
 */
export function owedBy(receivedOn: string): string {
  const over = new Date(Date.parse(receivedOn) + OUTCOME_WITHIN_WEEKS * 7 * 86_400_000)
  return new Date(Date.UTC(over.getUTCFullYear(), over.getUTCMonth() + 1, 0)).toISOString().slice(0, 10)
}

/** The Monday of a day's week. @param day 'YYYY-MM-DD' */
export function weekOf(day: string): string {
  const at = new Date(day)
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7))
  return at.toISOString().slice(0, 10)
}
