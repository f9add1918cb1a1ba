import t from 'tap'
import { allTheSameOn, seenOn } from '../fixtures/desk.ts'
import { give } from '../fixtures/giving.ts'
import { openTestSite } from '../fixtures/site.ts'

const site = await openTestSite()
const { server, db } = site
t.teardown(() => site.close())
const ruth = await site.as('ruth')
const imran = await site.as('imran')

async function opened(fields: Record<string, string>) {
  const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
  await give(server, 'adult', { 't.words-permission': 'better', ...fields })
  const rows = await db.selectFrom('responses').select(['id', 'ref']).execute()
  const { id, ref } = rows.find((row) => !before.has(row.ref)) ?? { id: '', ref: '' }
  const at = `/team/reading/${ref}`
  await ruth.post(`${at}/open`, { reason: 'first reading' })
  return { id, ref, at, body: (await ruth.get(at)).body }
}

const idsOn = (html: string) => [...new Set(Array.from(html.matchAll(/name="do ([^"]+)"/g), ([, id]) => id ?? ''))]
const choose = (html: string, what: string) => Object.fromEntries(idsOn(html).map((id) => [`do ${id}`, what]))
const copies = async (id: string) =>
  (
    await db.selectFrom('released_words').select('body').where('response_id', '=', id).orderBy('question_key').execute()
  ).map(({ body }) => body)
const finish = async (at: string) =>
  ruth.post(`${at}/finish`, { found: 'none', written_in: 'English', seen: seenOn((await ruth.get(at)).body) })
const release = async (at: string) => {
  await imran.post(`${at}/open`, { reason: 'second reading' })
  return imran.post(`${at}/agree`, { seen: seenOn((await imran.get(at)).body) })
}

t.test(
  'FA-2: what is accepted is hidden in every text, with the same number, before anyone else sees the words',
  async (t) => {
    const { id, at, body } = await opened({
      'w.should-change': 'My worker Kelly Marsh left. My son Tyler asked why. Ring 07700 900123.',
      'w.stay-the-same': 'Kelly rang Tyler, and my other worker Femi came.',
    })
    t.match(body, 'Proposed to be hidden')
    t.match(body, '>Kelly Marsh</mark>')
    t.same(
      await db.selectFrom('hidden_spans').select('id').where('response_id', '=', id).execute(),
      [],
      'nothing counts yet',
    )
    const early = await finish(at)
    t.equal(early.statusCode, 422, 'the reading does not end while something is open')
    t.match(early.body, 'not decided yet')
    await ruth.post(`${at}/details`, choose(body, 'hide'))
    t.match((await ruth.get(at)).body, 'hidden.</p>', 'what was done is said')
    t.equal((await finish(at)).statusCode, 303)
    await release(at)
    const [one, two] = await copies(id)
    const both = `${one} ${two}`
    t.match(both, 'My worker [worker 1] left.')
    t.match(both, '[worker 1] rang [family]', 'a part of the name is the same person')
    t.match(both, 'my other worker [worker 2] came')
    t.match(both, 'Ring [contact].')
    t.notMatch(both, /Kelly|Marsh|Tyler|Femi|07700/)
    const audits = await db.selectFrom('audit_entries').select('detail').where('record_id', '=', id).execute()
    t.notMatch(JSON.stringify(audits), /Kelly|Tyler|Femi/, 'the log holds counts and no words')
  },
)

t.test('what is shown on purpose stays, and the second reader sees that it was proposed', async (t) => {
  const { at, body } = await opened({ 'w.should-change': 'We walked along Albion Road with Priya.' })
  await ruth.post(`${at}/details`, choose(body, 'show'))
  t.notMatch((await ruth.get(at)).body, 'data-detail')
  t.equal((await finish(at)).statusCode, 303)
  await imran.post(`${at}/open`, { reason: 'second reading' })
  const second = (await imran.get(at)).body
  t.match(second, 'Proposed, and shown on purpose')
  t.match(second, '<bdi>Priya</bdi>')
  await imran.post(`${at}/send-back`)
})

t.test(
  'S5: a slip of a key releases no telephone number: each reader says a second time that it is shown',
  async (t) => {
    const { id, at, body } = await opened({ 'w.should-change': 'You can ring me on 07700 900123, she said to Priya.' })
    await ruth.post(`${at}/details`, choose(body, 'show'))
    const slip = await finish(at)
    t.equal(slip.statusCode, 422)
    t.match(slip.body, /Show <bdi>07700 900123<\/bdi> all the same/)
    t.notMatch(slip.body, /Show <bdi>Priya/, 'a name is not asked about twice')
    const yes = { all_the_same: allTheSameOn(slip.body), seen: seenOn(slip.body) }
    t.equal((await ruth.post(`${at}/finish`, { found: 'none', written_in: 'English', ...yes })).statusCode, 303)
    const early = await release(at)
    t.equal(early.statusCode, 422, 'the second reader answers for themselves')
    t.same(await copies(id), [])
    t.match(early.body, 'or send it back')
    t.equal((await imran.post(`${at}/agree`, yes)).statusCode, 303)
    t.match(await copies(id), ['07700 900123'])
  },
)

t.test('one press hides all of a kind, and one takes it back', async (t) => {
  const { id, at, body } = await opened({
    'w.should-change': 'Priya, Callum and Tyler. 07700 900123 or a.b@example.com',
  })
  t.match(body, 'Hide all 3 people')
  await ruth.post(`${at}/details`, { only: 'people' })
  const kinds = () => db.selectFrom('hidden_spans').select('stand_in').where('response_id', '=', id).execute()
  t.same(
    (await kinds()).map(({ stand_in }) => stand_in),
    ['name', 'name', 'name'],
    'and no other kind',
  )
  await ruth.post(`${at}/undo`)
  t.same(await kinds(), [])
  t.match((await ruth.get(at)).body, 'Hide all 3 people', 'they are proposed again')
})

t.test('a reader says who is the same, and a nickname gets their number', async (t) => {
  const { at, body } = await opened({ 'w.should-change': 'My friend Callum came. Then chief paid.' })
  await ruth.post(`${at}/details`, choose(body, 'hide'))
  await ruth.post(`${at}/hide`, { words: 'chief', stand_in: 'friend 1' })
  const page = (await ruth.get(at)).body
  t.equal(page.match(/<span class="hide">\[friend\]<\/span>/g)?.length, 2, 'one friend, two writings')
  t.match(page, 'the same as friend 1')
  for (const stand_in of ['friend 0', 'toString', 'friend x y']) {
    const { statusCode } = await ruth.post(`${at}/hide`, {
      words: 'paid',
      stand_in: stand_in === 'toString' ? stand_in : '',
    })
    t.equal(statusCode, 422, stand_in)
  }
})

t.test('an open proposal keeps no worry waiting', async (t) => {
  const { id, at } = await opened({ 'w.should-change': 'Callum waits for me outside.' })
  const worry = {
    found: 'concern',
    about: 'unsafe-outside',
    note: 'Somebody waits for her.',
    owner: site.cast.imran.id,
  }
  const seen = seenOn((await ruth.get(at)).body)
  const refused = await ruth.post(`${at}/finish`, { ...worry, written_in: 'English', seen })
  t.match(refused.body, /Concern C-[^ ]+ is raised and is not waiting/)
  const raised = () => db.selectFrom('concerns').select('id').where('response_id', '=', id).execute()
  t.equal((await raised()).length, 1)
  const page = (await ruth.get(at)).body
  await ruth.post(`${at}/details`, choose(page, 'hide'))
  const last = { found: 'concern', written_in: 'English', seen: seenOn((await ruth.get(at)).body) }
  t.equal((await ruth.post(`${at}/finish`, last)).statusCode, 303, 'it need not be written twice')
  t.equal((await raised()).length, 1)
})

t.test(
  'SU-7: a long story is read in sections, the place is kept, and all of it was open before it ends',
  async (t) => {
    const story = Array.from(
      { length: 200 },
      (_, n) => `Sentence number ${n} says a little about how long it took.`,
    ).join(' ')
    const { at, body } = await opened({ 'w.should-change': story })
    const of = Number(/Section 1 of (\d+)/.exec(body)?.[1])
    t.ok(of >= 5 && of <= 8, `${of} sections`)
    t.match(body, 'Sentence number 0 ')
    t.notMatch(body, 'Sentence number 199 ')
    t.match((await finish(at)).body, 'you have not had all of it open')
    await ruth.get(`${at}?section=3`)
    t.match((await ruth.get(at)).body, `Section 3 of ${of}`, 'where they stopped')
    let all = ''
    for (let section = 1; section <= of; section++) {
      const page = (await ruth.get(`${at}?section=${section}`)).body
      all += /<blockquote[^>]*>([\s\S]*?)<\/blockquote>/.exec(page)?.[1] ?? ''
    }
    t.equal(all, story, 'the sections together are the story')
    t.equal((await finish(at)).statusCode, 303)
    await imran.post(`${at}/open`, { reason: 'second reading' })
    const refused = await imran.post(`${at}/agree`, { seen: seenOn((await imran.get(at)).body) })
    t.equal(refused.statusCode, 422, 'the second reader reads all of it too')
  },
)

t.test('only the part of the page that changed is sent where that is enough, and only to readers', async (t) => {
  const { at, body } = await opened({ 'w.should-change': 'Priya was kind.' })
  const part = await ruth.get(at, { 'hx-request': 'true' })
  t.match(part.body.trimStart(), /^<section id="words-of"/)
  t.match(body, '<!doctype html>')
  t.match(part.body, /<fieldset data-detail tabindex="0" autofocus>/, 'the keyboard goes to what is undecided')
  t.notMatch(body, 'autofocus')
  await ruth.post(`${at}/hide`, { words: 'kind', stand_in: 'name' })
  t.match(
    (await ruth.get(at, { 'hx-request': 'true' })).body,
    /role="status" tabindex="-1" autofocus>1 hidden/,
    'or to what was done',
  )
  t.ok(body.indexOf('id="words-of"') < body.indexOf('Waiting for a reader'), 'the words come before all that waits')
  t.match(body, '<a class="skip" href="#words-of">')
  for (const path of ['details', 'undo']) t.equal((await (await site.as('sam')).post(`${at}/${path}`)).statusCode, 403)
})
