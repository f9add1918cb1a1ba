import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { recordPracticeChange } from '../../src/changes/practice-change.ts'
import { publishDecision, retractDecision } from '../../src/changes/publication.ts'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { dayOf } from '../../src/site.ts'
import { compareAfterwards } from '../../src/summaries/afterwards/comparing.ts'
import { sentenceFor } from '../../src/summaries/afterwards/judging.ts'
import { ledgerFor } from '../../src/summaries/afterwards/ledger.ts'
import { withSince } from '../../src/summaries/afterwards/since.ts'
import type { Told } from '../../src/summaries/afterwards/told-months.ts'
import { gatherTables } from '../../src/summaries/releases/gathering.ts'
import { withoutMarks } from '../../src/summaries/releases/marks.ts'
import type { LedgerLine } from '../../src/summaries/releases/release.ts'
import { findReleasePeriod } from '../../src/summaries/releases/release-period.ts'
import { roundTable } from '../../src/summaries/releases/rounding.ts'
import { exampleRelease, publishExample } from '../fixtures/release.ts'
import { ledger } from '../fixtures/release-ledger.ts'
import { addVoice, addVoices, fewerGoodbyes, goodbye, openRoom } from './room.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, site, cast, now } = room
const { keys } = site
const at = (day: string) => new Date(`${day}T10:00:00Z`)
const decide = async (more: Partial<typeof goodbye & { tags: string[] }> = {}, on = now) => {
  const answer = await decideOnTheme(db, keys, { ...goodbye, ...more }, cast.ruth, on)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems))
  return answer.id
}
const made = async (decisionId: string, madeOn: string, heard: Partial<typeof fewerGoodbyes> = {}) => {
  const change = { decisionId, whatWasDone: 'A page in every plan.', madeOn, ...fewerGoodbyes, ...heard }
  t.match(await recordPracticeChange(db, keys, change, cast.ruth, at(madeOn)), { ok: true })
}
const ruth = await room.browser(cast.ruth)
const text = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
const page = async (url: string) => text((await ruth.get(url)).body)

t.test('LE-4 a decision on a theme of nine people needs each of its parts, in easy words too', async (t) => {
  await addVoices(room, 9, { on: '2026-10-05', theme: 'online' })
  const { themeKey, strategyPart, passages, ...whole } = goodbye
  const form = { ...whole, theme: 'online', passages: [] }
  const send = async (more: object) => ruth.post('/team/changes', { ...form, ...more })
  for (const name of [
    'outcome',
    'reason',
    'easyReason',
    'owner',
    'organisation',
    'dueOn',
    'successMeasure',
    'kind',
  ] as const) {
    const refused = await send({ [name]: '' })
    t.equal(refused.statusCode, 422, name)
    t.match(refused.body, `id="${name}-problem"`)
    t.match(refused.body, `href="#${name}"`)
    t.match(refused.body, goodbye.title, 'what was typed is kept')
  }
  t.equal((await send({ easySentence: 'word '.repeat(16) })).statusCode, 422)
  t.equal((await send({ tags: 'the weather' })).statusCode, 422, 'a tag of nobody’s list')
  const ok = await send({ tags: 'transition' })
  t.equal(ok.statusCode, 303)
  const shown = await page(String(ok.headers.location))
  for (const words of ['Planned', 'due in', 'Protect', 'Sort: service', 'Transition', goodbye.easyReason])
    t.match(shown, words)
})

t.test('whoever says that a change is made says what should be heard, which way, and by when', async (t) => {
  const id = await decide({ themeKey: 'online' })
  const typed = {
    whatWasDone: 'Done & dusted.',
    madeOn: '2026-11-20',
    publicSentence: 'We do.',
    easySentence: 'We do it.',
  }
  const send = (more: object) =>
    ruth.post(`/team/changes/${id}/made`, { ...typed, withoutPanel: 'yes', ...fewerGoodbyes, ...more })
  for (const name of ['shouldHear', 'hearWay', 'heardBy'] as const) {
    const refused = await send({ [name]: '' })
    t.equal(refused.statusCode, 422, name)
    t.match(refused.body, `id="${name}-problem"`)
    t.match(refused.body, 'Done &amp; dusted.')
  }
  const soon = await send({ heardBy: '2027-02-27' })
  t.match(soon.body, 'Choose 28 February 2027 or later', 'a whole period must lie between')
  const nothingBehind = await send({ whyNoPassages: ' ' })
  t.match(nothingBehind.body, 'id="whyNoPassages-problem"')
  t.equal((await send({})).statusCode, 303)
  const shown = await page(`/team/changes/${id}`)
  t.match(shown, 'Made, too early to say')
  t.match(shown, `Should be heard by 31 May 2027: ${fewerGoodbyes.shouldHear}`)
  t.equal((await send({})).statusCode, 422, 'once')
})

t.test(
  'who decides on "made" says in the same step what was done, what should be heard, and what is behind it',
  async (t) => {
    const { themeKey, strategyPart, passages, ...whole } = goodbye
    const form = { ...whole, theme: 'online', passages: [], outcome: 'made', dueOn: '' }
    const made = { ...fewerGoodbyes, whatWasDone: 'A page & a card.', madeOn: '2026-03-15', withoutPanel: 'yes' }
    const send = (more: object) => ruth.post('/team/changes', { ...form, ...made, ...more })
    for (const name of Object.keys(made)) {
      const refused = await send({ [name]: '' })
      t.equal(refused.statusCode, 422, name)
      t.match(refused.body, `id="${name}-problem"`)
      t.match(
        refused.body,
        name === 'whatWasDone' ? 'value="2026-03-15"' : 'A page &amp; a card.',
        'what was typed is kept',
      )
    }
    t.match((await send({ madeOn: '2026-11-24' })).body, 'This day is still to come.')
    t.match((await send({ heardBy: '2026-03-16' })).body, 'Choose 28 February 2027 or later')
    t.equal((await ruth.post('/team/changes', form)).statusCode, 422, 'nor with nothing of it')
    const kept = await send({})
    t.equal(kept.statusCode, 303)
    const shown = await page(String(kept.headers.location))
    for (const words of [
      ...[
        'Made, too early to say',
        'What was done, 15 March 2026 A page &amp; a card.',
        'Written down on 23 November 2026.',
      ],
      ...['Made without them because: It was said in a meeting.', 'was not asked before this was written down as made'],
    ])
      t.match(shown, words)
    const id = String(kept.headers.location).split('/').at(-1) ?? ''
    t.equal((await ruth.post(`/team/changes/${id}/publish`)).statusCode, 303)
  },
)

t.test('what reads "made" without its record cannot be published', async (t) => {
  const made = { ...fewerGoodbyes, whatWasDone: 'A page.', madeOn: '2026-11-20', withoutPanel: 'yes' }
  const id = await decide({ themeKey: 'online', outcome: 'made', dueOn: '', made } as object)
  await db.deleteFrom('practice_changes').where('decision_id', '=', id).execute()
  const refused = await ruth.post(`/team/changes/${id}/publish`)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'Write down first what was done, and what should be heard.')
  t.notMatch(refused.body, `action="/team/changes/${id}/publish"`)
  t.same(await db.selectFrom('publications').select('id').where('decision_id', '=', id).execute(), [])
})

t.test('LE-5 made six months ago: counts once ten have spoken since, and until then it is too early', async (t) => {
  const theme = 'waiting-and-timing'
  const id = await decide({ themeKey: theme, dueOn: '2026-12-01' }, at('2026-04-01'))
  await made(id, '2026-05-20')
  await addVoices(room, 1, { on: '2025-11-04', theme })
  await addVoices(room, 30, { on: '2026-02-10', theme })
  await addVoices(room, 20, { on: '2026-03-10', theme: 'choice-and-control' })
  for (const on of ['2026-08-10', '2026-09-10']) await addVoices(room, 30, { on, theme: 'choice-and-control' })
  await addVoices(room, 9, { on: '2026-08-10', theme })
  const early = await page(`/team/changes/${id}`)
  t.match(early, 'It is too early to say.')
  t.notMatch(early, /Before, \w+ 20/, 'and no figures')
  const tenth = await addVoice(room, { on: '2026-09-11', theme })
  const shown = await page(`/team/changes/${id}`)
  t.match(shown, 'Made, and heard as hoped')
  t.match(shown, 'Fewer people said this after the change. Other things also changed in this time.')
  t.match(shown, 'Small numbers, be careful')
  t.match(shown, 'Before, January 2026 to April 2026 30 50 After, July 2026 to October 2026 10 79')
  t.match(shown, 'The share moved by −47 in 100. It may really be anything from −61 to −31.')
  t.match(shown, 'Young people from 11 to 17 about 50 about 80', 'who answered, in rounded numbers')
  t.notMatch(shown, /\b(proved|significant)/i)
  await withdrawFeedback(db, tenth.responseId, now)
  t.match(await page(`/team/changes/${id}`), 'It is too early to say.', 'who took it back is not counted')
})

t.test('once the day has come on which it should be heard, silence counts, and a few are not told apart', async (t) => {
  const theme = 'waiting-and-timing'
  const id = await decide({ themeKey: theme, dueOn: '2026-12-01', title: 'Heard by now' }, at('2026-04-01'))
  await made(id, '2026-05-21', { heardBy: '2026-10-31' })
  const [one] = await addVoices(room, 1, { on: '2026-09-12', theme: 'choice-and-control' })
  t.ok(one)
  const shown = await page(`/team/changes/${id}`)
  t.match(shown, 'Made, and heard as hoped')
  t.match(shown, 'After, July 2026 to October 2026 9 79')
  const few = await decide({ themeKey: 'school-and-community', title: 'Few' }, at('2026-04-01'))
  await made(few, '2026-05-21', { heardBy: '2026-10-31' })
  const kept = await page(`/team/changes/${few}`)
  t.match(kept, 'July 2026 to October 2026 fewer than 5 79')
  t.notMatch(kept, 'The share moved', 'the difference would tell how few')
})

/** A period's tables as a release shows them; that a second figure may be withheld is tested with the auditor. */
async function monthOf(key: string): Promise<Told> {
  const period = findReleasePeriod(key)!
  const exact = await db.transaction().execute((trx) => gatherTables(trx, period))
  return { ...period, number: 1, tables: withoutMarks(exact.map(roundTable)) }
}

t.test(
  'a release’s ledger holds every decision of the time, and what people said since in its own figures',
  async (t) => {
    const period = findReleasePeriod('2026-09')!
    const lines = await ledgerFor(db, period, now)
    t.notOk(
      lines.some(({ decidedOn }) => decidedOn >= period.until),
      'none that came later',
    )
    const heard = lines.find(({ title }) => title === 'Heard by now')
    t.match(heard, {
      ...{ outcome: 'made', kind: 'service', heardBy: '2026-10-31', hearWay: 'fewer concerns' },
      ...{ easyReason: goodbye.easyReason, madeOn: '2026-05-21', recordedOn: '2026-05-21', since: null },
      heard: 'made, too early to say',
    })
    const months: Told[] = []
    for (const key of ['2026-01', '2026-03', '2026-05', '2026-07', '2026-09']) months.push(await monthOf(key))
    const since = (until: string) => withSince([heard!], months, until)[0]
    t.match(since(period.until)?.since, {
      ...{
        verdict: 'cannot tell',
        difference: null,
        before: { said: { kind: 'hidden' }, heard: { kind: 'about', n: 50 } },
      },
      after: { said: { kind: 'hidden' }, heard: { kind: 'about', n: 80 } },
    })
    t.match(since('2026-07-01')?.since, { verdict: 'too early to say', before: null })
    t.equal(heard?.told, false, 'and whether it was public on that day')
    await publishDecision(db, keys, heard!.id, cast.noor, now)
    const told = async () => (await ledgerFor(db, period, now)).find(({ id }) => id === heard!.id)?.told
    t.equal(await told(), true)
    await retractDecision(db, keys, heard!.id, cast.noor, now)
    t.equal(await told(), false)
  },
)

t.test('a passage is linked and taken away later, each a step in the log, and nothing else moves', async (t) => {
  const [own] = await addVoices(room, 5, { on: '2026-10-06', theme: 'online', words: 'They read my phone.' })
  const [other] = await addVoices(room, 5, { on: '2026-10-06', theme: 'fits-my-life', words: 'Not in school time.' })
  const [first, second] = [await decide({ themeKey: 'online' }), await decide({ themeKey: 'online' })]
  const segments = () => db.selectFrom('segment_codes').selectAll().orderBy('id').execute()
  const untouched = await segments()
  const link = (id: string, more: object) =>
    ruth.post(`/team/changes/${id}/passages`, { theme: 'online', why: '', ...more })
  for (const id of [first, second, first]) t.equal((await link(id, { passages: own!.segmentId })).statusCode, 303)
  const strange = { theme: 'fits-my-life', passages: other!.segmentId }
  const refused = await link(first, strange)
  t.equal(refused.statusCode, 422)
  t.match(refused.body, 'Say why words about another theme')
  t.match(refused.body, new RegExp(`value="${other!.segmentId}" checked`), 'what was ticked is kept')
  t.equal((await link(first, { ...strange, why: 'It is the same visit.' })).statusCode, 303)
  t.equal((await link(first, { passages: '' })).statusCode, 422)
  t.equal((await link(first, { passages: other!.segmentId })).statusCode, 422, 'under another theme than it says')
  const shown = await page(`/team/changes/${first}`)
  t.match(shown, 'under another theme')
  t.match(shown, 'Behind this because: It is the same visit.')
  const away = (segment: string) => ruth.post(`/team/changes/${first}/passages/remove`, { segment })
  for (const _ of [1, 2]) t.equal((await away(own!.segmentId)).statusCode, 303)
  t.equal((await away('nonsense')).statusCode, 404)
  const many = Array.from({ length: 201 }, () => crypto.randomUUID())
  t.match((await link(second, { passages: many })).body, 'At most 200 passages stand behind one decision.')
  const links = await db
    .selectFrom('decision_passages')
    .select(['decision_id', 'segment_id'])
    .where('segment_id', '=', own!.segmentId)
    .execute()
  t.same(links, [{ decision_id: second, segment_id: own!.segmentId }], 'the other decision keeps it')
  t.same(await segments(), untouched)
  const steps = await db
    .selectFrom('audit_entries')
    .select(['action', 'record_id'])
    .where('action', 'like', 'decision: passage %linked')
    .orderBy('number')
    .execute()
  t.same(
    steps.map(({ action, record_id }) => [action, record_id === first]),
    [
      ['decision: passage linked', true],
      ['decision: passage linked', false],
      ['decision: passage linked', true],
      ['decision: passage unlinked', true],
    ],
  )
  const noor = await room.browser(cast.noor)
  t.equal((await noor.get(`/team/changes/${first}/passages`)).statusCode, 403)
  t.match((await ruth.get(`/team/changes/${first}/passages?theme=nothing`)).body, 'There is no such theme')
})

t.test('the list narrows by theme, part, sort, subject, owner and state, together', async (t) => {
  await decide({
    title: 'A bridge',
    themeKey: 'fits-my-life',
    kind: 'pathway',
    tags: ['transition'],
    owner: 'Head of bridges',
  })
  const list = async (query: string) => page(`/team/changes?${query}`)
  for (const query of [
    'kind=pathway',
    'tag=transition&theme=fits-my-life',
    'owner=Head+of+bridges&state=planned&part=Protect',
  ]) {
    const shown = await list(query)
    t.match(shown, /A bridge/)
    t.match(shown, /1 of \d+ decisions fit/, query)
  }
  t.match(await list('state=made,+and+heard+as+hoped'), 'Heard by now')
  t.match(await list('kind=pathway&tag=intersectionality'), 'No decision fits all of this.')
  t.match(await list('kind=weather'), 'No decision fits all of this.')
  t.match(await list('kind=pathway&kind=policy'), 'A bridge', 'of two the first')
})

t.test('where the board reads something else of a change in the newest release, the lead’s page says so', async (t) => {
  const [one] = (await ledgerFor(db, findReleasePeriod('2026-09')!, now)).filter(
    ({ title }) => title === 'Heard by now',
  )
  const url = `/team/changes/${one!.id}`
  const note = 'The board reads in September and October 2026 : “We cannot tell if this changed.”'
  t.notMatch(await page(url), 'The board reads in September')
  const asReleased = (verdict: 'fewer' | 'cannot tell', heard: NonNullable<LedgerLine['heard']>) => {
    const since = { ...ledger[0]!.since!, verdict, sentence: sentenceFor(verdict) }
    return { ledger: [{ ...one!, heard, since }] }
  }
  const example = exampleRelease(1, '2026-09')
  const rounded = asReleased('cannot tell', 'made, we cannot tell')
  await publishExample(db, { ...example, content: { ...example.content, ...rounded } })
  const shown = await page(url)
  t.match(shown, 'Made, and heard as hoped')
  t.match(shown, note)
  const alike = asReleased('fewer', 'made, and heard as hoped')
  const corrected = exampleRelease(2, '2026-09', 145, { replaces: 1, why: 'Forms came late.' })
  await publishExample(db, { ...corrected, content: { ...corrected.content, ...alike } })
  t.notMatch(await page(url), 'The board reads in September', 'not where it reads the same')
})

t.test('comparing changes nothing, and knows only what was made', async (t) => {
  const id = await decide()
  const asked = { id, themeKey: goodbye.themeKey, madeOn: null, recordedOn: null, hearWay: null, heardBy: null }
  t.equal((await compareAfterwards(db, [asked], now)).size, 0)
})

t.test('an aim that is written down once the figures are known is not judged by them', async (t) => {
  const theme = 'choice-and-control'
  const id = await decide({ themeKey: theme, dueOn: '2026-12-01' }, at('2026-01-10'))
  await addVoices(room, 40, { on: '2026-01-12', theme })
  for (const on of ['2026-05-12', '2026-07-12', '2026-09-12']) await addVoices(room, 40, { on, theme: 'fits-my-life' })
  const change = { decisionId: id, whatWasDone: 'A page.', madeOn: '2026-03-15', ...fewerGoodbyes }
  const soon = await recordPracticeChange(db, keys, { ...change, heardBy: '2026-03-16' }, cast.ruth, now)
  t.match(soon, { ok: false, problems: { heardBy: '28 February 2027' } })
  t.match(await recordPracticeChange(db, keys, change, cast.ruth, now), { ok: true })
  const shown = await page(`/team/changes/${id}`)
  t.match(shown, 'Made, too early to say')
  t.notMatch(shown, /Before, \w+ 20/)
  const period = { kind: 'period' as const, key: '2026-09', from: '2026-09-01', until: '2026-11-01' }
  const line = (await ledgerFor(db, period, now)).find((one) => one.id === id)
  t.match(line, { madeOn: '2026-03-15', recordedOn: dayOf(now), heard: 'made, too early to say' })
})

t.test('two changes on one theme that are judged by the same months say so', async (t) => {
  const id = await decide({ themeKey: 'waiting-and-timing', dueOn: '2026-12-01', title: 'A twin' }, at('2026-04-01'))
  await made(id, '2026-06-21', { heardBy: '2026-10-31' })
  t.match(await page(`/team/changes/${id}`), /“ ?Heard by now ?” is judged by some of the same months/)
})
