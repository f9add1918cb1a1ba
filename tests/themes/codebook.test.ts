import { randomUUID } from 'node:crypto'
import t from 'tap'
import { decideOnTheme } from '../../src/changes/decision.ts'
import { decisionsTouched } from '../../src/changes/touched.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openDatabase } from '../../src/db/open.ts'
import { NotAllowed } from '../../src/refusals.ts'
import { listCodes } from '../../src/themes/code.ts'
import { addCode, editCode, setRetired, type Wording } from '../../src/themes/codebook/changing.ts'
import { wordingOf } from '../../src/themes/codebook/codebook-form.ts'
import { countWaiting, decideWaiting, listWaiting } from '../../src/themes/codebook/deciding.ts'
import { effectOf } from '../../src/themes/codebook/effect.ts'
import { getEntry, listEntries } from '../../src/themes/codebook/entry.ts'
import { mergeCodes } from '../../src/themes/codebook/moving.ts'
import { listProposals, proposeChange, settleProposal } from '../../src/themes/codebook/proposing.ts'
import { splitCode } from '../../src/themes/codebook/splitting.ts'
import { currentVersion, getVersion, listChanges } from '../../src/themes/codebook/versions.ts'
import { applyCode } from '../../src/themes/coding.ts'
import { peopleByTheme } from '../../src/themes/counting.ts'
import { loadCodebook } from '../../src/themes/loading.ts'
import { markSegment } from '../../src/themes/segment.ts'
import { chance as seededChance } from '../fixtures/chance.ts'
import { openPages } from './pages.ts'
import { now, openRoom } from './room.ts'

const room = await openRoom()
const { db, keys, people, release, site } = room
const { sam, priya, lena } = people
const { server, as } = await openPages(site)
t.teardown(async () => {
  await server.close()
  await room.close()
})

const by = { by: sam }
const wording = (name: string, theme = 'online'): Wording => ({
  ...{ name, theme, definition: `What ${name} is.`, whatItIsNot: 'Anything else.', examples: ['One.', 'Two.'] },
  ...{ parts: ['Protect'], measures: ['protect-feedback'] },
})
/** Somebody says a thing, and it is coded. @returns the passage */
const say = async (codes: [string, string, string][]) => {
  const { wordsId } = await release({ 'should-change': 'It was hard to reach them.' })
  const marked = await markSegment(db, keys, { releasedWordsId: wordsId, sentences: [0] }, sam, now)
  if (!marked.ok) throw new Error('not marked')
  for (const [codeKey, impact, kind] of codes) {
    const done = await applyCode(db, keys, { segmentId: marked.segmentId, codeKey, impact, kind }, sam, now)
    if (!done.ok) throw new Error(JSON.stringify(done.problems))
  }
  return marked.segmentId
}
const codesOn = async (segmentId: string) => {
  const rows = db.selectFrom('segment_codes').innerJoin('codes', 'codes.id', 'code_id').select(['codes.key', 'impact'])
  return (await rows.where('segment_id', '=', segmentId).orderBy('codes.key').execute()).map(
    ({ key, impact }) => `${key}: ${impact}`,
  )
}
const peopleIn = async () =>
  Object.fromEntries((await peopleByTheme(db)).filter((one) => one.people > 0).map((one) => [one.key, one.people]))
const shownFor = async (from: string, into: string) => {
  const [one, other] = [await getEntry(db, from), await getEntry(db, into)]
  return effectOf(db, one, { code: other, themeId: other.themeId })
}
const merge = async (from: string, into: string, who: object = by) =>
  mergeCodes(db, keys, { from, into }, await shownFor(from, into), 'They mean the same.', who as never, now)
const clear = async () => {
  await db.deleteFrom('segments').execute()
}

t.test('a code is added, edited and renamed with a reason, and every version can be looked at later', async (t) => {
  const first = await currentVersion(db)
  t.equal(first, 1, 'what came with Heard is version 1')
  t.notOk((await addCode(db, keys, wording(''), '', by, now)).ok)
  const added = await addCode(db, keys, wording('Money'), 'People speak of money.', by, now)
  t.same(added, { ok: true, key: 'money' })
  t.notOk((await addCode(db, keys, wording('money'), 'Again.', by, now)).ok, 'no two of one name')
  const { revision } = await getEntry(db, 'money')
  const renamed = await editCode(
    db,
    keys,
    'money',
    { wording: wording('Money and fares'), revision },
    'Clearer.',
    by,
    now,
  )
  t.ok(renamed.ok)
  const old = await editCode(db, keys, 'money', { wording: wording('Fares'), revision }, 'Mine.', { by: priya }, now)
  t.notOk(old.ok, 'an old page overwrites nothing')
  t.equal((await getVersion(db, 2)).entries.find(({ key }) => key === 'money')?.name, 'Money')
  const [newest] = await listChanges(db, 5)
  t.match(newest, { kind: 'edit', version: 3, why: 'Clearer.', by: 'Sam A.' })
  t.match(await room.audited('codebook: add'), [{ member_id: sam.id, detail: { version: 2 } }])
})

t.test(
  'what a merge would do gives no number under five away, neither by itself nor by taking one from another',
  async (t) => {
    await clear()
    const [from, into] = ['knowing-where-to-go', 'moving-to-adult-services'] as const
    const [here, there] = [
      [from, 'harder', 'concern'] as [string, string, string],
      [into, 'harder', 'concern'] as [string, string, string],
    ]
    for (let person = 0; person < 6; person += 1) await say([here])
    for (let person = 0; person < 6; person += 1) await say([there])
    const apart = (await shownFor(from, into)).themes.find(({ before, after }) => after > before)
    t.match(apart, { before: 6, after: 12, tells: false })
    await say([here, there])
    const one = (await shownFor(from, into)).themes.find(({ before, after }) => after > before)
    t.match(one, { before: 7, after: 13, tells: true }, 'seven and seven are not thirteen: one person said both')
    const editor = await as(sam)
    const page = (await editor.post(`/team/codebook/${from}/merge`, { into, why: 'Same.' })).body
    t.match(page, 'afterwards is not said')
    t.notMatch(page, /<b>13<\/b> afterwards/)
  },
)

t.test(
  'merging is shown first, moves what it may, and leaves to a person what two people saw differently',
  async (t) => {
    await clear()
    const alone = await say([['online', 'harder', 'concern']])
    const both = await say([
      ['online', 'harder', 'concern'],
      ['school-and-community', 'harder', 'concern'],
    ])
    const differ = await say([
      ['online', 'harder', 'concern'],
      ['school-and-community', 'helped', 'praise'],
    ])
    const effect = await shownFor('online', 'school-and-community')
    t.match(effect, { moved: [alone], joined: [both], waiting: [differ], people: 3, sample: [] })
    t.same(
      effect.themes.map(({ before, after }) => [before, after]),
      [
        [2, 3],
        [3, 1],
      ],
    )
    const late = await say([['online', 'harder', 'concern']])
    const stale = await mergeCodes(db, keys, { from: 'online', into: 'school-and-community' }, effect, 'x', by, now)
    t.match(stale, { ok: false, problems: { shown: /changed since/ } }, 'what is confirmed is what was shown')
    t.ok((await merge('online', 'school-and-community')).ok)
    t.same(await codesOn(alone), ['school-and-community: harder'])
    t.same(await codesOn(late), ['school-and-community: harder'])
    t.same(await codesOn(both), ['school-and-community: harder'])
    t.same(await codesOn(differ), ['online: harder', 'school-and-community: helped'], 'waits, and counts as before')
    t.same(await peopleIn(), { 'school-and-community': 4, online: 1 })
    const [waiting] = await listWaiting(db, sam.id, 10)
    t.match(waiting, { fromKey: 'online', impact: 'harder', to: [{ key: 'school-and-community', impact: 'helped' }] })
    t.notOk((await decideWaiting(db, keys, waiting!.id, [], sam, now)).ok)
    t.ok((await decideWaiting(db, keys, waiting!.id, ['take'], sam, now)).ok)
    t.notOk((await decideWaiting(db, keys, waiting!.id, ['keep'], priya, now)).ok, 'the first is kept')
    t.same(await codesOn(differ), ['school-and-community: harder'])
    t.equal(await countWaiting(db, sam.id), 0)
    t.notOk((await listCodes(db)).some(({ key }) => key === 'online'))
    t.equal((await getEntry(db, 'online')).mergedInto, 'school-and-community')
  },
)

t.test('a split leaves each passage where it counts until a person has said which it is', async (t) => {
  await clear()
  const [one, two] = [
    await say([['fits-my-life', 'harder', 'idea']]),
    await say([['fits-my-life', 'helped', 'praise']]),
  ]
  const halves: [Wording, Wording] = [wording('Place', 'fits-my-life'), wording('Time', 'waiting-and-timing')]
  t.notOk((await splitCode(db, keys, 'fits-my-life', [halves[0], halves[0]], 'x', by, now)).ok)
  t.ok((await splitCode(db, keys, 'fits-my-life', halves, 'Two things.', by, now)).ok)
  t.same(await peopleIn(), { 'fits-my-life': 2 })
  const refused = await applyCode(
    db,
    keys,
    { segmentId: one, codeKey: 'fits-my-life', impact: 'helped', kind: 'idea' },
    sam,
    now,
  )
  t.notOk(refused.ok, 'nobody puts the old one on any more')
  const waiting = await listWaiting(db, sam.id, 10)
  t.equal(waiting.length, 2)
  for (const row of waiting) {
    const choice = row.impact === 'harder' ? ['place', 'time'] : ['time']
    t.ok((await decideWaiting(db, keys, row.id, choice, priya, now)).ok)
  }
  t.same(await codesOn(one), ['place: harder', 'time: harder'])
  t.same(await codesOn(two), ['time: helped'])
  t.same(await peopleIn(), { 'fits-my-life': 1, 'waiting-and-timing': 2 })
})

t.test('a retired code counts as before, cannot be put on, and can come back', async (t) => {
  await clear()
  await say([['police-and-courts', 'harder', 'concern']])
  t.notOk((await setRetired(db, keys, 'police-and-courts', true, ' ', by, now)).ok, 'not without a reason')
  t.ok((await setRetired(db, keys, 'police-and-courts', true, 'Unused.', by, now)).ok)
  t.same(await peopleIn(), { 'police-and-courts': 1 })
  t.notOk((await listCodes(db)).some(({ key }) => key === 'police-and-courts'))
  t.ok((await setRetired(db, keys, 'police-and-courts', false, 'Used after all.', by, now)).ok)
  t.ok((await listCodes(db)).some(({ key }) => key === 'police-and-courts'))
})

t.test('more than twenty passages move only when a second person agrees', async (t) => {
  await clear()
  for (let person = 0; person < 21; person += 1) await say([['listened-to', 'harder', 'concern']])
  t.match(await merge('listened-to', 'choice-and-control'), { ok: false, problems: { shown: /second person/ } })
  t.same(await peopleIn(), { 'listened-to': 21 })
  const change = { kind: 'merge' as const, into: 'choice-and-control' }
  t.ok((await proposeChange(db, keys, 'listened-to', change, 'One thing.', sam, now)).ok)
  const [asked] = await listProposals(db, lena.id)
  const answer = { agree: true, shown: asked!.effect }
  await t.rejects(settleProposal(db, keys, asked!.id, answer, sam, now), NotAllowed)
  t.ok((await settleProposal(db, keys, asked!.id, answer, lena, now)).ok)
  t.same(await peopleIn(), { 'choice-and-control': 21 })
  t.match((await listChanges(db, 1))[0], { kind: 'merge', by: 'Lena O.', askedBy: 'Sam A.' })
  const edited = { ...wordingOf(await getEntry(db, 'choice-and-control')), theme: 'feeling-safe' }
  const { revision } = await getEntry(db, 'choice-and-control')
  const alone = await editCode(db, keys, 'choice-and-control', { wording: edited, revision }, 'x', by, now)
  t.notOk(alone.ok, 'another theme moves people too, so it is shown first')
})

t.test('what was decided on the two themes is named beforehand, and nothing of it changes by itself', async (t) => {
  await clear()
  const passage = await say([['waiting-and-timing', 'harder', 'concern']])
  const decided = await decideOnTheme(
    db,
    keys,
    {
      ...{ themeKey: 'waiting-and-timing', outcome: 'planned', title: 'Ring back in a week', owner: 'Manager' },
      ...{ organisation: 'Evolve', dueOn: '2027-01-29', strategyPart: 'Protect', successMeasure: 'protect-feedback' },
      ...{ reason: 'They waited.', passages: [passage] },
      ...{ publicSentence: 'We will ring you back in a week.', easySentence: 'We will ring you in a week.' },
      ...{ easyReason: 'Waiting is hard.', kind: 'service' },
    },
    lena,
    now,
  )
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems))
  const [from, into] = [await getEntry(db, 'told-what-is-happening'), await getEntry(db, 'waiting-and-timing')]
  await applyCode(db, keys, { segmentId: passage, codeKey: from.key, impact: 'harder', kind: 'concern' }, sam, now)
  const touched = () => decisionsTouched(db, from.id, [from.themeId, into.themeId])
  const expected = { id: decided.id, title: 'Ring back in a week', published: false, passages: 1 }
  t.match(await touched(), [expected])
  t.same(await decisionsTouched(db, from.id, [from.themeId, from.themeId]), [], 'within one theme nothing is touched')
  const row = () => db.selectFrom('decisions').selectAll().where('id', '=', decided.id).execute()
  const before = await row()
  t.ok((await merge('told-what-is-happening', 'waiting-and-timing')).ok)
  t.same(await row(), before)
  t.equal((await db.selectFrom('decision_passages').selectAll().execute()).length, 1)
  await db.deleteFrom('decisions').execute()
})

t.test(
  'whatever is merged and split, at random: nobody is lost, no passage loses its last code, versions add up',
  async (t) => {
    await clear()
    const chance = seededChance(7)
    const pick = <T>(list: T[]) => list[Math.floor(chance() * list.length)]!
    const impacts = ['helped', 'no-difference', 'harder']
    const active = async () => (await listEntries(db)).filter(({ retiredOn }) => !retiredOn).map(({ key }) => key)
    const segments: string[] = []
    for (let person = 0; person < 30; person += 1) {
      const keysNow = await active()
      const codes = new Map([1, 2, 3].map(() => [pick(keysNow), pick(impacts)] as const))
      segments.push(await say([...codes].map(([key, impact]) => [key, impact, 'concern'])))
    }
    const before = await currentVersion(db)
    let steps = 0
    for (let round = 0; round < 10; round += 1) {
      const keysNow = await active()
      const [from, into] = [pick(keysNow), pick(keysNow)]
      const shown = from === into ? undefined : await shownFor(from, into)
      const two = { by: lena, askedBy: sam.id }
      if (chance() < 0.5 && shown) {
        const done = await mergeCodes(db, keys, { from, into }, shown, 'Random.', two, now)
        t.ok(done.ok)
        const after = Object.fromEntries((await peopleByTheme(db)).map(({ name, people }) => [name, people]))
        for (const theme of shown.themes) t.equal(after[theme.name], theme.after, 'as many people as were shown')
      } else {
        const halves: [Wording, Wording] = [
          wording(`A${round}`, pick(['online', 'feeling-safe'])),
          wording(`B${round}`),
        ]
        t.ok((await splitCode(db, keys, from, halves, 'Random.', two, now)).ok)
      }
      steps += 1
      for (const row of (await listWaiting(db, priya.id, 500)).filter(() => chance() < 0.5)) {
        const choice =
          row.to.length > 1 ? row.to.filter(() => chance() < 0.6).map(({ key }) => key) : [pick(['keep', 'take'])]
        await decideWaiting(db, keys, row.id, choice, priya, now)
      }
      const left = await db
        .selectFrom('segments')
        .leftJoin('segment_codes', 'segment_codes.segment_id', 'segments.id')
        .select((eb) => ['segments.id', eb.fn.count<number>('segment_codes.id').as('codes')])
        .groupBy('segments.id')
        .execute()
      t.equal(left.length, segments.length)
      t.ok(
        left.every(({ codes }) => codes > 0),
        `round ${round}: every passage has a code`,
      )
    }
    t.equal(await currentVersion(db), before + steps)
    const all = await getVersion(db, before + steps)
    t.same(
      all.entries,
      (await listEntries(db)).map(({ id, themeId, themeName, revision, ...entry }) => entry),
    )
  },
)

t.test('what people changed stays theirs when Heard starts again, and version 1 data comes along', async (t) => {
  const earlier = await listEntries(db)
  const version = await currentVersion(db)
  await loadCodebook(db)
  await loadCodebook(db)
  t.same(await listEntries(db), earlier)
  t.equal(await currentVersion(db), version, 'nothing changed, so there is no new version')

  const old = await openDatabase({})
  t.teardown(old.close)
  await migrate(old.db)
  await loadCodebook(old.db)
  // As a database looks that had the codebook before it had versions.
  await old.db.deleteFrom('codebook_changes').execute()
  await old.db.deleteFrom('codebook_versions').execute()
  await old.db.updateTable('codes').set({ loaded_hash: null }).execute()
  await old.db.updateTable('codes').set({ definition: 'An older text.' }).where('key', '=', 'online').execute()
  await old.db.updateTable('codes').set({ revision: 2, name: 'Ours' }).where('key', '=', 'listened-to').execute()
  await loadCodebook(old.db)
  t.not((await getEntry(old.db, 'online')).definition, 'An older text.')
  t.equal((await getEntry(old.db, 'listened-to')).name, 'Ours')
  t.equal((await getVersion(old.db, 1)).entries.length, 16)
})

t.test(
  'the pages: everybody who codes reads, editors change, few are never a number, words only of five',
  async (t) => {
    await clear()
    const [editor, reader] = [await as(sam), await as(people.ruth)]
    t.equal((await reader.get('/team/codebook')).statusCode, 403)
    const list = await editor.get('/team/codebook')
    t.match(list.body, 'Add a code')
    t.equal((await editor.get('/team/codebook/new')).statusCode, 200)
    t.equal((await editor.get('/team/codebook/versions')).statusCode, 200)
    t.match((await editor.get('/team/codebook/versions/1')).body, 'Version 1 of the codebook')
    for (const url of ['versions/0', 'versions/999999', 'versions/x', 'no-such-code', 'no-such-code/edit'])
      t.equal((await editor.get(`/team/codebook/${url}`)).statusCode, 404, url)
    t.ok((await addCode(db, keys, wording('Signs'), 'For this.', by, now)).ok)
    const made = await addCode(db, keys, wording('Lifts'), 'For this.', by, now)
    const key = made.ok ? made.key : ''
    for (let person = 0; person < 4; person += 1) await say([[key, 'harder', 'concern']])
    const into = { into: 'signs', why: 'Same.' }
    const few = await editor.post(`/team/codebook/${key}/merge`, into)
    t.equal(few.statusCode, 200)
    t.match(few.body, /People behind it: <b>fewer than 5/)
    t.notMatch(few.body, 'It was hard to reach them.')
    await say([[key, 'harder', 'concern']])
    const seen = await editor.post(`/team/codebook/${key}/merge`, into)
    t.match(seen.body, /People behind it: <b>5</)
    t.match(seen.body, '“It was hard to reach them.”')
    const mark = /name="mark" value="([^"]+)"/.exec(seen.body)?.[1] ?? ''
    t.equal((await editor.post(`/team/codebook/${key}/merge`, { ...into, why: '', mark })).statusCode, 422)
    t.equal((await editor.post(`/team/codebook/${key}/merge`, { ...into, mark: randomUUID() })).statusCode, 422)
    t.equal((await editor.post(`/team/codebook/${key}/merge`, { ...into, mark })).statusCode, 303)
    t.match((await editor.get(`/team/codebook/${key}`)).body, 'merged into another')
    const where = '/team/codebook/signs'
    const form = (await editor.get(`${where}/edit`)).body
    const revision = /name="revision" value="(\d+)"/.exec(form)?.[1] ?? ''
    const change = { ...wording('Where to go', 'feeling-safe'), examples: 'One.\nTwo.', why: 'Clearer.', revision }
    const preview = await editor.post(`${where}/edit`, change)
    t.match(preview.body, 'Yes, change it like this', 'another theme is shown first')
    const shown = /name="mark" value="([^"]+)"/.exec(preview.body)?.[1] ?? ''
    t.equal((await editor.post(`${where}/edit`, { ...change, mark: shown })).statusCode, 303)
    t.equal((await getEntry(db, 'signs')).theme, 'feeling-safe')
    t.equal((await editor.get(`${where}/split`)).statusCode, 200)
    const half = (which: string, name: string) =>
      Object.fromEntries(
        Object.entries({ ...wording(name), examples: 'One.\nTwo.' }).map(([field, value]) => [
          `${which}.${field}`,
          value,
        ]),
      )
    const halves = { ...half('first', 'Maps'), ...half('second', 'Names'), why: 'Two things.' }
    t.equal((await editor.post(`${where}/split`, { ...halves, why: '' })).statusCode, 422)
    t.equal((await editor.post(`${where}/split`, halves)).statusCode, 303)
    const page = (await editor.get('/team/codebook/waiting')).body
    t.match(page, 'Which is it? Both can be.')
    const passage = /name="passage" value="([^"]+)"/.exec(page)?.[1] ?? ''
    t.equal((await editor.post('/team/codebook/waiting', { passage })).statusCode, 422)
    t.equal((await editor.post('/team/codebook/waiting', { passage, [`choice-${passage}`]: 'maps' })).statusCode, 303)
  },
)
