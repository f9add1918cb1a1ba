import t from 'tap'
import { listOptions, optionsFor } from '../../src/support/directory.ts'
import { findSupport } from '../../src/support/finding/finder.ts'
import { isPastCheck } from '../../src/support/keeping/due.ts'
import { ways } from '../../src/support/finding/ways.ts'
import { needs, type Wishes, who } from '../../src/support/finding/wishes.ts'
import { openSupportRoom } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const options = await listOptions(room.db, '2026-11-23')
const today = '2026-11-23'
const wishes = (some: Partial<Wishes>): Wishes => ({ needs: [], who: undefined, ways: [], noPolice: false, ...some })

t.test('no wishes, however they are put together, lead to nothing', async (t) => {
  for (const need of [undefined, ...needs]) {
    for (const person of [undefined, ...who]) {
      for (const way of [undefined, ...ways]) {
        for (const noPolice of [true, false]) {
          const asked = wishes({ needs: need ? [need] : [], who: person, ways: way ? [way] : [], noPolice })
          const { fitting, nearest } = findSupport(options, asked, today)
          if (fitting.length + nearest.length < 3) t.fail(JSON.stringify(asked))
        }
      }
    }
  }
  t.pass('all of them lead somewhere')
})

t.test('what fits fits every wish, and what is near says what does not', async (t) => {
  const asked = wishes({ needs: ['counselling_therapy'], who: 'under18', ways: ['text'] })
  const { fitting, nearest } = findSupport(options, asked, today)
  for (const { option, reasons } of fitting) {
    t.ok(option.needs.includes('counselling_therapy'), option.slug)
    t.ok(reasons.every(({ says }) => says === 'yes'))
  }
  for (const { reasons } of nearest) t.ok(reasons.some(({ says }) => says !== 'yes'))
})

t.test('an adult is not offered, as fitting, what ends at 18', async (t) => {
  const { fitting } = findSupport(options, wishes({ who: 'over25' }), today)
  t.notOk(fitting.some(({ option }) => option.slug === 'childline' || option.slug === 'report-remove'))
})

t.test('whoever wants no police is not sent to them', async (t) => {
  const { fitting } = findSupport(
    options,
    wishes({ needs: ['danger_now', 'police_isva_court'], noPolice: true }),
    today,
  )
  const found = fitting.map(({ option }) => option.slug)
  for (const slug of ['south-yorkshire-police', 'emergency-999', 'ceop', 'mash']) t.notOk(found.includes(slug), slug)
})

t.test('an option that helps with more of what was asked comes first', async (t) => {
  const { fitting } = findSupport(options, wishes({ needs: ['talk_to_someone', 'mental_health_crisis'] }), today)
  t.same(fitting[0]?.reasons.filter(({ about }) => about === 'need').length, 2)
})

t.test('an entry past its check date ranks lower', async (t) => {
  const seen = (seen_on: string) => ({ checked_on: '2026-11-21', contacts: [{ seen_on, taken_down_on: null }] })
  t.equal(isPastCheck(seen('2026-11-21'), '2027-02-19'), false)
  t.equal(isPastCheck(seen('2026-11-21'), '2027-02-20'), true)
  t.equal(isPastCheck(seen('2027-02-01'), '2027-03-01'), false)
  t.equal(isPastCheck(seen('2027-05-01'), '2027-05-21'), true, 'the entry itself')
  const asked = wishes({ needs: ['talk_to_someone'] })
  const first = findSupport(options, asked, today).fitting[0]!.option
  const older = options.map((option) => (option === first ? { ...option, checked_on: '2026-01-01' } : option))
  const { fitting } = findSupport(older, asked, today)
  t.equal(fitting.at(-1)?.option.slug, first.slug)
})

t.test('options can be asked for by phase, who for, need, way and age', async (t) => {
  const phases = await optionsFor(room.db, { phases: ['processing'] }, today)
  t.ok(phases.length > 0 && phases.every((option) => option.phases.includes('processing')))
  const texting = await optionsFor(
    room.db,
    { ways: ['text'], audiences: ['young_person'], ages: { from: 14, to: 14 } },
    today,
  )
  t.ok(texting.some(({ slug }) => slug === 'shout'))
  t.notOk(
    texting.some(({ slug }) => slug === 'rape-crisis-247'),
    'which is from 16',
  )
})
