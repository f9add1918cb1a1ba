import { z } from 'zod'
import type { MessageWay } from '../../messaging/provider.ts'
import { field } from '../../web/form.ts'
import { type NoticeTimes, noticeTimes } from './notice-times.ts'
import type { Reach } from './notice-wish.ts'

/** What somebody typed, to be given back to them. */
export type TypedWish = { way: string; address: string; safe: string; times: string }

/** The field that has to be looked at again, and the key of a sentence that helps. */
export type WishProblem = { field: 'way' | 'address' | 'safe' | 'times'; key: string }

type Read = { ok: true; wish: Reach & { times: NoticeTimes } } | { ok: false; problems: WishProblem[] }

/** The form's fields as they came. */
export function typedWish(body: unknown): TypedWish {
  const text = (name: string) => field(body, name).trim()
  return { way: text('way'), address: text('address'), safe: text('safe'), times: text('times') }
}

/**
 * Reads the wish to be told. Only a clear yes to "is it safe?" is a yes.
 * @param ways those that are offered; where there is one, it need not be chosen
 */
export function readWish(typed: TypedWish, ways: readonly MessageWay[]): Read {
  const way = ways.length === 1 ? ways[0] : ways.find((one) => one === typed.way)
  const times = noticeTimes.find((one) => one === typed.times)
  const address = way === 'text' ? readMobile(typed.address) : readEmail(typed.address)
  const problems: WishProblem[] = []
  if (!way) problems.push({ field: 'way', key: 'notices.problem_way' })
  if (way && !address) {
    problems.push({ field: 'address', key: way === 'text' ? 'notices.problem_number' : 'notices.problem_email' })
  }
  if (typed.safe !== 'yes') {
    problems.push({ field: 'safe', key: typed.safe === 'no' ? 'notices.problem_unsafe' : 'notices.problem_safe' })
  }
  if (!times) problems.push({ field: 'times', key: 'notices.problem_times' })
  if (!way || !address || !times || problems.length > 0) return { ok: false, problems }
  return { ok: true, wish: { way, address, times } }
}

function readEmail(typed: string): string | undefined {
  const parsed = z.email().max(200).safeParse(typed)
  return parsed.success ? parsed.data : undefined
}

/**
 * A British mobile number, with spaces, brackets, a country code, or the digits of another script.
 * @returns eleven digits, as people here say it
 */
export function readMobile(typed: string): string | undefined {
  const digits = typed.replace(/\p{Nd}/gu, (sign) => String(digitOf(sign))).replace(/[\s().-]/g, '')
  const national = digits.replace(/^(\+|00)44(0(?=7))?/, '0')
  return /^07\d{9}$/.test(national) ? national : undefined
}

/** Every script's ten digits stand one after the other, beginning with nought. */
function digitOf(sign: string): number {
  let code = sign.codePointAt(0) ?? 0
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1
    value += 1
  }
  return value
}
