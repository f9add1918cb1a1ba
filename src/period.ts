/**
 * Two months, because the Child Exploitation Delivery Group "meets bi-monthly" (Child Exploitation Strategy 2024-29).
 * Periods are fixed: figures for stretches that overlap could be taken from one another until one person is left.
 */
export type Period = {
  /** The first month, 'YYYY-MM'. Always an odd one. */
  key: string
  from: string
  /** The first day after it. */
  until: string
}

/** @param day 'YYYY-MM-DD' */
export function periodOf(day: string): Period {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  return periodFrom(year, month % 2 === 1 ? month : month - 1)
}

/** @returns undefined for anything that is not the first month of a period */
export function findPeriod(key: string): Period | undefined {
  const [, year, month] = /^(20\d\d)-(01|03|05|07|09|11)$/.exec(key) ?? []
  return year && month ? periodFrom(Number(year), Number(month)) : undefined
}

/** The two months before a period. */
export function periodBefore(period: Period): Period {
  const [year = 0, month = 0] = period.key.split('-').map(Number)
  return month === 1 ? periodFrom(year - 1, 11) : periodFrom(year, month - 2)
}

/** The two months after a period. */
export function periodAfter({ until }: Period): Period {
  return periodOf(until)
}

/** Such as "September and October 2026". */
export function periodName({ key }: Period): string {
  const [year = 0, month = 0] = key.split('-').map(Number)
  return `${monthName(month)} and ${monthName(month + 1)} ${year}`
}

/** @param today 'YYYY-MM-DD' */
export function hasEnded({ until }: Period, today: string): boolean {
  return today >= until
}

function periodFrom(year: number, month: number): Period {
  const key = `${year}-${two(month)}`
  const until = month === 11 ? `${year + 1}-01-01` : `${year}-${two(month + 2)}-01`
  return { key, from: `${key}-01`, until }
}

// Making one costs more than everything that it is used for.
const months = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' })

function monthName(month: number): string {
  return months.format(new Date(Date.UTC(2000, month - 1)))
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
