import t from 'tap'
import { shownContacts } from '../../src/support/contact.ts'
import { listOptions } from '../../src/support/directory.ts'
import { asked, notKnown } from '../../src/support/not-known.ts'
import type { Option } from '../../src/support/option.ts'
import { openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const { db } = room
const today = '2026-11-23'
const option = async (slug: string) => (await listOptions(db, today)).find((one) => one.slug === slug)!
const page = async (slug: string, prefix = '') => {
  const { body } = await room.server.inject({ url: `${prefix}/support/option/${(await option(slug)).ref}` })
  return { body, words: readable(body) }
}
const set = (slug: string, what: object) =>
  db.updateTable('support_options').set(what).where('slug', '=', slug).execute()

t.test('what a person can do comes before everything else', async (t) => {
  const { words } = await page('samaritans')
  const order = [
    'Samaritans',
    'Someone to talk to',
    'How to get in',
    '116 123',
    'What happens when you ask',
    'Good to know',
  ]
  const found = order.map((one) => words.indexOf(one))
  t.same(
    found,
    found.toSorted((a, b) => a - b),
  )
  t.ok(
    found.every((at) => at >= 0),
    'all of it is there',
  )
})

t.test('beside each number stands whether a person tried it', async (t) => {
  t.match(
    (await page('samaritans')).words,
    /Phone 116 123 Nobody has rung it yet\. Email \S+ Nobody has tried it yet\./,
  )
  const { id } = await db
    .selectFrom('option_contacts')
    .innerJoin('support_options', 'support_options.id', 'option_id')
    .select('option_contacts.id')
    .where('slug', '=', 'samaritans')
    .where('kind', '=', 'phone')
    .executeTakeFirstOrThrow()
  const confirmed = { confirmed_on: '2026-11-22', confirmed_how: 'called' as const }
  await db.updateTable('option_contacts').set(confirmed).where('id', '=', id).execute()
  const { words } = await page('samaritans')
  t.match(words, /Phone 116 123 Somebody rang on 22 November 2026: it was right\. Email \S+ Nobody has tried it yet\./)
  t.match((await page('samaritans', '/easy')).words, 'We called on 22 November 2026. It was right.')
})

t.test('nobody is asked to ring 999 to test it', async (t) => {
  t.notMatch((await page('emergency-999')).words, 'Nobody has rung it yet')
})

t.test('what sources say of the first contact, who will know and what is asked is there', async (t) => {
  t.match((await page('shout')).words, 'What happens first You text the word SHOUT to start.')
  t.match((await page('crimestoppers')).words, 'What they ask you You do not give your name.')
  t.match((await page('mens-advice-line')).words, 'Who will know They say that it is confidential.')
})

t.test('whoever cannot ask for it themselves reads whom to go to', async (t) => {
  t.match((await page('evolve')).words, /Whom to go to: Ask the Rotherham Multi-Agency Safeguarding Hub/)
  t.notMatch((await page('evolve')).words, 'You may not be able to ask by yourself.')
  await set('evolve', { who_to_ask: null })
  t.match((await page('evolve')).words, 'You may not be able to ask by yourself.')
})

t.test('a wait is shown with the day it was checked, and what helps meanwhile', async (t) => {
  t.match((await page('rothacs')).words, 'While you wait Samaritans, Shout and Childline are at the end of this page.')
  await set('rothacs', { wait: 'Six weeks', wait_checked_on: null, while_waiting: 'They send a leaflet.' })
  t.match((await page('rothacs')).words, 'Six weeks We do not know when this was last right.')
  await set('rothacs', { wait_checked_on: '2026-11-20' })
  const { words } = await page('rothacs')
  t.match(words, 'Waiting Six weeks Checked 20 November 2026. While you wait They send a leaflet.')
})

t.test('while somebody waits: who answers them is named, without 999 and without a promise', async (t) => {
  for (const slug of ['hopian-post-cse', 'mash', 'south-yorkshire-police']) {
    const meanwhile =
      /While you wait (?:(?!What|Not known yet|You can ask).)*/.exec((await page(slug)).words)?.[0] ?? ''
    for (const name of ['Samaritans', 'Shout', 'Childline']) t.match(meanwhile, name, slug)
    t.notMatch(meanwhile, /999|today|as often/)
  }
})

t.test('nobody is said to be asking while nobody asks', async (t) => {
  for (const prefix of ['', '/easy']) {
    const { words } = await page('grow-post-cse', prefix)
    t.match(words, 'Nobody has asked them yet.')
    t.notMatch(words, /we are asking|we will ask/i)
  }
})

t.test('what an editor writes down is shown: times, interpreters, the police, whom it welcomes', async (t) => {
  const times = [
    { days: ['MO', 'TU'], opens: '09:00', closes: '17:00' },
    { days: ['SA'], opens: '10:00', closes: '12:00' },
  ]
  await set('hopian-post-cse', {
    ...{ times: JSON.stringify(times), interpreters: true, language_codes: ['pl', 'ur'], police: 'none', free: false },
    welcomes: ['women', 'lgbt'],
  })
  const { words } = await page('hopian-post-cse')
  t.match(words, 'Hours Monday and Tuesday: 09:00 to 17:00 Saturday: 10:00 to 12:00')
  t.match(words, 'Languages Polish and Urdu They have interpreters.')
  t.match(words, 'The police You do not have to go to the police.')
  t.match(words, 'Women LGBT+ people')
  t.match(words, 'It costs money. Ask them how much.')
  t.match((await page('emergency-999')).words, 'Hours Day and night, every day')
})

t.test('nothing is left out in silence: each fact is shown, or named as not known or disputed', async (t) => {
  const title: Record<string, string> = {
    ...{ told: 'Who will know', first_contact: 'What happens first', asked: 'What they ask you', wait: 'Waiting' },
    ...{ cost: 'Cost', hours: 'Hours', ages: 'Ages', languages: 'Languages', area: 'Where', run_by: 'Run by' },
    ...{ accessibility: 'Getting in and around', police: 'The police', interpreters: 'interpreters' },
    welcomes: 'Who',
  }
  for (const one of await listOptions(db, today)) {
    const { body, words } = await page(one.slug)
    for (const fact of asked) t.match(words, title[fact]!, `${one.slug} says something of ${fact}`)
    const { missing, disagree } = notKnown(one)
    t.equal(body.match(/<li>/g)!.length >= missing.length + disagree.length, true)
  }
})

t.test('nobody who looks for help is asked to find out who runs it', async (t) => {
  for (const slug of ['hackenthorpe-lodge', 'evolve', 'isva-chisva']) {
    const { body, words } = await page(slug)
    t.match(words, 'Run by Not known for sure.', slug)
    t.notMatch(body, '<li>Run by</li>', slug)
  }
  t.match((await page('samaritans')).words, 'Run by Samaritans')
})

t.test('where sources disagree no value is shown', async (t) => {
  const disputed = (await listOptions(db, today)).filter((one) => one.conflicts.some(({ field }) => field === 'hours'))
  t.ok(disputed.length > 0)
  for (const one of disputed) {
    const { words } = await page(one.slug)
    t.match(words, /We found answers that do not agree\. Ask them:[^.]*Hours/, one.slug)
    if (one.hours) t.notMatch(words, `Hours ${one.hours}`)
  }
})

t.test('one button beside each way that is shown tells that it did not work, and none beside others', async (t) => {
  for (const one of await listOptions(db, today)) {
    const { body } = await page(one.slug)
    const buttons = [...body.matchAll(/name="contact" value="([^"]+)"/g)].map(([, id]) => id!)
    const shown = shownContacts(one as Option).map(({ id }) => id)
    t.same(buttons.filter((id) => id !== 'none').toSorted(), shown.toSorted(), one.slug)
    t.equal(buttons.includes('none'), shown.length > 1)
  }
})
