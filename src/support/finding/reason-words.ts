import type { Words } from '../../web/language.ts'
import type { Found, Reason } from './finder.ts'
import type { Wishes } from './wishes.ts'

/** Why an option fits and what is not as asked, each as sentences; '' when there is nothing to say. */
export function reasonWords(t: Words, { reasons }: Found, chosen: Wishes['who']): { fits: string; misses: string } {
  const needs = reasons.filter(({ about, says }) => about === 'need' && says === 'yes')
  const what = needs.map((reason) => t(`support.need_${reason.what}`)).join('; ')
  const met = needs.length > 0 ? [t('support.fit_need', { what })] : []
  const others = reasons.filter(({ about, says }) => about !== 'need' && says === 'yes')
  const missing = reasons.filter(({ says }) => says !== 'yes')
  return {
    fits: [...met, ...others.map((reason) => t(fitKey(reason, chosen)))].join(' '),
    misses: missing.map((reason) => t(missKey(reason))).join(' '),
  }
}

function fitKey({ about, what }: Reason, chosen: Wishes['who']): string {
  if (about === 'way') return `support.fit_way_${what}`
  if (about === 'police') return 'support.fit_police'
  return chosen === 'parent' || chosen === 'friend' || chosen === 'worker'
    ? `support.fit_who_${chosen}`
    : 'support.fit_who'
}

function missKey({ about, says, what }: Reason): string {
  if (about === 'way') return `support.unknown_way_${what}`
  return says === 'no' ? `support.miss_${about}` : `support.unknown_${about}`
}
