import { field } from '../../web/form.ts'
import { type DutyTimes, longest, DutyTimes as Shape } from '../duty-times.ts'

/** The times that are set in minutes of working time, and what each is until. */
export const timeWords = {
  readUnsafe: 'Until a person has read it, where somebody feels unsafe now',
  readChild: 'Until a person has read it, where a child wrote or the flag raised it',
  readOwn: 'Until a person has read anything else, and until the second person has',
  decide: 'Until a concern is decided and passed on',
  acknowledge: 'Until the place it went to has answered; then it is asked again',
  passOn: 'Between one person and the next, once something is late',
} as const satisfies Partial<Record<keyof DutyTimes, string>>

type Minutes = keyof typeof timeWords
const names = Object.keys(timeWords) as Minutes[]

export type TypedTimes = Record<Minutes | 'opens' | 'closes', string> & { alertAtOnce: boolean }

/** Times as the form shows them: minutes as numbers, hours as `09:00`. */
export function typedTimes(times: DutyTimes): TypedTimes {
  const minutes = Object.fromEntries(names.map((name) => [name, String(times[name])])) as Record<Minutes, string>
  return { ...minutes, opens: clockOf(times.opens), closes: clockOf(times.closes), alertAtOnce: times.alertAtOnce }
}

/** @returns what was typed, and the times, or what is wrong beside each field */
export function readTimes(body: unknown): { typed: TypedTimes; times?: DutyTimes; problems: Record<string, string> } {
  const minutes = Object.fromEntries(names.map((name) => [name, field(body, name).trim()])) as Record<Minutes, string>
  const [opens, closes] = [field(body, 'opens'), field(body, 'closes')]
  const typed = { ...minutes, opens, closes, alertAtOnce: field(body, 'alertAtOnce') === 'yes' }
  const parsed = Shape.safeParse({
    ...Object.fromEntries(names.map((name) => [name, /^\d{1,5}$/.test(minutes[name]) ? Number(minutes[name]) : -1])),
    ...{ opens: minutesOf(opens), closes: minutesOf(closes), alertAtOnce: typed.alertAtOnce },
  })
  if (parsed.success) return { typed, times: parsed.data, problems: {} }
  const problems: Record<string, string> = {}
  for (const { path, code, message } of parsed.error.issues) {
    const name = String(path[0])
    const ofDay = code === 'custom' ? message : 'Write a time of day from 06:00 to 22:00, such as 09:00.'
    const most = longest[name as Minutes]
    problems[name] = most ? `Write whole minutes, from 5 to ${most}.` : ofDay
  }
  return { typed, problems }
}

/** `270` is "4 hours 30 minutes". */
export function inHours(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  const part = (n: number, unit: string) => (n === 0 ? [] : [`${n} ${unit}${n === 1 ? '' : 's'}`])
  return [...part(hours, 'hour'), ...part(rest, 'minute')].join(' ')
}

function clockOf(minutes: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

function minutesOf(clock: string): number {
  const found = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(clock)
  return found ? Number(found[1]) * 60 + Number(found[2]) : -1
}
