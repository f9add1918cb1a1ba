import type { Language } from './language.ts'

/** The first of June 2026 is a Monday. */
const weekdayCodes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

const made = new Map<string, Formats>()

/** Days, months and lists as a language writes them. Making one costs more than using it a thousand times. */
export function formatsIn(language: Language): Formats {
  const formats = made.get(language.locale) ?? make(language.locale)
  made.set(language.locale, formats)
  return formats
}

export type Formats = ReturnType<typeof make>

function make(locale: string) {
  const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  const month = utc({ month: 'long', year: 'numeric' })
  const day = utc({ dateStyle: 'long' })
  const weekday = new Intl.DateTimeFormat(locale, {
    ...{ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'Europe/London' },
  })
  const named = utc({ weekday: 'long' })
  const clock = utc({ hour: 'numeric', minute: '2-digit' })
  const list = new Intl.ListFormat(locale)
  const languages = new Intl.DisplayNames(locale, { type: 'language' })
  return {
    /** `November 2026`. @param value a day, 'YYYY-MM-DD' */
    month: (value: string) => month.format(new Date(value)),
    /** `23 November 2026`. @param value a day, 'YYYY-MM-DD' */
    day: (value: string) => day.format(new Date(value)),
    /** `Monday 23 November`, for a moment, in London. */
    weekday: (value: Date) => weekday.format(value),
    /** `Monday`. @param code 'MO' to 'SU' */
    weekdayName: (code: string) => named.format(Date.UTC(2026, 5, 1 + weekdayCodes.indexOf(code))),
    /** `9:30`. @param minutes after midnight */
    clock: (minutes: number) => clock.format(minutes * 60_000),
    list: (words: string[]) => list.format(words),
    /** The name of a language; what is no code of one is given back as it is. */
    language: (tag: string) => {
      try {
        return languages.of(tag) ?? tag
      } catch {
        return tag
      }
    },
  }
}
