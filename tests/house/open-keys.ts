import { reachBy, safeToDo } from '../../src/feedback/coming-back/contact.ts'
import { aboutQuestions } from '../../src/feedback/giving/about-you.ts'
import { noticeTimes } from '../../src/feedback/notices/notice-times.ts'
import { toldPlaces } from '../../src/safeguarding/concern-kind.ts'
import { ways } from '../../src/support/finding/ways.ts'
import { needs, welcomes, whens, who } from '../../src/support/finding/wishes.ts'
import { parts as cardParts, tiers } from '../../src/support/guidance/card.ts'
import { asked } from '../../src/support/not-known.ts'
import { places, readers } from '../../src/support/place.ts'
import { glossary } from '../../src/support/words/glossary.ts'

const sets = ['8-11', '11-17', 'parent', 'survivor']
const situations = [
  ...['not-found', 'not-allowed', 'expired', 'too-long', 'not-this-way'],
  ...['not-text', 'too-many', 'down', 'fault', 'unreadable'],
]
const help = ['danger', 'childline', 'samaritans', 'shout']
const steps = ['readers', 'hide', 'second', 'leads', 'board']
const parts = places.map(({ key }) => key)
const audiences = [
  ...['child', 'young_person', 'parent_carer', 'adult_survivor', 'family_friend', 'professional'],
  'person_worried_about_own_behaviour',
]
const access = ['self', 'walk_in', 'anyone', 'school', 'gp', 'professional', 'police', 'sarc', 'advocate']
const facts = [...asked]
const contacts = ['phone', 'text', 'email', 'web']

const about = aboutQuestions.map(({ id }) => id)
const aboutOptions = aboutQuestions.flatMap(({ id, options }) => options.map(({ key }) => `${id}_${key}`))
const aboutHeadings = aboutQuestions.flatMap(({ id, options }) =>
  options.flatMap(({ under }) => (under ? [`${id}_${under}`] : [])),
)

/** For each key that is named with something left open: what can stand there. A new one has to be added by hand. */
export const openKeys: Record<string, string[]> = {
  'about.${q.id}_${heading}': aboutHeadings,
  'about.${q.id}_${option.key}': aboutOptions,
  'about.${q.id}_ask': about,
  'about.${q.id}_why': about,
  'changes.aim_${name}': ['Prepare', 'Prevent', 'Protect', 'Pursue'],
  'changes.order_${one.key}': ['newest', 'aim', 'service'],
  'changes.${item.key}': ['made', 'planned', 'not_possible', 'more_voices'],
  "changes.${item.key}_${item.late ? 'late' : 'when'}": [
    ...['made_when', 'planned_when', 'not_possible_when', 'more_voices_when'],
    ...['planned_late', 'more_voices_late'],
  ],
  'changes.version_${version}': sets,
  'talkback.since_${d.afterwards}': ['more', 'fewer', 'cannot_tell', 'too_few'],
  'failures.${it.situation}_lead': situations,
  'failures.${it.situation}_title': situations,
  'feedback.${it.why}_lead': ['old', 'wait', 'not_saved'],
  'feedback.${it.why}_title': ['old', 'wait', 'not_saved'],
  'feedback.lead_${it.set.key}': sets,
  'front.promise_${key}': ['no_name', 'no_cookie', 'only_send', 'saved'],
  'front.reads_${step}': steps,
  'front.reads_${step}_lead': steps,
  'front.version_${checked}': ['all', 'some', 'none'],
  'front.set_${set}': ['8-11', '11-17', 'family', 'adult'],
  'invitations.${it.link}_link': ['plain', 'sealed'],
  'invitations.${it.state}_lead': ['good', 'used', 'expired', 'unknown'],
  'invitations.${it.state}_title': ['good', 'used', 'expired', 'unknown'],
  'invitations.opened_${one.ground}': ['writer', 'self', 'other'],
  'layout.now_${line.key}': help,
  'layout.now_${line.key}_more': help,
  'notices.address_${it.ways[0]}': ['email', 'text'],
  'notices.hint_${it.ways[0]}': ['email', 'text'],
  'notices.times_${it.wish.times}': [...noticeTimes],
  'notices.times_${one}': [...noticeTimes],
  'notices.way_${way}': ['email', 'text'],
  'paper.${other}': ['normal', 'large'],
  'paper.${size}': ['normal', 'large'],
  'guidance.part_${part}': [...cardParts],
  'guidance.tier_${it.tier}': [...tiers],
  'guidance.tier_${tier}': [...tiers],
  'guidance.who_${it.tier}': [...tiers],
  'guidance.who_${tier}': [...tiers],
  'support.${facet}_${key}': [
    ...needs.map((need) => `need_${need}`),
    ...whens.map((when) => `when_${when}`),
    ...ways.map((way) => `way_${way}`),
    ...welcomes.map((one) => `with_${one}`),
    ...who.map((one) => `who_${one}`),
    ...['police_no', 'free_yes'],
  ],
  'support.${it.part.key}_line': parts,
  'support.${it.part.key}_more': parts,
  'support.${it.part.key}_title': parts,
  'support.${key}_title': parts,
  'support.${place.key}_more': parts,
  'support.${one.place.key}_title': parts,
  'support.${place.key}_title': parts,
  'support.access_${one}': access,
  'support.access_${route}': access,
  'support.audience_${one}': audiences,
  'support.fact_${field}': ['accessibility', 'area'],
  'support.fact_${name}': facts,
  'support.${how}_${about}': [
    ...['need', 'who', 'with', 'place', 'police', 'free'].map((about) => `miss_${about}`),
    ...['who', 'with', 'wait', 'language', 'place', 'police', 'free'].map((about) => `unsure_${about}`),
  ],
  'support.${how}_${about}_${what}': [
    ...['miss_need_listens', 'miss_when_tonight', 'miss_when_week', 'unsure_when_tonight', 'unsure_when_week'],
    ...[...ways, 'unshown'].map((way) => `unsure_way_${way}`),
  ],
  'support.fit_${about}': ['who', 'place', 'police', 'free'],
  'support.fit_${about}_${what}': [
    ...['when_tonight', 'when_week', 'language_own', 'language_interpreter', 'who_young'],
    ...ways.map((way) => `way_${way}`),
    ...welcomes.map((one) => `with_${one}`),
  ],
  'support.fit_who_${chosen}': ['parent', 'friend', 'worker'],
  'support.hidden_${kind}': contacts,
  'support.language_${one.code}': ['bfi', 'other'],
  'support.nearly_${what}': ['later', 'earlier', 'adults'],
  'support.need_${need}': needs,
  'support.need_${reason.what}': needs,
  "support.option_police_${option.police.replace(' ', '_')}": ['runs', 'takes_part', 'none'],
  'support.option_welcomes_${one}': [...welcomes, 'men_only', 'women'],
  'support.place_for_${one}': Object.keys(readers),
  'support.reach_${it.one.kind}': contacts,
  'support.reach_${one.kind}': contacts,
  'support.status_${option.status}': ['presumed_open', 'unverified', 'at_risk'],
  'support.told_${it.about}': ['contact', 'need'],
  'support.tier_${option.tier}': ['community', 'universal', 'targeted', 'specialist'],
  'support.way_${way}': [...ways],
  'support.when_${when}': [...whens],
  'support.with_${one}': [...welcomes],
  'support.who_${who}': [...who],
  'talkback.added_${one.kind}': ['more', 'meant', 'answer'],
  'talkback.more_allowed_${it.permission}': ['none', 'better', 'report'],
  'talkback.passed_on_${one.place}': [...toldPlaces],
  'talkback.reach_how_${way}': Object.keys(reachBy),
  'talkback.reach_problem_${problem}': ['how', 'contact', 'long'],
  'talkback.reach_safe_${thing}': Object.keys(safeToDo),
  'words.w_${key}': glossary.map(({ key }) => key),
  'worried.${it.nobody}_nobody': ['now', 'child', 'adult'],
  'worried.${it.part}_next': ['child_now', 'child', 'adult_now', 'adult'],
  'worried.${it.part}_say': ['child_now', 'child', 'adult_now', 'adult'],
  'worried.${part}': ['child_now', 'child', 'adult_now', 'adult'],
}

/** A key with what can stand in its open places, written out. */
export function writtenOut(open: string, values: string[]): string[] {
  const slots = open.match(/\$\{.*?\}/g)?.length ?? 0
  const start = open.slice(0, open.indexOf('${'))
  return values.map((value) => (slots === 1 ? open.replace(/\$\{.*?\}/, value) : `${start}${value}`))
}
