import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { SeedOption } from '../../src/support/loading.ts'

const file = join(import.meta.dirname, '../../src/support/data/services.json')
const entries: SeedOption[] = JSON.parse(readFileSync(file, 'utf8'))
const entry = (slug: string) => entries.find((one) => one.slug === slug)!

t.test('nobody is sent to talk, or when in danger, to what only finds, reports or takes down', async (t) => {
  const tools = [
    'nhs-sarc-finder',
    'revenge-porn-helpline',
    'stopncii',
    'take-it-down',
    'report-remove',
    'bright-sky',
    'ceop',
  ]
  for (const slug of tools) t.notOk(entry(slug).needs.includes('talk_to_someone'), slug)
  t.same(
    entries.filter(({ needs }) => needs.includes('danger_now')).filter(({ slug }) => tools.includes(slug)),
    [],
  )
})

t.test('when it is open is known only where a source says so of the service itself', async (t) => {
  t.equal(entry('nhs-sarc-finder').times, null, 'the centres can be called day and night; the finder is a website')
  t.match(entry('nhs-sarc-finder').hours, /^A centre can be called/)
  for (const { slug, times, sources } of entries.filter(({ times }) => times)) {
    t.ok(times!.length > 0, slug)
    const said = sources.some(({ supports }) => supports.includes('hours'))
    t.ok(said || slug === 'emergency-999', `${slug}: a source says when`)
  }
})

t.test('whom it is for, and from what age, is what its text says', async (t) => {
  for (const slug of [
    'napac',
    'complex-lives-team',
    'adult-social-care-front-door',
    'stopncii',
    'revenge-porn-helpline',
  ])
    t.equal(entry(slug).age_min, 18, `${slug} is for adults`)
  for (const slug of ['report-remove', 'ceop']) t.equal(entry(slug).age_max, 17, `${slug} is for people under 18`)
  for (const slug of ['nspcc-helpline', 'stop-it-now'])
    t.notOk(entry(slug).audiences.includes('adult_survivor'), `${slug} is for who worries about a child or a behaviour`)
})

t.test(
  'the trauma service is for people in their job until somebody has asked whether it sees survivors',
  async (t) => {
    const service = entry('trauma-resilience-service')
    t.same(service.audiences, ['professional'])
    t.match(service.summary, 'Whether they still see survivors themselves is not known yet.')
    t.match(service.how_to_access, 'whether it still sees survivors itself')
    t.ok(service.gaps.some((gap) => gap.startsWith('whether it sees survivors directly')))
  },
)

t.test('what the public reads holds no note of those who gathered it, and no age twice', async (t) => {
  const inside =
    /assumed|described as|first pilot|contract wording|stored (?:page|copy|notice)|these sources|\(lot \d|not shown|not confirmed by|\w page\)/i
  for (const {
    slug,
    summary,
    area,
    how_to_access,
    who_to_ask,
    accessibility,
    languages,
    age_note,
    provider,
  } of entries) {
    const texts = [summary, area, how_to_access, who_to_ask, accessibility, age_note, provider, ...(languages ?? [])]
    for (const text of texts) t.notMatch(text ?? '', inside, slug)
  }
  const repeats = /^(?:(?:up to|under|over|from|adults|and|\w+:)\s*)*\d*(?:\s*(?:and|or) over)?\.?$/i
  for (const { slug, age_min, age_max, age_note } of entries)
    if (age_note && (age_min !== null || age_max !== null)) t.notMatch(age_note, repeats, slug)
  t.match('16 and over', repeats)
  t.match('SafeCall: up to 25', repeats)
  for (const { slug, how_to_access, who_to_ask } of entries) if (who_to_ask) t.not(how_to_access, who_to_ask, slug)
  const doubt = entry('childrens-sarc-sheffield').gaps.some((gap) => gap.includes('is assumed'))
  t.ok(doubt, 'a doubt is kept for the call')
})
