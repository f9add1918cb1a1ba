import type { Site } from '../site.ts'
import { dayOf } from '../site.ts'
import type { Frame } from '../web/frame.ts'
import type { Words } from '../web/language.ts'
import { contactHref, hiddenKinds, shownContacts, sourcesDisagree } from './contact.ts'
import { EMERGENCY } from './finding/reasons.ts'
import { isDoubtful, waysOf } from './finding/ways.ts'
import { isPastCheck, isUnchecked, notCheckedSince } from './keeping/due.ts'
import type { Contact, Option } from './option.ts'

/** What every public page of this room may use to say something about an option. */
export function aboutOptions({ now, config: { checks } }: Site, { t, formats: { day, list } }: Frame) {
  const today = dayOf(now())
  return {
    contactsOf: (option: Option) =>
      shownContacts(option).map((one) => ({
        ...{ ...one, name: nameIn(one), href: contactHref(one) },
        tried: option.slug === EMERGENCY ? undefined : triedIn(t, day, one),
      })),
    /** No person has looked at the entry, nor tried a way to reach it: what was found came from saved pages. */
    isUnchecked,
    isDoubtful,
    hiddenOf: (option: Option) => hiddenKinds(option),
    agesOf: (option: Option) => agesIn(t, option),
    listOf: list,
    waysOf: (option: Option) => [...waysOf(option)],
    isPastCheck: (option: Option) => isPastCheck(option, today, checks),
    checkedOn: (option: Option) => day(notCheckedSince(option, today, checks)),
    day,
    lastConfirmed,
    sourcesDisagree,
  }
}

function lastConfirmed(option: Option): Contact | undefined {
  return shownContacts(option)
    .filter(({ confirmed_on }) => confirmed_on)
    .sort((a, b) => (a.confirmed_on ?? '').localeCompare(b.confirmed_on ?? ''))
    .at(-1)
}

/** Whether a person tried this way to reach them, and when: trust in a number belongs to the number. */
function triedIn(t: Words, day: (value: string) => string, { kind, confirmed_on: on, confirmed_how: how }: Contact) {
  if (!on) return t(kind === 'phone' ? 'support.option_untried_phone' : 'support.option_untried')
  return t(how === 'called' ? 'support.option_tried_called' : 'support.option_tried_page', { day: day(on) })
}

/** A website without what a person need not read. */
function nameIn({ kind, value }: Contact): string {
  return kind === 'web' ? value.replace(/^https:\/\/(www\.)?/, '').replace(/\/$/, '') : value
}

function agesIn(t: Words, option: Option): { disagree: boolean; words: string } {
  const { age_min: from, age_max: to } = option
  const disagree = sourcesDisagree(option, 'age_min') || sourcesDisagree(option, 'age_max')
  if (from !== null && to !== null) return { disagree, words: t('support.ages_between', { from, to }) }
  if (from !== null) return { disagree, words: t('support.ages_from', { from }) }
  return { disagree, words: to === null ? '' : t('support.ages_to', { to }) }
}
