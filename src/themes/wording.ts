import type { Period } from './counting.ts'

const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** @param value 'YYYY-MM' or 'YYYY-MM-DD' @returns such as "May 2026" */
export function monthInWords(value: string): string {
  return month.format(new Date(`${value.slice(0, 7)}-01T12:00:00Z`))
}

/** @param value 'YYYY-MM-DD' @returns such as "3 May 2026" */
export function dayInWords(value: string): string {
  return day.format(new Date(`${value}T12:00:00Z`))
}

/** This month and the five before it. @param today 'YYYY-MM-DD' */
export function sixMonths(today: string): Required<Period> & { words: string } {
  const [year = 0, number = 0] = today.split('-').map(Number)
  const from = new Date(Date.UTC(year, number - 6, 1)).toISOString().slice(0, 10)
  return { from, to: today, words: `${monthInWords(from)} to ${monthInWords(today)}` }
}

export const permissions = {
  better: 'May be used to make things better, inside the service',
  report: 'May be used in our report, without a name',
}
