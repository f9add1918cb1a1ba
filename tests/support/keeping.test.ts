import { randomUUID } from 'node:crypto'
import t from 'tap'
import { NotAllowed, NotFound } from '../../src/refusals.ts'
import { shownContacts } from '../../src/support/contact.ts'
import { currentDirectory, getOption } from '../../src/support/directory.ts'
import { agreeChange, proposeChange, refuseChange, type Settled } from '../../src/support/keeping/change.ts'
import { findRevision, listChanges, listWaiting } from '../../src/support/keeping/change-list.ts'
import { type Check, recordCheck } from '../../src/support/keeping/checking.ts'
import { mergeChanges } from '../../src/support/keeping/differences.ts'
import { contentOf, type EntryContact, type EntryContent, findEntry } from '../../src/support/keeping/entry.ts'
import { formOf, readEntryForm } from '../../src/support/keeping/entry-form.ts'
import { showsNoMore } from '../../src/support/keeping/second.ts'
import { verifyAudit } from '../../src/team/audit.ts'
import { formatsIn } from '../../src/web/formats.ts'
import { languages } from '../../src/web/language.ts'
import { monday } from '../fixtures/team-room.ts'
import { addMember, openSupportRoom } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const { db } = room
const { keys } = room.site
const roles = ['directory editor']
const ed = { id: await addMember(room, 'Ed', roles), name: 'Ed', roles }
const eda = { id: await addMember(room, 'Eda', roles), name: 'Eda', roles }
const wren = { id: await addMember(room, 'Wren', ['worker']), name: 'Wren', roles: ['worker'] }

const today = '2026-11-23'
const of = async (slug: string) => {
  const row = await db.selectFrom('support_options').select('id').where('slug', '=', slug).executeTakeFirstOrThrow()
  const entry = (await findEntry(db, row.id))!
  return { id: row.id, entry, content: contentOf(entry) }
}
const edit = async (slug: string, over: Partial<EntryContent>, more: object = {}) => {
  const { id, content } = await of(slug)
  const proposed = {
    optionId: id,
    content: { ...content, ...over },
    kind: 'edited' as const,
    why: 'A test.',
    member: ed,
  }
  return proposeChange(db, keys, { ...proposed, ...more }, monday)
}
const check = async (slug: string, over: Partial<Check>) => {
  const { id } = await of(slug)
  return recordCheck(db, keys, { optionId: id, how: 'called', on: today, contacts: [], member: ed, ...over }, monday)
}
const phone = (over: Partial<EntryContact> = {}): EntryContact => ({
  ...{ id: randomUUID(), kind: 'phone', value: '01709 000111', send: null, confidence: 'high', source: 'their page' },
  ...{ seen_on: today, confirmed_on: null, confirmed_by: null, confirmed_how: null },
  ...{ taken_down_on: null, taken_down_why: null },
  ...over,
})
const idOf = (settled: Settled): string => {
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems))
  return settled.id
}
const waitingOf = async (slug: string) => {
  const { id } = await of(slug)
  return (await listWaiting(db)).find(({ option_id }) => option_id === id)!
}
const seen = async (slug: string) => shownContacts((await of(slug)).entry).map(({ value }) => value)

t.test('what is not a contact is published at once, and history keeps what was before', async (t) => {
  const before = (await of('napac')).content
  t.match(await edit('napac', { hours: 'Monday to Friday, 10 to 4' }), { ok: true, state: 'published' })
  const changes = await listChanges(db, (await of('napac')).id)
  t.same(
    changes.map(({ kind, revision, state, made_by }) => [kind, revision, state, made_by]),
    [
      ['edited', 2, 'published', ed.id],
      ['as it came', 1, 'published', null],
    ],
  )
  t.same(changes[1]!.content, before, 'the first is what came with the project')
  t.equal((await getOption(db, 'napac', today)).hours, 'Monday to Friday, 10 to 4', 'the public sees it')
})

t.test('a new number waits, and only a second member publishes it', async (t) => {
  const proposed = await edit('grow-post-cse', { contacts: [phone()], hours: 'Weekdays' })
  t.match(proposed, { state: 'waiting' })
  t.same(await seen('grow-post-cse'), [], 'nothing is shown yet')
  t.equal((await of('grow-post-cse')).entry.hours, 'Weekdays', 'what is not a contact did not wait')
  t.ok((await listWaiting(db)).some(({ id }) => id === idOf(proposed)))
  await t.rejects(agreeChange(db, keys, idOf(proposed), ed, monday), NotAllowed, 'not whoever proposed it')
  await t.rejects(agreeChange(db, keys, idOf(proposed), wren, monday), NotAllowed, 'not a worker')
  t.match(await agreeChange(db, keys, idOf(proposed), eda, monday), { ok: true, state: 'published' })
  t.same(await seen('grow-post-cse'), ['01709 000111'])
  await t.rejects(agreeChange(db, keys, idOf(proposed), eda, monday), NotFound, 'once')
})

t.test('a refused one is kept with the reason, and whoever made one can take it back', async (t) => {
  const first = await edit('rothacs', { contacts: [phone()] })
  await refuseChange(db, keys, idOf(first), 'That is their fax.', eda, monday)
  const second = await edit('rothacs', { contacts: [phone({ value: '01709 000112' })] })
  await refuseChange(db, keys, idOf(second), 'I misheard.', ed, monday)
  const changes = await listChanges(db, (await of('rothacs')).id)
  t.same(new Set(changes.map(({ state }) => state)), new Set(['refused', 'withdrawn', 'published']))
  t.ok(changes.some(({ settled_why }) => settled_why === 'That is their fax.'))
  t.same(await seen('rothacs'), [])
})

t.test('two at once: the second is told, and what both wrote can be put together', async (t) => {
  const { entry, content } = await of('kooth')
  await edit('kooth', { hours: 'Every day' })
  const late = await edit(
    'kooth',
    { cost: 'Free' },
    { content: { ...content, cost: 'Free' }, baseRevision: entry.revision },
  )
  t.match(late, { ok: false, problems: { form: String } })
  const base = await findRevision(db, entry.id, entry.revision)
  const theirs = (await of('kooth')).content
  const merged = mergeChanges(base!, { ...content, cost: 'Free' }, theirs)
  t.match(merged, { content: { cost: 'Free', hours: 'Every day' }, both: [] })
  t.same(mergeChanges(base!, { ...content, hours: 'Never' }, theirs).both, ['hours'])
})

t.test('two at the same moment: one is published, the other is told', async (t) => {
  const { entry } = await of('fearless')
  const settled = await Promise.all(
    ['One', 'Two', 'Three'].map((hours) => edit('fearless', { hours }, { baseRevision: entry.revision })),
  )
  t.equal(settled.filter(({ ok }) => ok).length, 1)
  t.equal((await of('fearless')).entry.revision, entry.revision + 1)
})

t.test('checks and edits of the same and of other entries at the same moment all end, and none is lost', async (t) => {
  const { entry } = await of('ceop')
  const works = [1, 2, 3, 4].flatMap((number) => [
    check('ceop', { entry: 'right', learned: { [number % 2 ? 'hours' : 'cost']: `As told ${number}` } }),
    edit('report-remove', { hours: `Edited ${number}` }),
  ])
  for (const settled of await Promise.all(works)) t.ok(settled.ok)
  const after = (await of('ceop')).entry
  t.equal(after.revision, entry.revision + 4)
  t.match(after, { hours: /As told [13]/, cost: /As told [24]/ }, 'what one learned did not overwrite the other')
})

t.test('an entry is seen from its first day to its last', async (t) => {
  await edit('take-it-down', { visible_from: '2026-12-01', visible_until: '2026-12-24' })
  const { id } = await of('take-it-down')
  const seenOn = async (day: string) => (await currentDirectory(db, day)).options.some((option) => option.id === id)
  t.same(await Promise.all(['2026-11-30', '2026-12-01', '2026-12-24', '2026-12-25'].map(seenOn)), [
    false,
    true,
    true,
    false,
  ])
})

t.test('words that tell how to reach somebody wait like a contact, whatever field they stand in', async (t) => {
  const told: Partial<EntryContent>[] = [
    { summary: 'They help. Ring 01709 000 999.' },
    { name: 'Barnardos 116-999' },
    { organization: 'Look at barnardos-help.org/chat' },
    { aliases: ['The help line', '0800.99.99'] },
    { hours: 'Weekdays; text ٠٧٧٠٠ ٩٠٠ ٩٩٩' },
    { accessibility: 'Write to a@b.org' },
  ]
  for (const over of told) {
    const { content } = await of('family-hubs')
    t.match(await edit('family-hubs', { ...over, cost: `Free ${Object.keys(over)}` }), { state: 'waiting' })
    const now = (await of('family-hubs')).content
    for (const field of Object.keys(over)) {
      t.same(now[field as keyof EntryContent], content[field as keyof EntryContent], `${field} is as it was`)
    }
    t.equal(now.cost, `Free ${Object.keys(over)}`, 'what tells nothing did not wait')
  }
  const [words] = (await listWaiting(db)).filter(({ content }) => content.summary.startsWith('They help. Ring'))
  t.match(await agreeChange(db, keys, words!.id, eda, monday), { ok: true }, 'a second member may publish them')
  t.match((await of('family-hubs')).content.summary, '01709 000 999')
  t.match(await edit('family-hubs', { cost: 'Free' }), { state: 'published' }, 'words that were there already pass')
})

t.test('another name for a number that is shown waits; another name where none is shown does not', async (t) => {
  const { content } = await of('crimestoppers')
  t.ok((await seen('crimestoppers')).length > 0)
  t.match(await edit('crimestoppers', { name: 'Another service' }), { state: 'waiting' })
  t.match(await edit('crimestoppers', { organization: 'Another charity', hours: 'Every hour' }), { state: 'waiting' })
  t.match((await of('crimestoppers')).content, {
    name: content.name,
    organization: content.organization,
    hours: 'Every hour',
  })
  t.same(await seen('roads-withyou'), [])
  t.match(await edit('roads-withyou', { name: 'Another name' }), { state: 'published' })
})

t.test('what waited while something else in the entry changed is agreed on top of it', async (t) => {
  const waiting = await edit('apna-haq', { contacts: [phone()] })
  await edit('apna-haq', { hours: 'Weekdays' })
  t.match(await agreeChange(db, keys, idOf(waiting), eda, monday), { ok: true, state: 'published' })
  const { content, entry } = await of('apna-haq')
  t.same([await seen('apna-haq'), content.hours], [['01709 000111'], 'Weekdays'])
  t.same(await findRevision(db, entry.id, entry.revision), content, 'history keeps what was published')
})

t.test('what waited has to be proposed again when the same was changed, or whose number it is', async (t) => {
  const number = await edit('roads-withyou', { contacts: [phone()] })
  await edit('roads-withyou', { name: 'Yet another name' })
  t.match(await agreeChange(db, keys, idOf(number), eda, monday), { ok: false }, 'nobody agreed to this name')
  const words = await edit('roads-withyou', { hours: 'Ring 0800 11 11' })
  await edit('roads-withyou', { hours: 'Weekdays' })
  t.match(await agreeChange(db, keys, idOf(words), eda, monday), { ok: false }, 'both changed the hours')
  const { content: base } = await of('roads-withyou')
  const disputed = { ...base, conflicts: [{ field: 'phone', values: ['one', 'two'], note: '' }] }
  const hidden = { ...disputed, contacts: [phone()] }
  t.notOk(showsNoMore(disputed, hidden, base, { ...base, contacts: [phone()] }), 'it was hidden in both')
  t.ok(showsNoMore(disputed, hidden, disputed, hidden))
  t.same(await seen('roads-withyou'), [])
})

t.test('a list holds only what pages have words for, and a code of a language is one', async (t) => {
  const wrong: Partial<EntryContent>[] = [
    { welcomes: ['everybody'] },
    { areas: ['atlantis'] },
    { ways: ['pigeon'] },
    { needs: ['money'] },
    { access: ['luck'] },
    { tier: 'best' },
    { times: [{ days: ['Monday'], opens: '09:00', closes: '17:00' }] },
    { times: [{ days: ['MO'], opens: '9', closes: '17:00' }] },
    { language_codes: ['Urdu'] },
    { language_codes: ['en_GB'] },
  ]
  for (const over of wrong) await t.rejects(edit('stopncii', over), { name: 'ZodError' }, JSON.stringify(over))
  t.match(await edit('stopncii', { language_codes: ['ur', 'bfi', 'en-GB'] }), { state: 'published' })
  const { content } = await of('stopncii')
  const around = { base: content, memberId: ed.id, today }
  t.match(readEntryForm({ ...formOf(content), language_codes: 'Urdu, en_GB' }, around), {
    problems: { language_codes: 'Give codes, like ur or en-GB, with a comma between them.' },
  })
  t.match(readEntryForm({ ...formOf(content), areas: ['atlantis'] }, around), { problems: { areas: String } })
})

t.test('the form takes a check only of a day that was, and a website is not rung', async (t) => {
  const { content } = await of('stopncii')
  const at = content.contacts.findIndex(({ kind }) => kind === 'web')
  const around = { base: content, memberId: ed.id, today }
  const checked = (how: string, on: string) => {
    const read = readEntryForm(
      { ...formOf(content), [`contact-${at}-check`]: how, [`contact-${at}-checked_on`]: on },
      around,
    )
    return read.ok ? undefined : read.problems.contacts
  }
  t.equal(checked('opened the page', today), undefined)
  t.match(checked('opened the page', '2026-02-31'), 'Give the day you checked it')
  t.match(checked('opened the page', '2027-01-01'), 'has not come yet')
  t.match(checked('called', today), 'is not rung')
  t.match(readEntryForm({ ...formOf(content), visible_until: '2026-02-31' }, around), {
    problems: { visible_until: 'Give a day, like 2026-11-21.' },
  })
})

t.test('a row and a version of long ago with what nobody knows any more break no page', async (t) => {
  const old = { language_codes: ['ur', 'Urdu'], areas: ['rotherham', 'atlantis'], ways: ['pigeon'], welcomes: ['x'] }
  const times = [{ days: ['MO', 'Monday'], opens: '09:00', closes: '17:00' }]
  const { id, content } = await of('nrm')
  const set = { ...old, times: JSON.stringify(times) }
  await db.updateTable('support_options').set(set).where('id', '=', id).execute()
  const known = { language_codes: ['ur'], areas: ['rotherham'], ways: [], welcomes: [] }
  t.match((await of('nrm')).content, { ...known, times: [{ days: ['MO'] }] })
  for (const prefix of ['', '/easy', '/ur', '/pl']) {
    const { statusCode } = await room.server.inject({ url: `${prefix}/support/option/${id.slice(0, 8)}` })
    t.equal(statusCode, 200, prefix)
    const found = { method: 'POST' as const, url: `${prefix}/support`, payload: 'need=immigration_nrm&language=ur' }
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    t.ok((await room.server.inject({ ...found, headers })).statusCode < 300, `${prefix} finder`)
  }
  t.match(await edit('nrm', { hours: 'Weekdays' }), { state: 'published' })
  const stored = JSON.stringify({ ...content, ...old })
  await db.updateTable('entry_changes').set({ content: stored }).where('option_id', '=', id).execute()
  t.match((await listChanges(db, id))[0]!.content, known)
  t.equal(formatsIn(languages(false)[0]!).language('en_GB'), 'en_GB')
})

t.test('taking down and closing are at once, opening again waits', async (t) => {
  const { content } = await of('samaritans')
  const numbers = await seen('samaritans')
  t.ok(numbers.length > 0)
  const down = content.contacts.map((contact) => ({ ...contact, taken_down_on: today, taken_down_why: 'Wrong.' }))
  t.match(await edit('samaritans', { contacts: down }, { kind: 'taken down' }), { state: 'published' })
  t.same(await seen('samaritans'), [])
  const restored = await edit('samaritans', { contacts: content.contacts }, { kind: 'restored' })
  t.match(restored, { state: 'waiting' })
  await agreeChange(db, keys, idOf(restored), eda, monday)
  t.same(await seen('samaritans'), numbers)

  t.match(await edit('childline', { status: 'closed' }), { state: 'published' })
  await t.rejects(getOption(db, 'childline', today), NotFound)
  t.match(await edit('childline', { status: 'open' }), { state: 'waiting' })
  t.equal((await of('childline')).entry.status, 'closed')
})

t.test('a new entry waits, and takes no address of ours', async (t) => {
  const { content } = await of('kooth')
  const added = await edit(
    'kooth',
    {},
    { optionId: undefined, content: { ...content, name: 'Tasks', contacts: [] }, kind: 'added' },
  )
  t.match(added, { state: 'waiting' })
  t.equal(await findEntry(db, added.ok ? added.optionId : ''), undefined)
  await agreeChange(db, keys, idOf(added), eda, monday)
  t.match(await findEntry(db, added.ok ? added.optionId : ''), { slug: 'entry-tasks', revision: 1 })
})

t.test('a number that waits does not hold back that another one is wrong', async (t) => {
  const { content } = await of('cica')
  const wrong = phone({ value: '0300 000 0001' })
  const both = await edit('cica', { contacts: [...content.contacts, wrong] })
  await agreeChange(db, keys, idOf(both), eda, monday)
  t.ok((await seen('cica')).includes('0300 000 0001'))
  const unsure = (await of('cica')).content.contacts.find(({ value }) => value === '0300 003 3601')!
  const answers: Check['contacts'] = [
    { contactId: unsure.id, outcome: 'right' },
    { contactId: wrong.id, outcome: 'wrong' },
  ]
  t.match(await check('cica', { contacts: answers, entry: 'right' }), { ok: true, state: 'waiting' })
  t.notOk((await seen('cica')).includes('0300 000 0001'), 'the wrong one is gone at once')
  t.notOk((await seen('cica')).includes('0300 003 3601'), 'the right one waits')
  t.match((await of('cica')).entry, { checked_on: today, checked_by: ed.id }, 'the look at the entry counts at once')
  await agreeChange(db, keys, (await waitingOf('cica')).id, eda, monday)
  t.ok((await seen('cica')).includes('0300 003 3601'))
})

t.test('a number that has changed: the old one is gone at once, the new one waits', async (t) => {
  const { content } = await of('cica')
  const old = content.contacts.find(({ value }) => value === '0300 003 3601')!
  const answer = { contactId: old.id, outcome: 'changed' as const, value: '0300 000 0002' }
  t.match(await check('cica', { contacts: [answer] }), { state: 'waiting' })
  const shown = await seen('cica')
  t.notOk(shown.includes('0300 003 3601') || shown.includes('0300 000 0002'))
})

t.test('low confidence and a person who rang: medium, from the service itself, when a second agrees', async (t) => {
  const { content } = await of('mash')
  const [low] = content.contacts.filter(({ kind, confidence }) => kind === 'phone' && confidence === 'low')
  const result = await check('mash', { contacts: [{ contactId: low!.id, outcome: 'right' }] })
  t.match(result, { state: 'waiting' })
  t.notOk((await seen('mash')).includes(low!.value))
  await agreeChange(db, keys, (await waitingOf('mash')).id, eda, monday)
  const now = (await of('mash')).content.contacts.find(({ id }) => id === low!.id)!
  t.match(now, { confidence: 'medium', confirmed_on: today, confirmed_by: ed.id, confirmed_how: 'called' })
  t.match(now.source, 'the service itself, by phone')
  t.ok((await seen('mash')).includes(low!.value))
})

t.test(
  'an entry that somebody asked about is open, and no longer of low confidence; at risk stays at risk',
  async (t) => {
    const low = (await of('swinton-lock')).entry
    t.match(low, { confidence: 'low', status: 'unverified' })
    await check('swinton-lock', { entry: 'right' })
    t.match((await of('swinton-lock')).entry, { confidence: 'medium', status: 'open', checked_by: ed.id })
    const [at_risk] = await db.selectFrom('support_options').select('slug').where('status', '=', 'at_risk').execute()
    await check(at_risk!.slug, { entry: 'right' })
    t.equal((await of(at_risk!.slug)).entry.status, 'at_risk')
  },
)

t.test('a call that nobody answered changes nothing, and is written down', async (t) => {
  const before = await of('papyrus')
  const contacts = before.content.contacts.map(({ id }) => ({ contactId: id, outcome: 'no answer' as const }))
  t.match(await check('papyrus', { contacts, entry: 'no answer' }), { state: 'noted' })
  t.same((await of('papyrus')).entry, before.entry)
  const tried = await db.selectFrom('option_checks').selectAll().where('option_id', '=', before.id).execute()
  t.equal(tried.length, contacts.length + 1)
  t.match(await check('papyrus', { on: '2026-12-24' }), { ok: false, problems: { on: String } })
})

t.test('a day that is none, to come or long ago is refused, and nobody says that a website was rung', async (t) => {
  for (const on of ['2026-02-31', '0001-01-01', '2025-11-22', '2026-11-24', 'today', '']) {
    t.match(await check('papyrus', { on, entry: 'right' }), { ok: false, problems: { on: String } }, on)
  }
  t.match(await check('papyrus', { on: '2025-11-23', entry: 'no answer' }), { ok: true })
  const web = (await of('papyrus')).content.contacts.find(({ kind }) => kind === 'web')!
  const right = [{ contactId: web.id, outcome: 'right' as const }]
  t.match(await check('papyrus', { contacts: right }), { ok: false, problems: { [`value-${web.id}`]: /not rung/ } })
  t.match(await check('papyrus', { contacts: right, how: 'opened the page' }), { ok: true })
  const learned = { wait: 'Six weeks', wait_checked_on: today }
  const before = (await of('papyrus')).content
  t.match(await check('papyrus', { entry: 'no answer', learned }), { ok: false, problems: { entry: /reached nobody/ } })
  const unanswered = before.contacts.map(({ id }) => ({ contactId: id, outcome: 'no answer' as const }))
  t.match(await check('papyrus', { contacts: unanswered, learned }), { ok: false, problems: { entry: String } })
  t.same((await of('papyrus')).content, before)
  const found = { kind: 'web' as const, value: 'https://papyrus.example/new', where: '' }
  t.match(await check('papyrus', { found, entry: 'right' }), { state: 'waiting' })
  const told = (await waitingOf('papyrus')).content.contacts.find(({ value }) => value === found.value)
  t.match(told, { confirmed_on: null, confidence: 'medium' }, 'told on the phone, and not opened yet')
})

t.test('whoever may not edit the directory proposes, checks and refuses nothing', async (t) => {
  await t.rejects(edit('kooth', { hours: 'x' }, { member: wren }), NotAllowed)
  await t.rejects(check('kooth', { member: wren }), NotAllowed)
  const [waiting] = await listWaiting(db)
  await t.rejects(refuseChange(db, keys, waiting!.id, 'No.', wren, monday), NotAllowed)
  t.match(await verifyAudit(db, keys), { whole: true })
})
