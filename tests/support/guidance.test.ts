import t from 'tap'
import { standingOf, tiers } from '../../src/support/guidance/card.ts'
import { findLink, guidanceLinks } from '../../src/support/guidance/links.ts'
import { loadGuidance } from '../../src/support/guidance/loading.ts'
import { places } from '../../src/support/place.ts'
import { tellsHow } from '../../src/support/tells-how.ts'
import { verifyAudit } from '../../src/team/audit.ts'
import { browserOf } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { addMember, readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const { db } = site
const second = await addMember(site, 'Edie', ['directory editor'])
const dev = await site.as('dev')
const edie = await browserOf(site.server, db, site.site, second)
const wren = await site.as('wren')

const cardOf = (tier: string, phase: string) =>
  db
    .selectFrom('guidance_cards')
    .selectAll()
    .where('tier', '=', tier as 'universal')
    .where('phase', '=', phase)
    .executeTakeFirstOrThrow()
const safe = () => cardOf('universal', 'immediate_safety')
const { id } = await safe()
const at = (what: string) => `/team/guidance/${id}/${what}`
/** A page that is the same for everybody may be three seconds old. */
const page = async () => {
  await new Promise((resolve) => setTimeout(resolve, 3_100))
  return readable((await site.server.inject({ url: '/guidance/universal/safe' })).body)
}
const approval = {
  owner_name: 'Dr A. Example',
  owner_role: 'consultant psychologist',
  approved_on: '2026-11-20',
  review_on: '2027-11-20',
}

t.test(
  'LE-9: who chooses "universal service" sees what to do, say and refer, the clinical owner and the review day',
  async (t) => {
    const choice = (await site.server.inject({ url: '/guidance' })).body
    t.match(choice, 'href="/guidance/universal"')
    const html = (await site.server.inject({ url: '/guidance/universal' })).body
    const words = readable(html)
    t.match(
      words,
      /Universal service.*Do .*Say .*Do not say .*Refer .*Clinical owner Nobody yet\. .*To look at again by No day set yet\./,
    )
    t.equal(words.split('Draft. No clinician has approved this yet.').length - 1, places.length, 'every card says so')
    for (const { address } of places) {
      t.match(html, `href="/guidance/universal/${address}"`)
      t.match(html, `href="/support/place/${address}"`, 'and leads to its place on the roadmap')
    }
    t.match(words, 'Who may ask, and how, is not known yet.')
  },
)

t.test('there is a card for every kind of service and every place, short, and its sources are known', async (t) => {
  for (const tier of tiers) {
    for (const { phase } of places) {
      const { content } = await cardOf(tier, phase)
      for (const lines of Object.values(content)) {
        t.ok(lines.length >= 1 && lines.length <= 5, `${tier} ${phase}`)
        for (const { text, source } of lines) {
          t.notOk(tellsHow(text), `no number or address outside the directory: ${text}`)
          if (source) t.ok(findLink(source), source)
        }
      }
    }
  }
})

t.test(
  'guidance is linked with when it was seen, its licence and its gaps; without an address it says so',
  async (t) => {
    t.ok(guidanceLinks.length >= 31)
    const html = (await site.server.inject({ url: '/guidance/specialist/sources' })).body
    const words = readable(html)
    t.match(words, /ISVA statutory guidance.*No address known\..*Licence: not known.*Not known: exact GOV\.UK address/)
    t.match(words, 'Our copy: 5 Dec 2018')
    t.notMatch(words, 'interim fundamental principles', 'what was replaced is left out')
    t.match(html, 'rel="noreferrer nofollow"')
  },
)

t.test('an approval needs a clinician with name and role, days that make sense, and a member who may', async (t) => {
  t.equal((await wren.post(at('ask'), { version: '1', ...approval })).statusCode, 403)
  t.equal((await wren.get('/team/guidance')).statusCode, 200, 'others may look')
  const empty = await dev.post(at('ask'), { version: '1', ...approval, owner_name: ' ' })
  t.equal(empty.statusCode, 422)
  t.match(empty.body, 'Name the clinician who answers for this card.')
  t.match(empty.body, 'value="consultant psychologist"', 'what was typed stays')
  const odd = await dev.post(at('ask'), {
    version: '1',
    ...approval,
    approved_on: '2026-12-24',
    review_on: '2026-11-01',
  })
  t.match(readable(odd.body), /That day has not come yet.*Give a day to come/)
  const far = await dev.post(at('ask'), { version: '1', ...approval, review_on: '2028-11-24' })
  t.equal(far.statusCode, 422)
  t.match(readable(far.body), 'Give a day within two years')
  t.equal((await dev.post(at('ask'), { version: '1', ...approval, review_on: '2027-02-31' })).statusCode, 422)
  t.equal((await safe()).state, 'draft')
})

t.test('one member alone approves nothing; two different members do, and the public reads by whom', async (t) => {
  t.equal((await dev.post(at('ask'), { version: '1', ...approval })).statusCode, 303)
  const before = await page()
  t.match(before, 'Draft. No clinician has approved this yet.')
  t.notMatch(before, 'Dr A. Example', 'nobody is named before that')
  const asked = async () =>
    /name="asked" value="([^"]+)"/.exec((await edie.get(`/team/guidance/${id}`)).body)?.[1] ?? ''
  const first = await asked()
  t.equal((await dev.post(at('agree'), { version: '1', asked: first })).statusCode, 403, 'not the one who asked')
  t.equal((await safe()).state, 'waiting')
  site.pass(1)
  await dev.post(at('send-back'), { version: '1', why: 'Another name.' })
  site.pass(1)
  t.equal((await dev.post(at('ask'), { version: '1', ...approval, owner_name: 'Somebody else' })).statusCode, 303)
  const unseen = await edie.post(at('agree'), { version: '1', asked: first })
  t.equal(unseen.statusCode, 422, 'nobody agrees to what their page did not show')
  t.match(readable(unseen.body), 'The approval was asked for anew meanwhile')
  t.equal((await edie.post(at('agree'), { version: '1' })).statusCode, 422)
  t.equal((await safe()).state, 'waiting')
  await dev.post(at('send-back'), { version: '1', why: 'Wrong name.' })
  site.pass(1)
  t.equal((await dev.post(at('ask'), { version: '1', ...approval })).statusCode, 303)
  site.pass(1)
  t.equal((await edie.post(at('agree'), { version: '1', asked: await asked() })).statusCode, 303)
  const words = await page()
  t.notMatch(words, 'Draft.')
  t.match(
    words,
    /Clinical owner Dr A\. Example, consultant psychologist.*Approved 20 November 2026.*To look at again by 20 November 2027/,
  )
})

t.test('the table itself refuses an approval by one, or without an owner', async (t) => {
  await t.rejects(db.updateTable('guidance_cards').set({ agreed_by: site.cast.dev.id }).where('id', '=', id).execute())
  await t.rejects(db.updateTable('guidance_cards').set({ state: 'approved' }).where('tier', '=', 'community').execute())
})

t.test('LE-9: past its review day a card warns, and the team has it on a list', async (t) => {
  const card = await safe()
  t.equal(standingOf(card, '2027-11-20'), 'approved')
  t.equal(standingOf(card, '2027-11-21'), 'past review')
  await db.updateTable('guidance_cards').set({ review_on: '2026-11-22' }).where('id', '=', id).execute()
  t.match(await page(), 'This card was to be looked at again by 22 November 2026, and nobody has.')
  t.match(
    readable((await dev.get('/team/guidance')).body),
    /Past their review Universal: Get safe , due 2026-11-22\. Ask Dr A\. Example/,
  )
})

t.test('a card that is changed is a draft again, and keeps every step', async (t) => {
  const words = {
    do: 'Listen first. [nspcc-responding]',
    say: '“Thank you.”',
    not_say: '“Why?”',
    refer: 'Danger now: 999.',
  }
  const wrong = await dev.post(at('edit'), { version: '1', ...words, do: 'x [no-such]' })
  t.equal(wrong.statusCode, 422)
  t.match(wrong.body, 'There is no guidance called no-such.')
  const number = await dev.post(at('edit'), { version: '1', ...words, refer: 'Ring 01709 000000.' })
  t.match(readable(number.body), 'Leave numbers and addresses to the directory')
  for (const told of ['Ring 116 123.', 'Text 85258.', 'See www.evil.example today.', 'Write to a@evil.example.']) {
    const reply = await dev.post(at('edit'), { version: '1', ...words, refer: told })
    t.equal(reply.statusCode, 422, told)
    t.ok(reply.body.includes(told), 'what was typed stays')
  }
  t.equal((await safe()).version, 1)
  site.pass(1)
  t.equal((await dev.post(at('edit'), { version: '1', ...words })).statusCode, 303)
  t.match(await page(), /Draft\. No clinician has approved this yet\. Do Listen first\. \( NSPCC Learning \)/)
  t.match(await safe(), { state: 'draft', version: 2, owner_name: null, approved_on: null, agreed_by: null })
  const late = await edie.post(at('edit'), { version: '1', ...words })
  t.equal(late.statusCode, 422)
  t.match(late.body, 'Somebody has changed this card meanwhile.')
  const history = readable((await edie.get(`/team/guidance/${id}`)).body)
  t.match(history, /History .*changed the words, version 2.*agreed to it, version 1.*recorded an approval, version 1/)
  const done = await db
    .selectFrom('audit_entries')
    .select('action')
    .where('record', '=', 'guidance card')
    .orderBy('number')
    .execute()
  t.same(
    done.map(({ action }) => action),
    ['asked', 'sent back', 'asked', 'sent back', 'asked', 'approved', 'edited'].map((what) => `guidance card ${what}`),
  )
  t.match(await verifyAudit(db, site.keys), { whole: true })
})

t.test('who keeps the directory begins with their tasks', async (t) => {
  t.equal((await edie.get('/team')).headers.location, '/team/directory/tasks')
  t.not((await wren.get('/team')).headers.location, '/team/directory/tasks')
})

t.test('an approval can be taken back by one, with a reason', async (t) => {
  await dev.post(at('ask'), { version: '2', ...approval })
  t.equal((await dev.post(at('send-back'), { version: '2', why: '' })).statusCode, 422)
  t.equal((await dev.post(at('send-back'), { version: '2', why: 'Wrong role.' })).statusCode, 303)
  t.equal((await safe()).state, 'draft')
})

t.test('loading again leaves what a member touched, and brings a corrected draft', async (t) => {
  const before = await safe()
  const other = await cardOf('community', 'processing')
  await db
    .updateTable('guidance_cards')
    .set({ loaded_hash: 'old', content: JSON.stringify({ do: [], say: [], not_say: [], refer: [] }) })
    .where('id', '=', other.id)
    .execute()
  await loadGuidance(db)
  t.same(await safe(), before)
  t.same(await cardOf('community', 'processing'), other)
})
