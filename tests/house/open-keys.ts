import { reachBy, safeToDo } from '../../src/feedback/coming-back/contact.ts'
import { aboutQuestions } from '../../src/feedback/giving/about-you.ts'
import { noticeTimes } from '../../src/feedback/notices/notice-times.ts'
import { toldPlaces } from '../../src/safeguarding/concern-kind.ts'
import { ways } from '../../src/support/finding/ways.ts'
import { needs, who } from '../../src/support/finding/wishes.ts'
import { places } from '../../src/support/place.ts'

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
const facts = ['cost', 'hours', 'languages', 'accessibility', 'area', 'run_by']
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
  'changes.${item.key}': ['made', 'planned', 'not_possible', 'more_voices'],
  "changes.${item.key}_${item.late ? 'late' : 'when'}": [
    ...['made_when', 'planned_when', 'not_possible_when', 'more_voices_when'],
    ...['planned_late', 'more_voices_late'],
  ],
  'changes.version_${version}': sets,
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
  'support.${it.part.key}_line': parts,
  'support.${it.part.key}_more': parts,
  'support.${it.part.key}_title': parts,
  'support.${it.place}_more': parts,
  'support.${it.place}_title': parts,
  'support.${key}_title': parts,
  'support.${place.key}_title': parts,
  'support.access_${one}': access,
  'support.access_${route}': access,
  'support.audience_${one}': audiences,
  'support.fact_${name}': facts,
  'support.fit_way_${what}': [...ways],
  'support.fit_who_${chosen}': ['parent', 'friend', 'worker'],
  'support.hidden_${kind}': contacts,
  'support.miss_${about}': ['need', 'who', 'police'],
  'support.need_${need}': needs,
  'support.need_${reason.what}': needs,
  'support.reach_${it.one.kind}': contacts,
  'support.status_${it.option.status}': ['unverified', 'at_risk'],
  'support.status_${option.status}': ['presumed_open', 'unverified', 'at_risk'],
  'support.unknown_${about}': ['who'],
  'support.unknown_way_${what}': [...ways],
  'support.way_${way}': [...ways],
  'support.who_${who}': [...who],
  'talkback.added_${one.kind}': ['more', 'meant', 'answer'],
  'talkback.more_allowed_${it.permission}': ['none', 'better', 'report'],
  'talkback.passed_on_${one.place}': [...toldPlaces],
  'talkback.reach_how_${way}': Object.keys(reachBy),
  'talkback.reach_problem_${problem}': ['how', 'contact', 'long'],
  'talkback.reach_safe_${thing}': Object.keys(safeToDo),
}

/** A key with what can stand in its open places, written out. */
export function writtenOut(open: string, values: string[]): string[] {
  const slots = open.match(/\$\{.*?\}/g)?.length ?? 0
  const start = open.slice(0, open.indexOf('${'))
  return values.map((value) => (slots === 1 ? open.replace(/\$\{.*?\}/, value) : `${start}${value}`))
}
