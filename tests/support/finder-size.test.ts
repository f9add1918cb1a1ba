import { performance } from 'node:perf_hooks'
import t from 'tap'
import { currentDirectory } from '../../src/support/directory.ts'
import { indexOf, scoresFor } from '../../src/support/finding/directory-index.ts'
import { findSupport } from '../../src/support/finding/finder.ts'
import { askedAt, type Reason, reasonsFor } from '../../src/support/finding/reasons.ts'
import { hasNumber, isInReach, ways } from '../../src/support/finding/ways.ts'
import { distanceOf } from '../../src/support/finding/weights.ts'
import { needs, readWishes, type Wishes, welcomes, whens, who } from '../../src/support/finding/wishes.ts'
import { isPastCheck } from '../../src/support/keeping/due.ts'
import type { Option } from '../../src/support/option.ts'
import { chance } from '../fixtures/chance.ts'
import { type Fields, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { insertServices, varied } from './many-services.ts'

const MANY = 5_000
const ROUNDS = 161
const WARM = 80
const today = '2026-11-23'
const now = new Date(`${today}T20:00:00Z`)

const small = await openTestSite({ sites: 'public' })
const large = await openTestSite({ sites: 'public' })
t.teardown(async () => {
  await small.close()
  await large.close()
})
const { options } = await currentDirectory(small.db, today)
await insertServices(large.db, varied(options, MANY, 7))

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const shown = ({ wall, cpu }: { wall: number; cpu: number }) =>
  `${wall.toFixed(2)} ms, ${cpu.toFixed(2)} of the processor`
const next = chance(11)
const pick = <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!
const some = <T>(list: readonly T[], share: number) => list.filter(() => next() < share)

function anyFields(): Fields {
  return {
    ...{ need: some(needs, 0.1), when: pick(['', ...whens]), way: some(ways, 0.15), with: some(welcomes, 0.1) },
    ...{ police: pick(['', 'no']), free: pick(['', 'yes']), language: pick(['', '', 'pl', 'ur', 'bfi', 'other']) },
    ...{ who: pick(['', ...who]), age: pick(['', '9', '15', '16', '17', '19', '24', '40', '80']) },
    area: pick(['', 'maltby', 'rotherham', 'sheffield', 'england']),
  }
}

/** As people ask: two questions, and now and then one of the others. */
function usualFields(): Fields {
  const { who, age, area, with: among, way, police } = anyFields()
  const more = pick<Fields>([
    {},
    {},
    { who, age } as Fields,
    { area } as Fields,
    { with: among } as Fields,
    { way, police } as Fields,
  ])
  return { need: some(needs, 0.05).concat(pick(needs)), when: pick(whens), ...more }
}

/** The order written out plainly: every option judged by itself, and compared place by place. */
function slowOrder(all: Option[], wishes: Wishes): { option: Option; fits: boolean }[] {
  const asked = askedAt(wishes, now)
  const judged = all.map((option) => {
    const reasons = reasonsFor(option, asked)
    return { option, fits: reasons.every((one) => distanceOf(one) === 0), rank: rank(option, reasons, wishes) }
  })
  return judged.sort((a, b) => {
    const at = a.rank.findIndex((value, place) => value !== b.rank[place])
    return at < 0 ? a.option.name.localeCompare(b.option.name) : a.rank[at]! - b.rank[at]!
  })
}

function rank(option: Option, reasons: Reason[], wishes: Wishes): number[] {
  const abouts = [...new Set(reasons.map(({ about }) => (about === 'wait' ? 'when' : about)))]
  const furthest = (about: string) =>
    Math.max(...reasons.filter((one) => (one.about === 'wait' ? 'when' : one.about) === about).map(distanceOf))
  const met = reasons.filter(({ about, says }) => about === 'need' && says === 'yes').length
  const urgent = wishes.needs.includes('danger_now') || wishes.needs.includes('missing_from_home')
  const madeForThem = reasons.some(({ what }) => what === 'young') && !['unverified', 'at_risk'].includes(option.status)
  const asksYoung = (wishes.age ?? 18) < 18
  const { audiences, welcomes: among, age_min, age_max } = option
  const forYoung = audiences.includes('child') || audiences.includes('young_person')
  const local = ['rotherham', 'barnsley', 'doncaster', 'sheffield', 'south_yorkshire']
  const villages = option.areas.some(
    (key) => !['england', 'england_and_wales', 'uk', 'world', 'scotland', 'ireland'].includes(key),
  )
  return [
    abouts.reduce((sum, about) => sum + furthest(about), 0),
    urgent && !(option.slug === 'emergency-999' && met > 0) ? 1 : 0,
    asksYoung && !madeForThem ? 1 : 0,
    reasons.filter(({ about, says }) => ['wait', 'place', 'police', 'free'].includes(about) && says === 'not known')
      .length,
    isPastCheck(option, today) ? 1 : 0,
    wishes.needs.length - met,
    isInReach(option) ? 0 : 1,
    ['unverified', 'at_risk'].includes(option.status) ? 1 : 0,
    option.police === 'runs' || option.slug === 'emergency-999' ? 1 : 0,
    hasNumber(option) ? 0 : 1,
    ['women_only', 'men_only', 'lgbt', 'minority_ethnic'].some((one) => among.includes(one)) ? 1 : 0,
    option.tier === 'specialist' ? 1 : 0,
    ['open', 'presumed_open', 'unverified', 'at_risk'].indexOf(option.status),
    age_min === null && age_max === null && forYoung && audiences.includes('adult_survivor') ? 0 : 1,
    villages || option.areas.some((key) => local.includes(key)) ? 0 : 1,
    option.needs.length,
  ]
}

t.test('the index gives the same order as judging every option by itself, whatever is wished for', async (t) => {
  const all = [...options, ...varied(options, 600, 3)]
  const directory = { today, options: all }
  for (let round = 0; round < 150; round++) {
    const fields = anyFields()
    const wishes = readWishes(fields)
    const slow = slowOrder(all, wishes)
    const quick = findSupport(directory, wishes, now)
    const sorted = slow.filter(({ fits }) => fits).map(({ option }) => option)
    const other = sorted.findIndex(({ police, slug }) => police !== 'runs' && slug !== 'emergency-999')
    const urgent = wishes.needs.includes('danger_now') || wishes.needs.includes('missing_from_home')
    const notPolice = other > 0 && !urgent ? sorted.splice(other, 1) : []
    const fitting = [...notPolice, ...sorted].map(({ slug }) => slug)
    const named = [...quick.fitting.map(({ option }) => option), ...quick.more].map(({ slug }) => slug)
    const near = slow.filter(({ fits }) => !fits).map(({ option }) => option.slug)
    const nearest = quick.nearest.map(({ option }) => option.slug)
    const same =
      quick.count === fitting.length &&
      `${named}` === `${fitting.slice(0, named.length)}` &&
      named.length + quick.left === fitting.length &&
      nearest.every((slug) => near.includes(slug)) &&
      (quick.count >= 3 || (wishes.age ?? 18) < 18 || nearest[0] === near[0])
    if (!same) t.fail(JSON.stringify({ fields, quick: named.slice(0, 6), slow: fitting.slice(0, 6) }))
  }
  t.pass('150 random wishes')
})

t.test(`an answer at ${MANY} services takes less than twice that of the same page at ${options.length}`, async (t) => {
  const both = [small, large].map(({ server }) => ({ server, wall: [] as number[], cpu: [] as number[] }))
  const ask = async ({ server, wall, cpu }: (typeof both)[number], fields: Fields) => {
    const before = process.cpuUsage()
    const from = performance.now()
    const { statusCode, body } = await postForm(server, '/support', fields)
    wall.push(performance.now() - from)
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1000)
    if (statusCode !== 203 || body.length > 100_000) t.fail(`${statusCode}, ${body.length} characters`)
  }
  for (let round = 0; round < WARM + ROUNDS; round++) {
    const fields = usualFields()
    for (const one of round % 2 ? both : both.toReversed()) await ask(one, fields)
  }
  const figures = both.map(({ wall, cpu }) => ({ wall: median(wall.slice(WARM)), cpu: median(cpu.slice(WARM)) }))
  const [few, many] = [figures[0]!, figures[1]!]
  t.comment(`whole request at ${options.length}: ${shown(few)}; at ${MANY}: ${shown(many)}; medians of ${ROUNDS}`)
  // On a machine with other work the processor's time says more than the clock's.
  const ratio = Math.min(many.wall / few.wall, many.cpu / few.cpu)
  t.ok(ratio < 2, `${ratio.toFixed(2)} times`)
})

t.test('ranking alone costs a millisecond or two', async (t) => {
  const directory = await currentDirectory(large.db, today)
  t.ok(directory.options.length >= MANY)
  const index = indexOf(directory)
  t.equal(indexOf(directory), index, 'made once for a revision')
  const took = Array.from({ length: 101 }, () => {
    const asked = askedAt(readWishes(anyFields()), now)
    const from = performance.now()
    scoresFor(index, asked)
    return performance.now() - from
  })
  const from = performance.now()
  indexOf({ ...directory })
  t.comment(
    `ranking ${MANY}: median ${median(took).toFixed(2)} ms; making the index: ${(performance.now() - from).toFixed(0)} ms`,
  )
  // A busy machine makes many of them wait: a quarter of them is undisturbed.
  const quick = took.toSorted((a, b) => a - b)[Math.floor(took.length / 4)]!
  t.ok(quick < 5, `${quick.toFixed(2)} ms`)
})
