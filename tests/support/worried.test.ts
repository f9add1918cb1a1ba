import t from 'tap'
import { glossary } from '../../src/support/words/glossary.ts'
import { openTestSite } from '../fixtures/site.ts'
import { readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const get = async (url: string) => (await site.server.inject({ url })).body
const worried = await get('/support/worried')
const work = await get('/support/worried/work')
/** One part of the page, by the id of its heading. */
const part = (id: string, html = worried) =>
  readable(new RegExp(`<section aria-labelledby="${id}">[\\s\\S]*?</section>`).exec(html)?.[0] ?? '')

t.test(
  'two questions lead to four parts: whom to tell, what to say, what comes next, and if nobody answers',
  async (t) => {
    const ask = part('ask')
    t.match(ask, 'Who is it about? Is it now?')
    for (const id of ['part-1', 'part-2', 'part-3', 'part-4']) {
      t.match(worried, `href="#${id}"`, 'an address that says nothing')
      const words = part(id)
      for (const heading of ['What you can say', 'What happens next', 'If nobody answers']) t.match(words, heading, id)
    }
    for (const id of ['part-1', 'part-3'])
      t.match(new RegExp(`labelledby="${id}"[\\s\\S]*?href="tel:999"`).exec(worried), {}, id)
    t.match(part('part-2'), /Multi-Agency Safeguarding Hub.*NSPCC Helpline.*Childline/)
    t.match(part('part-4'), 'Adult social care front door')
    t.match(part('police'), 'South Yorkshire Police (101 and online)')
  },
)

t.test(
  'something from 1997 to 2013 has two ways, and the page says why; neither stands as the number of Rotherham',
  async (t) => {
    const then = part('then')
    t.match(
      then,
      /Something you have not reported before: South Yorkshire Police\. They have taken new reports since 1 January 2024\./,
    )
    t.match(
      then,
      /former South Yorkshire police officer did: the National Crime Agency.*Independent Office for Police Conduct/,
    )
    t.match(then, 'Why two?')
    t.match(then, 'For what a former officer did, the second way is open to you.')
    t.match(then, /ISVA .* SARC help you without the police too\. You do not have to report anything to get help\./)
    t.notMatch(then, 'ask what they can do', 'the second way is for what former officers did, and no source says more')
    for (const word of ['isva', 'sarc']) t.match(worried, `id="word-${word}"`, `${word} is explained`)
    const agency = '0370 496 7622'
    t.match(then, agency)
    t.equal(worried.split(agency).length, 2, 'only beside its reason')
    t.notMatch(work, agency)
  },
)

t.test('only ways that show how to reach somebody are named, and a worker is told of ways of their own', async (t) => {
  const police = 'On this page you can reach: \u2068South Yorkshire Police (101 and online)\u2069.'
  for (const [id, html] of [
    ['part-2', worried],
    ['part-4', worried],
    ['doors', work],
  ] as const)
    t.match(part(id, html), police, id)
  t.notMatch(readable(worried + work), /tell the NSPCC|Try the NSPCC/, 'their number is not shown')
  const own = part('doors', work)
  t.equal(own.split('go to your own safeguarding lead').length, 3, 'for a child and for an adult')
  t.notMatch(own, /a teacher|a nurse or a doctor|with you/, 'they are the nurse')
  t.match(part('part-2'), 'ask a teacher, a nurse or a doctor to tell the team with you')
  const contacts = site.db.updateTable('option_contacts')
  const down = { taken_down_on: '2026-11-23', taken_down_why: 'It did not work.' }
  await contacts.set(down).where('value', '=', '101').execute()
  for (const url of ['/sk/support/worried', '/sk/support/worried/work']) {
    const words = readable(await get(url))
    t.match(words, 'Na tejto stránke zatiaľ nie je iné číslo.', url)
    t.notMatch(words, 'Na tejto stránke je kontakt na', url)
  }
  await contacts.set({ taken_down_on: null, taken_down_why: null }).where('value', '=', '101').execute()
})

t.test('no number stands here that the directory does not show', async (t) => {
  for (const html of [worried, work]) {
    t.notMatch(html, '01709 336080', 'MASH: one old source')
    t.notMatch(html, '01709 382121', 'not the switchboard')
    t.notMatch(html, '0808 800 5000', 'nobody has rung it')
  }
  await site.db
    .updateTable('option_contacts')
    .set({ confirmed_on: '2026-11-23', confirmed_by: site.cast.dev.id, confirmed_how: 'called' })
    .where('value', '=', '0808 800 5000')
    .execute()
  t.match(await get('/pl/support/worried'), '0808 800 5000', 'once somebody has')
  t.match(
    await get('/pl/support/worried/work'),
    'masz kontakt do: \u2068NSPCC Helpline\u2069 i \u2068South',
    'named then',
  )
})

t.test('both pages say that their words are a draft, and what is not known', async (t) => {
  for (const html of [worried, work]) t.match(readable(html), 'These lines are a draft.')
  t.match(part('part-2'), 'We do not know yet who answers at night and at the weekend. Nobody has asked yet.')
  t.match(part('night', work), 'Not known yet: who answers for MASH and for adult social care at night.')
  t.match(part('disagree', work), 'Not known yet: the same for adults')
  for (const html of [worried, work, await get('/easy/support/worried'), await get('/easy/support/worried/work')])
    t.notMatch(readable(html), /we are asking|we will ask/i, 'nobody has asked')
  t.match(readable(await get('/easy/support/worried')), 'These lines are not finished.')
})

t.test(
  'people who help in their job read levels, what MASH does, consent, the NRM, and where it comes from',
  async (t) => {
    t.match(part('level', work), /Universal and Community.*Focused.*Specialist.*section 17.*section 47/)
    t.match(part('mash', work), 'you hear within one working day')
    t.match(part('consent', work), 'you may share without consent')
    const nrm = part('nrm', work)
    t.match(nrm, 'Only a first responder can refer')
    t.match(nrm, /An adult has to agree.*A child does not have to agree/)
    t.match(nrm, /National Referral Mechanism \(NRM\).*Modern Slavery.*Independent Child Trafficking Guardians/)
    t.match(part('disagree', work), 'Practice Resolution Protocol')
    t.match(part('sources', work), /Practice Resolution Protocol.*Our copy: stored copy/)
  },
)

t.test('titles are neutral, and no meaning is missing for a word that is explained', async (t) => {
  for (const html of [worried, work]) t.match(html, '<title>Heard: worried about someone</title>')
  const shown = [...(worried + work).matchAll(/id="word-([\w-]+)"/g)].map(([, key]) => key)
  t.ok(shown.length >= 12)
  t.ok(shown.every((key) => glossary.some((term) => term.key === key)))
})
