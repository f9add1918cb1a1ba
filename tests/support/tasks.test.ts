import { randomUUID } from 'node:crypto'
import t from 'tap'
import { currentDirectory } from '../../src/support/directory.ts'
import { inOrder } from '../../src/support/finding/finder.ts'
import { countOverdue } from '../../src/support/keeping/tasks.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { addMember, openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const { server, db, site } = room
const today = '2026-11-23'
const dev = await addMember(room, 'Dev', ['directory editor'])
const dana = await addMember(room, 'Dana', ['directory editor'])
const ed = await browserOf(server, db, site, dev)
const worker = await browserOf(server, db, site, await addMember(room, 'Wren', ['worker']))
const entry = (slug: string) =>
  db.selectFrom('support_options').selectAll().where('slug', '=', slug).executeTakeFirstOrThrow()
const sheet = async () => (await ed.get('/team/directory/call-sheet')).body
/** What a page says of one organisation. */
const partOf = (html: string, slug: string) =>
  new RegExp(`<article[^>]*id="${slug}"[\\s\\S]*?</article>`).exec(html)?.[0]

t.test('the sheet says whom to ring, in the order of the fact-finding, and what to ask', async (t) => {
  const page = await sheet()
  const order = [
    'mash',
    'grow-post-cse',
    'trauma-resilience-service',
    'evolve',
    'hackenthorpe-lodge',
    'napac',
    'roads-withyou',
    'ictg',
  ]
  const places = order.map((slug) => page.indexOf(`id="${slug}"`))
  t.same(
    places,
    places.toSorted((a, b) => a - b),
  )
  t.ok(places.every((place) => place > 0))
  const grow = readable(partOf(page, 'grow-post-cse') ?? '')
  const [top = ''] = page.split('<article')
  for (const asked of ['Who can ask', 'From what age', 'men and boys']) t.match(grow, asked)
  for (const once of ['What number, email', 'When are you open', 'How long is the wait']) {
    t.match(readable(top), once, 'what everybody is asked stands once, at the top')
    t.equal(page.split(once).length, 2)
  }
  t.match(grow, 'We have no number')
})

t.test('the sheet holds numbers that nobody may give out: it is for editors, and it says so', async (t) => {
  t.equal((await worker.get('/team/directory/call-sheet')).statusCode, 403)
  t.notMatch((await worker.get('/team/directory/tasks')).body, '/team/directory/call-sheet')
  const page = await sheet()
  t.match(readable(page), 'For checking only. Do not give these numbers to anybody.')
  t.match(
    readable(partOf(page, 'mash') ?? ''),
    /phone, nobody has checked it ?\. Hidden: (low confidence|sources disagree)/,
  )
})

t.test('one call after the other: writing one down leads to the next of the sheet', async (t) => {
  const form = (await ed.get('/team/directory/mash/check?from=sheet')).body
  t.match(form, /name="next" value="yes">Write it down, and the next call/)
  const answer = { how: 'called', on: '2026-11-20', entry: 'no answer', from: 'sheet', next: 'yes' }
  const reply = await ed.post('/team/directory/mash/check', answer)
  const to = String(reply.headers.location)
  t.equal(to, '/team/directory/grow-post-cse/check?from=sheet&sent=noted&of=mash')
  t.match(readable((await ed.get(to)).body), /MASH[^.]*: written down\. It stays on the sheet until somebody answers\./)
  const html = await sheet()
  const last = [...html.matchAll(/<article[^>]*id="([^"]+)"/g)].at(-1)?.[1]
  const end = await ed.post(`/team/directory/${last}/check`, answer)
  t.equal(end.headers.location, `/team/directory/call-sheet?sent=noted&of=${last}`, 'after the last comes the sheet')
})

t.test('a call that nobody answered stays on the sheet with its day', async (t) => {
  const reply = await ed.post('/team/directory/rothacs/check', {
    how: 'called',
    on: '2026-11-20',
    entry: 'no answer',
    from: 'sheet',
  })
  t.equal(reply.headers.location, '/team/directory/call-sheet?sent=noted&of=rothacs')
  t.match(readable(partOf(await sheet(), 'rothacs') ?? ''), 'Nobody answered on 20 Nov 2026')
})

t.test('a mistake in the form keeps all that was written down', async (t) => {
  const typed = { how: 'called', on: '2026-02-31', entry: 'right', wait: 'About nine weeks', note: 'Reception.' }
  const wrongDay = await ed.post('/team/directory/rothacs/check', typed)
  t.equal(wrongDay.statusCode, 422)
  t.match(readable(wrongDay.body), 'Give the day you checked it')
  t.match(wrongDay.body, 'value="About nine weeks"')
  const nobody = await ed.post('/team/directory/rothacs/check', { ...typed, on: '2026-11-20', entry: 'no answer' })
  t.equal(nobody.statusCode, 422)
  t.match(readable(nobody.body), 'You reached nobody, so nobody said what stands below')
  t.match(nobody.body, 'value="About nine weeks"')
  t.match(await entry('rothacs'), { wait: null, wait_checked_on: null })
})

t.test('the answers are taken in one pass, and the organisation leaves the sheet', async (t) => {
  const answers = {
    ...{ how: 'called', on: '2026-11-23', entry: 'changed', from: 'sheet', note: 'Reception.' },
    ...{ found_kind: 'phone', found: '01709 000222', found_where: 'their own page' },
    ...{
      hours: 'Weekdays, 9 to 5',
      wait: 'About six weeks',
      languages: '',
      age_min: '16',
      first_contact: 'We ring back.',
    },
    access: ['self', 'gp'],
  }
  const reply = await ed.post('/team/directory/grow-post-cse/check', answers)
  t.equal(reply.headers.location, '/team/directory/call-sheet?sent=waiting&of=grow-post-cse')
  t.match(await entry('grow-post-cse'), {
    ...{ hours: 'Weekdays, 9 to 5', wait: 'About six weeks', wait_checked_on: '2026-11-23', age_min: 16 },
    ...{ first_contact: 'We ring back.', languages: null, checked_by: dev, checked_on: '2026-11-23' },
  })
  const { gaps } = await entry('grow-post-cse')
  t.notOk(gaps.includes('hours') || gaps.includes('waiting time'), 'what they said is no gap any more')
  t.ok(gaps.includes('languages'), 'what they did not say is')
  t.equal(partOf(await sheet(), 'grow-post-cse'), undefined)
  const waiting = readable((await ed.get('/team/directory/waiting')).body)
  t.match(waiting, /01709 000222 , phone.*from their own page.*Dev called on 23 Nov 2026/)
  t.match(readable((await ed.get('/team/directory/tasks')).body), /Waits for a second person.*GROW.*by 25 Nov 2026/)
})

t.test('nobody is asked to ring 999', async (t) => {
  const page = await sheet()
  t.equal(partOf(page, 'emergency-999'), undefined)
  t.match(readable(page), 'Never ring 999 to check it')
  t.notMatch(readable((await ed.get('/team/directory/tasks')).body), 'Emergency services (999)')
})

t.test('what people said did not work is a task with a day and an owner', async (t) => {
  const { id } = await entry('childline')
  const report = { id: randomUUID(), option_id: id, contact_id: null, day: '2026-11-20', count: 3 }
  await db.insertInto('contact_reports').values(report).execute()
  const words = readable((await ed.get('/team/directory/tasks')).body)
  t.match(
    words,
    /People said it did not work Childline by 24 Nov 2026 none of its contacts: 3 times since 20 Nov 2026\. Owner: nobody/,
  )
})

t.test('gone: closed at once', async (t) => {
  await ed.post('/team/directory/swinton-lock/check', { how: 'called', on: '2026-11-23', entry: 'gone' })
  t.equal((await entry('swinton-lock')).status, 'closed')
  t.equal(partOf(await sheet(), 'swinton-lock'), undefined)
})

t.test(
  'what no person ever checked is due since the day of our copy, and an entry that nobody can reach is a task',
  async (t) => {
    const tasks = async (page = 1) => readable((await ed.get(`/team/directory/tasks?page=${page}`)).body)
    const all = [await tasks(), await tasks(2), await tasks(3)].join(' ')
    t.match(all, /Kooth No person ever checked it 21 Nov 2026, overdue nobody/)
    t.match(all, /RothACS[^.]*?No person ever checked it; no way to reach it yet 21 Nov 2026, overdue/)
    t.match(all, 'due since the day on which our copy of it was made')
    const before = await countOverdue(db, today, site.config.checks)
    t.ok(
      before.never > 50 && before.late === before.never && before.late < before.of,
      'only 999 and what was checked is not',
    )
    t.equal((await countOverdue(db, '2026-11-21', site.config.checks)).late, 0, 'on the day itself there is time')
    await ed.post('/team/directory/kooth/check', { how: 'opened the page', on: today, entry: 'right' })
    t.match(await countOverdue(db, today, site.config.checks), { late: before.late - 1, never: before.never - 1 })
    t.notMatch([await tasks(), await tasks(2), await tasks(3)].join(' '), 'Kooth No person ever checked it')
    const { id } = await entry('papyrus')
    await db.updateTable('support_options').set({ checked_on: '2026-03-01' }).where('id', '=', id).execute()
    const page = readable((await server.inject({ url: `/support/option/${id.slice(0, 8)}` })).body)
    t.match(page, 'No person has checked this yet.')
    t.notMatch(page, /not checked since/i)
    await db.updateTable('support_options').set({ checked_on: '2026-11-21' }).where('id', '=', id).execute()
  },
)

// SU-3
t.test(
  'Given an entry past its check date, when shown, then it is labelled, ranked lower, and its owner has a task',
  async (t) => {
    const slug = 'samaritans'
    const { id } = await entry(slug)
    await db.updateTable('support_options').set({ owner_id: dana }).where('id', '=', id).execute()
    const page = async () => readable((await server.inject({ url: `/support/option/${id.slice(0, 8)}` })).body)
    /** Where it stands among all that would fit somebody who wants to talk. */
    const place = async () => {
      const { options } = await currentDirectory(db, today)
      return inOrder(options, 'talk_to_someone', today, site.config.checks).findIndex((one) => one.slug === slug)
    }
    const before = await place()
    t.notMatch(await page(), /not checked since/i)
    await db
      .updateTable('support_options')
      .set({ checked_on: '2026-03-01', checked_by: dana })
      .where('id', '=', id)
      .execute()
    t.match(await page(), /not checked since 1 March 2026/i, 'labelled')
    t.ok((await place()) > before, 'ranked lower')
    // Whatever belongs to nobody comes before it, so it may be on the next page.
    const pages = [await ed.get('/team/directory/tasks'), await ed.get('/team/directory/tasks?page=2')]
    const tasks = pages.map(({ body }) => readable(body)).join(' ')
    t.match(
      tasks,
      /Samaritans See if it is still there[^.]*28 Aug 2026, overdue Dana/,
      'a task with a day and an owner',
    )
    const danas = await browserOf(server, db, site, dana)
    t.match(readable((await danas.get('/team/directory/tasks?whose=mine')).body), /1 in all, 1 overdue.*Samaritans/)
    t.match(readable((await ed.get('/team/directory?show=overdue')).body), /1 of 65 entries.*Samaritans/)
  },
)

t.test('tasks of nobody come first, also when their owner may no longer edit', async (t) => {
  const html = (await ed.get('/team/directory/tasks')).body
  const rows = [...html.matchAll(/<td data-label="Owner">([\s\S]*?)<\/td>/g)].map(([, owner = '']) =>
    /nobody/.test(owner),
  )
  t.ok(rows[0], 'nobody first')
  await db.updateTable('members').set({ left_on: '2026-11-20' }).where('id', '=', dana).execute()
  t.match(
    readable((await ed.get('/team/directory/tasks')).body),
    /Samaritans See if it is still there[^.]*overdue nobody/,
  )
})
