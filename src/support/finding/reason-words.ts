import type { Words } from '../../web/language.ts'
import type { Option } from '../option.ts'
import type { Found } from './finder.ts'
import type { Reason } from './reasons.ts'
import type { Wishes } from './wishes.ts'

/** Why an option fits and what is not as asked, or not known, each as sentences; '' when there is nothing to say. */
export function reasonWords(
  t: Words,
  { option, reasons }: Found,
  chosen: Wishes['who'],
): { fits: string; misses: string } {
  const needs = reasons.filter(({ about, says }) => about === 'need' && says === 'yes')
  const what = needs.map((reason) => t(`support.need_${reason.what}`)).join('; ')
  const met = needs.length > 0 ? [t('support.fit_need', { what })] : []
  const others = reasons.filter(({ about, says }) => about !== 'need' && says === 'yes')
  const missing = [...new Set(reasons.filter(({ says }) => says !== 'yes').map(missKey))]
  return {
    fits: [...met, ...others.map((reason) => t(fitKey(reason, chosen)))].join(' '),
    misses: missing.map((key) => t(key, agesOf(option))).join(' '),
  }
}

function fitKey({ about, what }: Reason, chosen: Wishes['who']): string {
  if (about === 'who' && chosen && chosen !== 'me') return `support.fit_who_${chosen}`
  return what ? `support.fit_${about}_${what}` : `support.fit_${about}`
}

function missKey({ about, says, what }: Reason): string {
  if (says === 'nearly') return `support.nearly_${what}`
  const how = says === 'no' ? 'miss' : 'unsure'
  return what && ['way', 'when', 'need'].includes(about) ? `support.${how}_${about}_${what}` : `support.${how}_${about}`
}

/** Ages for the sentences that name them. */
function agesOf({ age_min, age_max }: Option): { from: number; to: number } {
  return { from: age_min ?? 0, to: age_max ?? 0 }
}
