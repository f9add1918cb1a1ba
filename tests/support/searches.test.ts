import t from 'tap'
import { dayOf } from '../../src/site.ts'
import { currentDirectory } from '../../src/support/directory.ts'
import { findSupport } from '../../src/support/finding/finder.ts'
import { readWishes } from '../../src/support/finding/wishes.ts'
import { loadDirectory } from '../../src/support/loading.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import type { Fields } from '../fixtures/sign-in.ts'

const room = await openFreshDatabase()
await loadDirectory(room.db)
t.teardown(room.close)

const noon = '2026-11-24T12:00:00Z'
const evening = '2026-11-24T20:00:00Z'
/** Two at night on the bank holiday after Christmas. */
const bankHoliday = '2026-12-28T02:00:00Z'

const policeRun = [
  'south-yorkshire-police',
  'emergency-999',
  'operation-stovewood',
  'ceop',
  'mash',
  'evolve',
  'nrm',
  'cica',
]
const womenOnly = ['national-domestic-abuse-helpline', 'apna-haq']
const menOnly = ['mens-advice-line', 'safeline-male-survivor']

type Search = {
  who: string
  asks: Fields
  at?: string
  /** Among the first three that they see. */
  first: string[]
  /** The very first. */
  leads?: string
  /** Never the very first. */
  notFirst?: string[]
  /** Said to fit everything. */
  fits?: string[]
  /** Shown, and said not to be all that was asked. */
  near?: string[]
  /** Never said to fit. */
  neverFits?: string[]
  /** Nowhere on the page, not even as the nearest. */
  never?: string[]
}

const searches: Search[] = [
  {
    who: 'a survivor who wants to talk this week, by text only, without the police (SU-1)',
    asks: { need: 'talk_to_someone', when: 'week', way: 'text', police: 'no' },
    ...{ first: ['shout'], fits: ['shout'], neverFits: ['samaritans'], never: policeRun },
  },
  {
    who: 'a man who was abused as a child and wants to talk',
    asks: { need: 'talk_to_someone', with: 'men', who: 'me', age: '41' },
    ...{ first: ['survivors-trust'], fits: ['mens-advice-line', 'rothacs'] },
    ...{ neverFits: ['childline', 'grow-post-cse'], never: womenOnly },
  },
  {
    who: 'a man who has to leave home tonight',
    asks: { need: 'housing_safety', when: 'tonight', with: 'men', who: 'me', age: '35' },
    at: evening,
    ...{ first: ['mens-advice-line', 'rotherham-homelessness'], never: womenOnly },
  },
  {
    who: 'a girl of 15 who cannot sleep and wants to talk, at eight in the evening',
    asks: { need: 'talk_to_someone', when: 'tonight', who: 'me', age: '15' },
    at: evening,
    ...{ first: ['childline', 'shout'], fits: ['childline'], never: ['napac', 'rape-crisis-247', ...menOnly] },
  },
  {
    who: 'a boy of 13 who cannot cope, at two at night, without speaking',
    asks: { need: 'mental_health_crisis', when: 'tonight', way: ['text', 'chat'], who: 'me', age: '13' },
    at: '2026-11-25T02:00:00Z',
    ...{
      first: ['shout', 'childline'],
      fits: ['shout'],
      neverFits: ['childline', 'rdash-camhs-rotherham'],
      never: ['napac'],
    },
  },
  {
    who: 'a woman of 29 who does not trust the police and asks about her choices',
    asks: { need: 'police_isva_court', police: 'no', who: 'me', age: '29' },
    ...{ first: ['victim-support', 'nhs-sarc-finder'], fits: ['isva-chisva', 'rape-crisis-247'] },
    ...{ neverFits: policeRun, never: ['south-yorkshire-police', 'operation-stovewood'] },
  },
  {
    who: 'a mother who speaks Polish and worries about her son',
    asks: { need: ['family_support', 'talk_to_someone'], who: 'parent', language: 'pl' },
    ...{ first: ['stop-it-now', 'missing-people-safecall'], near: ['ivison-trust', 'nspcc-helpline'] },
    ...{ neverFits: ['ivison-trust', 'childline', 'kooth'] },
  },
  {
    who: 'a young man of 17 who is moving on to adult services',
    asks: { need: 'counselling_therapy', who: 'me', age: '17', area: 'rotherham' },
    ...{ first: ['with-me-in-mind-rotherham', 'rdash-camhs-rotherham', 'rothacs'], fits: ['hopian-post-cse'] },
    ...{
      near: ['rotherham-talking-therapies'],
      neverFits: ['rotherham-talking-therapies', 'trauma-resilience-service'],
    },
  },
  {
    who: 'a woman of 19 who rang Childline for years',
    asks: { need: 'talk_to_someone', way: 'phone', who: 'me', age: '19' },
    ...{ first: ['samaritans', 'papyrus'], near: ['childline'], neverFits: ['childline', 'report-remove'] },
  },
  {
    who: 'a woman who wants to be among women',
    asks: { need: 'talk_to_someone', with: 'women_only' },
    ...{
      first: ['national-domestic-abuse-helpline', 'apna-haq'],
      never: [...menOnly, 'survivorsuk', 'survivors-trust'],
    },
  },
  {
    who: 'a mother in Maltby who needs help for her family',
    asks: { need: 'family_support', who: 'parent', area: 'maltby' },
    ...{ first: ['family-hubs', 'ivison-trust'], fits: ['early-help', 'nspcc-helpline'], neverFits: ['swinton-lock'] },
  },
  {
    who: 'a man of 50 in Maltby who wants counselling',
    asks: { need: 'counselling_therapy', who: 'me', age: '50', area: 'maltby' },
    ...{ first: ['rotherham-talking-therapies', 'rothacs'], neverFits: ['with-me-in-mind-rotherham', 'kooth'] },
  },
  {
    who: 'somebody in danger who cannot cope, at two at night on a bank holiday',
    asks: { need: ['danger_now', 'mental_health_crisis'], when: 'tonight' },
    at: bankHoliday,
    ...{ first: ['emergency-999', 'nhs-111-mental-health', 'samaritans'], fits: ['shout', 'childline'] },
    neverFits: ['napac', 'karma-nirvana', 'nspcc-helpline', 'rotherham-homelessness', 'complex-lives-team'],
  },
  {
    who: 'somebody who wants to hear a voice, at two at night on a bank holiday',
    asks: { need: 'talk_to_someone', when: 'tonight', way: 'phone' },
    at: bankHoliday,
    ...{ first: ['samaritans', 'childline'], neverFits: ['napac', 'rape-crisis-247', 'revenge-porn-helpline'] },
  },
  {
    who: 'a Deaf woman in a crisis who signs',
    asks: { need: 'mental_health_crisis', language: 'bfi' },
    ...{ first: ['nhs-111-mental-health'], fits: ['nhs-111-mental-health'], neverFits: ['samaritans', 'papyrus'] },
  },
  {
    who: 'a girl of 14 whose picture is online',
    asks: { need: 'online_harm_image_removal', who: 'me', age: '14' },
    ...{ first: ['report-remove', 'childline'], fits: ['take-it-down'], never: ['stopncii', 'revenge-porn-helpline'] },
  },
  {
    who: 'a man of 24 whose picture is online',
    asks: { need: 'online_harm_image_removal', who: 'me', age: '24' },
    ...{ first: ['stopncii', 'revenge-porn-helpline'], never: ['report-remove', 'childline', 'ceop'] },
  },
  {
    who: 'a woman of 40 in whose picture she is a child',
    asks: { need: 'online_harm_image_removal', who: 'me', age: '40' },
    ...{ first: ['take-it-down'], never: ['report-remove', 'ceop'] },
  },
  {
    who: 'a man of 32 who was brought here to work, and speaks Vietnamese',
    asks: { need: 'immigration_nrm', who: 'me', age: '32', language: 'other' },
    ...{ first: ['modern-slavery-helpline'], fits: ['modern-slavery-helpline'], neverFits: ['ictg', 'nrm', 'mash'] },
  },
  {
    who: 'a young woman of 23 who drinks too much',
    asks: { need: 'drugs_alcohol', who: 'me', age: '23', area: 'rawmarsh' },
    ...{
      first: ['roads-withyou'],
      fits: ['roads-withyou'],
      neverFits: ['family-hubs'],
      never: ['south-yorkshire-police'],
    },
  },
  {
    who: 'a man who worries what he might do',
    asks: { need: 'own_behaviour', who: 'me', age: '35' },
    ...{ first: ['stop-it-now'], fits: ['stop-it-now'], never: ['south-yorkshire-police', 'ceop', 'mash'] },
  },
  {
    who: 'a woman of 27 who has nowhere to sleep tonight',
    asks: { need: 'housing_safety', when: 'tonight', area: 'rotherham', who: 'me', age: '27' },
    at: evening,
    ...{
      first: ['rotherham-homelessness', 'national-domestic-abuse-helpline'],
      neverFits: ['rotherham-homelessness', 'mash'],
    },
  },
  {
    who: 'a man of 33 in Wath who wants counselling that costs nothing',
    asks: { need: 'counselling_therapy', free: 'yes', who: 'me', age: '33', area: 'wath' },
    ...{ first: ['rotherham-talking-therapies', 'rothacs'], never: ['kooth', 'with-me-in-mind-rotherham'] },
  },
  {
    who: 'a father whose daughter of 15 did not come home',
    asks: { need: 'missing_from_home', who: 'parent', age: '15' },
    ...{ first: ['emergency-999', 'missing-people-safecall', 'mash'], never: ['napac'] },
  },
  {
    who: 'a boy of 15 who has left home, in the evening',
    asks: { need: 'missing_from_home', when: 'tonight', who: 'me', age: '15' },
    at: evening,
    ...{ first: ['emergency-999', 'missing-people-safecall'], near: ['missing-people-safecall'], never: menOnly },
  },
  {
    who: 'a woman of 30 who asks about money for what happened',
    asks: { need: 'money_compensation', who: 'me', age: '30' },
    ...{ first: ['cica'], fits: ['cica'], never: ['south-yorkshire-police'] },
  },
  {
    who: 'the same, without the police: it is said that they have a part in it',
    asks: { need: 'money_compensation', police: 'no', who: 'me', age: '30' },
    ...{ first: ['cica'], near: ['cica'], neverFits: policeRun },
  },
  {
    who: 'a trans woman who wants people who understand',
    asks: { need: 'talk_to_someone', with: 'lgbt' },
    ...{ first: ['galop'], fits: ['galop'], neverFits: menOnly },
  },
  {
    who: 'a woman of 22 who wants a health check and no police',
    asks: { need: 'sexual_health_sarc', police: 'no', who: 'me', age: '22' },
    ...{ first: ['nhs-sarc-finder', 'hackenthorpe-lodge'], neverFits: ['childrens-sarc-sheffield'] },
  },
  {
    who: 'somebody who wants counselling this week and says no more',
    asks: { need: 'counselling_therapy', when: 'week' },
    ...{ first: ['rotherham-talking-therapies'], near: ['rothacs', 'hopian-post-cse'] },
  },
  {
    who: 'a girl of 14 who wants to talk tonight, without the police',
    asks: { need: 'talk_to_someone', when: 'tonight', police: 'no', age: '14' },
    at: evening,
    ...{ first: ['childline'], leads: 'childline', fits: ['childline'], never: policeRun },
  },
  {
    who: 'a boy of 13 who wants to talk tonight by text',
    asks: { need: 'talk_to_someone', when: 'tonight', way: 'text', age: '13' },
    at: evening,
    ...{ first: ['shout', 'childline'], fits: ['shout'], near: ['childline'] },
  },
  {
    who: 'a mother of a girl of 9, tonight',
    asks: { need: 'talk_to_someone', when: 'tonight', who: 'parent', age: '9' },
    at: evening,
    ...{ first: ['samaritans', 'shout'], near: ['nspcc-helpline'], never: ['napac'] },
  },
  {
    who: 'a school nurse who looks for somebody to talk to for a girl of 13',
    asks: { need: 'talk_to_someone', who: 'worker', age: '13' },
    ...{ first: ['papyrus'], leads: 'papyrus' },
  },
  {
    who: 'somebody who asks about police and court when they are ready',
    asks: { need: 'police_isva_court', when: 'ready' },
    ...{ first: [], notFirst: ['south-yorkshire-police', 'operation-stovewood', 'emergency-999'] },
  },
  {
    who: 'a man of 40 who wants counselling this week, in person',
    asks: { need: 'counselling_therapy', when: 'week', way: 'face', who: 'me', age: '40' },
    ...{
      first: ['rotherham-talking-therapies'],
      never: ['with-me-in-mind-rotherham', 'kooth', 'rdash-camhs-rotherham'],
    },
  },
  {
    who: 'a woman of 22 whose picture is online, tonight',
    asks: { need: 'online_harm_image_removal', when: 'tonight', way: 'phone', who: 'me', age: '22' },
    ...{ first: ['revenge-porn-helpline'], never: ['report-remove', 'ceop'] },
  },
  {
    who: 'a woman of 30 who wants a health check tonight, by text',
    asks: { need: 'sexual_health_sarc', when: 'tonight', way: 'text', who: 'me', age: '30' },
    ...{ first: ['nhs-sarc-finder'], never: ['school-nursing-0-19'] },
  },
  {
    who: 'a girl of 17 who has nowhere to sleep and drinks',
    asks: { need: ['housing_safety', 'drugs_alcohol'], when: 'tonight', who: 'me', age: '17' },
    at: evening,
    ...{ first: ['missing-people-safecall'], never: ['complex-lives-team', 'mens-advice-line'] },
  },
  {
    who: 'a boy of 16 who worries what he might do',
    asks: { need: 'own_behaviour', who: 'me', age: '16' },
    ...{
      first: ['stop-it-now'],
      fits: ['stop-it-now'],
      never: ['south-yorkshire-police', 'ceop', 'revenge-porn-helpline'],
    },
  },
  {
    who: 'a girl of 15 whose picture is online, tonight, by phone',
    asks: { need: 'online_harm_image_removal', when: 'tonight', way: 'phone', who: 'me', age: '15' },
    at: evening,
    ...{ first: ['childline'], leads: 'childline', never: ['stopncii', 'revenge-porn-helpline'] },
  },
  {
    who: 'a girl of 17 whose picture is online is not told to wait for 18',
    asks: { need: 'online_harm_image_removal', who: 'me', age: '17' },
    ...{ first: ['childline', 'report-remove'], never: ['stopncii', 'revenge-porn-helpline'] },
  },
]

t.ok(searches.length >= 20)

for (const { who, asks, at = noon, first, fits = [], near = [], neverFits = [], never = [], ...more } of searches) {
  t.test(who, async (t) => {
    const now = new Date(at)
    const directory = await currentDirectory(room.db, dayOf(now))
    const known = new Set(directory.options.map(({ slug }) => slug))
    const finding = findSupport(directory, readWishes(asks), now)
    const nearest = finding.nearest.map(({ option }) => option.slug)
    const fitting = [...finding.fitting.map(({ option }) => option), ...finding.more].map(({ slug }) => slug)
    const shown = [...fitting, ...nearest]
    for (const slug of [...first, ...fits, ...near, ...neverFits, ...never]) t.ok(known.has(slug), `${slug} is there`)
    t.equal(finding.left, 0)
    for (const slug of first) t.ok(shown.slice(0, 3).includes(slug), `${slug} is among ${shown.slice(0, 3)}`)
    for (const slug of fits) t.ok(fitting.includes(slug), `${slug} fits`)
    for (const slug of near) t.ok(nearest.includes(slug), `${slug} is near`)
    for (const slug of neverFits) t.notOk(fitting.includes(slug), `${slug} does not fit`)
    for (const slug of never) t.notOk(shown.includes(slug), `${slug} is not shown`)
    t.ok(shown.length >= 1)
    if (more.leads) t.equal(shown[0], more.leads)
    for (const slug of more.notFirst ?? []) t.not(shown[0], slug)
  })
}
