import t from 'tap'
import { currentDirectory } from '../../src/support/directory.ts'
import { offeredAreas, serves } from '../../src/support/finding/areas.ts'
import { findSupport } from '../../src/support/finding/finder.ts'
import { isOpenTonight, nightAt } from '../../src/support/finding/open-hours.ts'
import { fitsPerson } from '../../src/support/finding/person.ts'
import { ways } from '../../src/support/finding/ways.ts'
import { needs, readRefs, readWishes, whens, who } from '../../src/support/finding/wishes.ts'
import { isPastCheck } from '../../src/support/keeping/due.ts'
import { loadDirectory } from '../../src/support/loading.ts'
import type { Option } from '../../src/support/option.ts'
import { openFreshDatabase } from '../fixtures/fresh-database.ts'
import type { Fields } from '../fixtures/sign-in.ts'

const room = await openFreshDatabase()
await loadDirectory(room.db)
t.teardown(room.close)
const today = '2026-11-23'
const now = new Date(`${today}T12:00:00Z`)
const directory = await currentDirectory(room.db, today)
const find = (fields: Fields, at = now) => findSupport(directory, readWishes(fields), at)
const bySlug = (slug: string) => directory.options.find((option) => option.slug === slug)!

t.test('no wishes, however they are put together, lead to nothing', async (t) => {
  for (const need of ['', ...needs]) {
    for (const person of ['', ...who]) {
      for (const way of ['', ...ways]) {
        for (const when of whens) {
          const asked = {
            need,
            who: person,
            way,
            when,
            police: 'no',
            with: 'men',
            language: 'pl',
            area: 'maltby',
            age: '17',
          }
          const { fitting, nearest } = find(asked)
          if (fitting.length + nearest.length < 3) t.fail(JSON.stringify(asked))
        }
      }
    }
  }
  t.pass('all of them lead somewhere')
})

t.test(
  'what fits says no to nothing, and is unsure only of what one can ask first; what is near says what is missing',
  async (t) => {
    const askable = ['police', 'free', 'place', 'wait']
    for (const need of needs) {
      const { fitting, nearest } = find({
        need,
        who: 'me',
        age: '17',
        way: 'text',
        police: 'no',
        free: 'yes',
        when: 'week',
      })
      for (const { option, reasons } of fitting) {
        t.ok(option.needs.includes(need), option.slug)
        t.ok(reasons.every(({ says, about }) => says === 'yes' || (says === 'not known' && askable.includes(about))))
      }
      for (const { reasons } of nearest) t.ok(reasons.some(({ says }) => says !== 'yes'))
    }
  },
)

t.test('what is known not to involve the police comes before what nobody has asked about', async (t) => {
  const { fitting } = find({ need: 'police_isva_court', police: 'no' })
  const known = fitting.map(({ option }) => option.police)
  t.equal(known[0], 'none')
  t.same(
    known,
    known.toSorted((a, b) => Number(b === 'none') - Number(a === 'none')),
  )
})

t.test('a place is served by what serves it, or anything around it', async (t) => {
  t.equal(serves(['rotherham'], 'maltby'), 'yes')
  t.equal(serves(['uk'], 'maltby'), 'yes')
  t.equal(serves(['doncaster'], 'maltby'), 'no')
  t.equal(serves(['swinton'], 'maltby'), 'no')
  t.equal(serves(['swinton'], 'rotherham'), 'not known', 'a part of it')
  t.equal(serves([], 'maltby'), 'not known')
  t.same(
    ['Maltby', 'Dinnington', 'Wath upon Dearne', 'Swinton', 'Rawmarsh', 'Aston'].filter(
      (name) => !offeredAreas.some((area) => area.name === name),
    ),
    [],
  )
})

t.test('from 16 to 25 both kinds of service count, and a birthday that is near is said and never fits', async (t) => {
  const option = (audiences: string[], age_min: number | null, age_max: number | null) =>
    ({ audiences, age_min, age_max, conflicts: [], needs: ['counselling_therapy'] }) as unknown as Option
  const at = (one: Option, age: number) => fitsPerson(one, { who: 'me', age })
  const adults = option(['adult_survivor'], 18, null)
  t.match(at(adults, 17), { says: 'nearly', what: 'later' })
  t.match(at(adults, 16), { says: 'nearly', what: 'later' })
  t.match(at(adults, 15), { says: 'no' })
  t.match(at(adults, 18), { says: 'yes' })
  const children = option(['child', 'young_person'], null, 17)
  t.match(at(children, 17), { says: 'yes' })
  t.match(at(children, 18), { says: 'nearly', what: 'earlier' })
  t.match(at(children, 20), { says: 'no' })
  t.match(at(option(['adult_survivor'], null, null), 17), { says: 'nearly', what: 'adults' })
  t.match(at(option(['child', 'young_person'], null, null), 22), { says: 'not known' }, 'nobody wrote where it ends')
  t.match(at(option(['young_person'], 13, 25), 19), { says: 'yes' })
  t.match(at(option(['young_person', 'adult_survivor'], null, null), 30), { says: 'yes' })
  t.match(at(option(['young_person'], null, null), 30), { says: 'no' })
  t.same(fitsPerson(adults, { who: undefined, age: undefined }), undefined)
})

t.test('tonight is until six in the morning, and on a bank holiday only what is always open is sure', async (t) => {
  const week = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
  const always = [{ days: week, opens: '00:00', closes: '24:00' }]
  const office = [{ days: week.slice(0, 5), opens: '09:00', closes: '17:00' }]
  const late = [{ days: week.slice(0, 5), opens: '10:00', closes: '21:00' }]
  const at = (time: string, times: Option['times']) => isOpenTonight(times, nightAt(new Date(time)))
  t.equal(at('2026-11-24T12:00:00Z', always), 'yes')
  t.equal(at('2026-11-24T12:00:00Z', office), 'no')
  t.equal(at('2026-11-24T12:00:00Z', late), 'yes', 'the evening is still to come')
  t.equal(at('2026-11-24T20:30:00Z', late), 'no', 'half an hour is not enough')
  t.equal(at('2026-11-24T02:00:00Z', late), 'no', 'at two it is still the night before')
  t.equal(at('2026-11-24T02:00:00Z', always), 'yes')
  t.equal(at('2026-11-24T05:45:00Z', always), 'yes', 'for what is left of the night')
  t.equal(at('2026-11-24T12:00:00Z', null), 'not known')
  t.equal(at('2026-12-28T12:00:00Z', late), 'not known', 'the bank holiday after Christmas')
  t.equal(at('2026-12-28T02:00:00Z', always), 'yes')
  t.equal(at('2026-07-01T20:30:00Z', late), 'no', 'by the clock in London, where it is half past nine')
})

t.test('this week means that one can ask oneself, and an unknown wait is said', async (t) => {
  const week = find({ need: 'immigration_nrm', when: 'week' })
  const slugs = (some: typeof week.fitting) => some.map(({ option }) => option.slug)
  t.notOk(slugs(week.fitting).includes('nrm'), 'which only a worker can ask for')
  const { fitting } = find({ need: 'counselling_therapy', when: 'week' })
  const therapies = fitting.find(({ option }) => option.slug === 'rotherham-talking-therapies')!
  t.ok(therapies.reasons.some(({ about, says }) => about === 'wait' && says === 'not known'))
  const talk = find({ need: 'talk_to_someone', when: 'week', way: 'text' }).fitting
  t.same(slugs(talk), ['shout'])
  t.notOk(
    talk[0]!.reasons.some(({ about }) => about === 'wait'),
    'a line that is always open has no list',
  )
})

t.test('a way that is there and may not be shown yet is not said to be missing', async (t) => {
  const found = find({ need: 'immigration_nrm', way: 'phone' }).nearest.find(
    ({ option }) => option.slug === 'modern-slavery-helpline',
  )!
  t.match(found.reasons, [{ about: 'need' }, { about: 'way', says: 'not known', what: 'unshown' }])
})

t.test('what the form does not offer is left out, and ages are numbers of people', async (t) => {
  t.match(
    readWishes({ need: ['danger_now', 'x'], when: 'never', way: 'pigeon', with: 'all', language: 'xx', area: 'mars' }),
    {
      ...{ needs: ['danger_now'], when: undefined, ways: [], welcomes: [], language: undefined, area: undefined },
    },
  )
  for (const [typed, age] of [
    ['17', 17],
    ['0', 0],
    ['120', 120],
    ['121', undefined],
    ['-3', undefined],
    ['1e2', undefined],
  ]) {
    t.equal(readWishes({ age: String(typed) }).age, age, String(typed))
  }
  t.same(readRefs({ ref: ['abc123', 'abc12345', 'abc123', '<script>', 'https'] }), ['abc123', 'abc12345'])
})

t.test('an option that helps with more of what was asked comes first', async (t) => {
  const { fitting } = find({ need: ['talk_to_someone', 'mental_health_crisis'] })
  t.same(fitting[0]?.reasons.filter(({ about }) => about === 'need').length, 2)
})

t.test('an entry past its check date ranks lower', async (t) => {
  const seen = (checked_on: string, seen_on: string) => ({ checked_on, contacts: [{ seen_on, taken_down_on: null }] })
  t.equal(isPastCheck(seen('2026-11-21', '2026-11-21'), '2027-02-19'), false)
  t.equal(isPastCheck(seen('2026-11-21', '2026-11-21'), '2027-02-20'), true)
  const first = find({ need: 'housing_safety' }).fitting[0]!.option
  const options = directory.options.map((option) =>
    option === first ? { ...option, checked_on: '2026-01-01' } : option,
  )
  const { fitting, more } = findSupport({ today, options }, readWishes({ need: 'housing_safety' }), now)
  t.equal([...fitting.map(({ option }) => option), ...more].at(-1)?.slug, first.slug)
})

t.test('of an entry the finder uses only what its own text or a source says', async (t) => {
  t.equal(bySlug('samaritans').police, null, 'no source says who they tell')
  t.same(bySlug('nspcc-helpline').times, null, 'sources disagree on its hours')
  for (const option of directory.options.filter(({ police }) => police === 'none')) {
    t.match(`${option.summary} ${option.who_will_know}`, /police/, option.slug)
  }
  for (const { slug, free, cost, summary } of directory.options.filter(({ free }) => free !== null)) {
    t.match(`${cost} ${summary}`, /free/i, `${slug} ${free}`)
  }
})
