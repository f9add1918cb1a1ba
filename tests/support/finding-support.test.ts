import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { listOptions } from '../../src/support/directory.ts'
import { ways } from '../../src/support/finding/ways.ts'
import { needs, welcomes, who } from '../../src/support/finding/wishes.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openSupportRoom, readable } from './support-room.ts'

const room = await openSupportRoom()
t.teardown(room.close)
const read = async (url: string) => {
  const reply = await room.server.inject({ url })
  return { ...reply, words: readable(reply.body) }
}
const find = async (wishes: Record<string, string | string[]>, url = '/support') => {
  const reply = await postForm(room.server, url, wishes)
  return { ...reply, words: readable(reply.body) }
}

t.test('the first page shows the whole way, with how many options each part has', async (t) => {
  const { statusCode, words, body } = await read('/support')
  t.equal(statusCode, 203, 'with boxes to tick, so no browser keeps it behind Back')
  for (const title of ['Get safe', 'Steady yourself', 'Work through it', 'Build your life', 'Justice and redress']) {
    t.match(words, title)
  }
  const options = await listOptions(room.db, '2026-11-23')
  const working = options.filter(({ phases }) => phases.includes('processing')).length
  t.match(words, `${working} options`)
  t.match(body, 'href="/support/place/beside"')
  t.match(words, 'If you need someone now')
  t.match(words, 'Tell us how it was')
})

t.test('each part of the way groups what helps there by need, each option once', async (t) => {
  const options = await listOptions(room.db, '2026-11-23')
  for (const [place, phase] of [
    ['safe', 'immediate_safety'],
    ['steady', 'stabilisation'],
    ['work', 'processing'],
    ['build', 'reconnection'],
    ['beside', 'justice'],
  ] as const) {
    const { body, statusCode } = await read(`/support/place/${place}`)
    t.equal(statusCode, 200)
    const links = [...body.matchAll(/href="\/support\/option\/([^"]+)"/g)].map(([, ref]) => ref)
    const expected = options.filter(({ phases }) => phases.includes(phase)).map(({ ref }) => ref)
    t.equal(new Set(links).size, links.length, `${place} lists each option once`)
    t.same(
      links.filter((ref) => !expected.includes(ref!)),
      [],
    )
    const more = [...readable(body).matchAll(/(\d+) more helps? with this/g)].map(([, count]) => Number(count))
    t.equal(
      more.reduce((sum, count) => sum + count, links.length),
      expected.length,
      `${place} says how many more there are`,
    )
  }
  const { words } = await read('/support/place/safe')
  t.ok(words.indexOf('I am in danger now') < words.indexOf('Have a health check'), 'what cannot wait comes first')
  t.ok(words.indexOf('Emergency services (999)') < words.indexOf('Rotherham Council Homelessness Team'))
  t.equal((await read('/support/place/elsewhere')).statusCode, 404)
})

t.test('an option says what it is, how to reach it, and everything that is not known', async (t) => {
  const samaritans = (await listOptions(room.db, '2026-11-23')).find(({ slug }) => slug === 'samaritans')!
  const { words, body } = await read(`/support/option/${samaritans.ref}`)
  t.match(words, 'Someone to talk to, day or night')
  t.match(body, 'href="tel:116123"')
  t.match(words, /Phone 116 123 Nobody has rung it yet\./)
  t.match(words, /we do not guess: What happens first What they ask you Waiting/)
  t.match(words, /Not known yet\. You can ask them: Ages Who is welcome Languages/)
  t.match(words, 'Checked 21 November 2026 from a saved copy of the page. Nobody has rung to test it yet.')
  t.match(body, 'rel="noreferrer nofollow"')
})

t.test('an option with a number that may not be shown says that there is one, and what to do instead', async (t) => {
  const { words } = await read('/support/option/victim-support')
  t.match(words, 'we could not confirm it, so we do not show it yet: a phone number')
  t.match(words, 'look for the number on their own website')
})

t.test('people who know the old name find it', async (t) => {
  t.match((await read('/support/option/hopian-post-cse')).words, 'Names you may know: Rotherham Rise')
})

t.test('every option has a page in every language', async (t) => {
  for (const { ref, name } of await listOptions(room.db, '2026-11-23')) {
    for (const prefix of ['', '/easy', '/pseudo']) {
      const { statusCode, body } = await read(`${prefix}/support/option/${ref}`)
      t.equal(statusCode, 200, `${prefix} ${name}`)
      t.notMatch(body, />(undefined|null|NaN)</)
    }
  }
})

t.test('a closed option is not there, and its page reads like any other missing page', async (t) => {
  t.equal((await read('/support/option/barnardos-reachout')).statusCode, 404)
})

t.test('titles, addresses and links to our own pages name no harm and no service', async (t) => {
  const harm = /abus|exploit|rape|assault|violen|slavery|porn|surviv|victim|trauma|suicid/i
  for (const url of ['/support', '/support/place/safe', '/support/place/beside']) {
    const { body } = await read(url)
    t.notMatch(/<title>(.*)<\/title>/.exec(body)?.[1] ?? 'abuse', harm)
    t.notMatch(/<h1[^>]*>(.*)<\/h1>/.exec(body)?.[1] ?? 'abuse', harm)
    for (const [, href] of body.matchAll(/href="(\/[^"]*)"/g)) t.notMatch(href ?? '', harm)
  }
  t.match((await read('/support/option/rape-crisis-247')).body, '<title>Heard: one option</title>')
})

t.test(
  'wishes bring options in order of fit, with why each fits and everything that is not known (SU-1)',
  async (t) => {
    const { words, statusCode } = await find({ need: 'talk_to_someone', when: 'week', way: 'text', police: 'no' })
    t.equal(statusCode, 203, 'no browser keeps it behind Back')
    t.match(words, '1 option fits')
    const [, card = '', near = ''] = /(Shout Free text.*?)(Near, but not all.*)/.exec(words) ?? []
    t.match(card, 'Helps with: Talk to someone. You can get in touch this week. By text.')
    t.match(card, 'We do not know yet if the police have a part in it. Ask who they tell.')
    t.match(card, 'Text SHOUT to 85258')
    t.match(card, 'Cost Free')
    t.match(card, 'Who can ask You can ask for it yourself.')
    t.match(card, 'What happens first You text the word SHOUT to start.')
    t.match(card, 'Not known yet: who will know and waiting. You can ask them first.')
    t.match(card, 'No person has checked this yet.')
    t.notMatch(card, 'Checked 21 November 2026.')
    t.match(near, /Samaritans.*We do not know yet if you can text/, 'and the nearest, with why it is not all')
    t.notMatch(words.slice(words.indexOf('1 option fits')), 'South Yorkshire Police (101')
  },
)

t.test('when nothing fits all of it, the nearest are shown with what is not as asked', async (t) => {
  const { words } = await find({ need: 'counselling_therapy', way: 'face', who: 'me', age: '30' })
  t.match(words, 'We know of nothing that fits all of it. This is the nearest.')
  t.match(words, /Rotherham Abuse Counselling Service.*We do not know yet if you can meet in person/)
})

t.test('a wait that somebody found out stands there with its day', async (t) => {
  const wait = { wait: 'About 6 weeks.', wait_checked_on: '2026-11-20' }
  await room.db.updateTable('support_options').set(wait).where('slug', '=', 'rothacs').execute()
  const { words } = await find({
    need: 'counselling_therapy',
    when: 'week',
    free: 'yes',
    with: 'men',
    who: 'me',
    age: '40',
  })
  t.match(words, 'Waiting About 6 weeks. Checked 20 November 2026.')
  const known = { wait: null, wait_checked_on: null }
  await room.db.updateTable('support_options').set(known).where('slug', '=', 'rothacs').execute()
})

t.test('many fit: six in full, twenty by name, and how many more', async (t) => {
  const { words, body } = await find({ need: 'talk_to_someone' })
  t.match(words, /\d+ options fit/)
  t.equal([...body.matchAll(/type="checkbox" name="ref"/g)].length, 6)
  t.equal([...body.matchAll(/name="look" value="[0-9a-f]{8}" formaction="\/support\/look"/g)].length, 26)
  t.match(words, /And \d+ more\. Add a wish to see fewer\./)
})

t.test('what is on their page goes along: ticked where it is shown, unseen where it is not', async (t) => {
  const options = await listOptions(room.db, '2026-11-23')
  const ref = (slug: string) => options.find((option) => option.slug === slug)!.ref
  const { body } = await find({ need: 'talk_to_someone', way: 'text', ref: [ref('shout'), ref('cica'), 'ffffffff'] })
  t.match(body, `name="ref" value="${ref('shout')}" checked`)
  t.match(body, `<input type="hidden" name="ref" value="${ref('cica')}">`)
  t.notMatch(body, 'ffffffff')
  t.match(body, 'formaction="/support/plan"')
})

t.test('the script is given the results alone, and only pages of results have it', async (t) => {
  const part = await postForm(room.server, '/support', { need: 'drugs_alcohol' }, { accept: 'text/html; part=found' })
  t.match(part.body, /^<div id="danger"><\/div>\s*<p class="lead" id="count" role="status">3 options fit<\/p>/)
  t.notMatch(part.body, /<html|<main|name="need" value="[^"]*" checked/)
  t.match(part.body, 'id="lost"')
  const whole = await find({ need: 'drugs_alcohol' })
  t.match(whole.body, /<script src="\/narrow\.[0-9a-f]{8}\.js" defer>/)
  for (const url of ['/support', '/support/place/safe', '/support/option/shout']) {
    t.notMatch((await read(url)).body, 'narrow', url)
  }
})

t.test('a first visit to results stays small', async (t) => {
  const { body } = await find({ need: needs, when: 'week' })
  t.ok(gzipSync(body).length < 9_000, `${gzipSync(body).length} bytes`)
  const script = readFileSync(join(import.meta.dirname, '../../public/narrow.js'))
  t.ok(gzipSync(script).length < 1_200)
  t.notMatch(String(script), /Storage|history|cookie|location|sendBeacon|indexedDB/, 'it keeps nothing')
})

t.test('in danger 999 stands above everything, whatever else is wished for', async (t) => {
  const every = {
    ...{ when: ['tonight', 'week', 'ready'], way: [...ways], with: [...welcomes], who: [...who], police: ['no'] },
    ...{ free: ['yes'], language: ['pl', 'bfi', 'other'], age: ['9', '17', '40', 'abc'], area: ['maltby', 'england'] },
    need: needs.map((need) => ['danger_now', need]),
  }
  const combined = Object.entries(every).flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
  for (const also of [{}, ...combined, { when: 'tonight', with: 'women_only', police: 'no', age: '15', way: 'text' }]) {
    const { body, words } = await find({ need: 'danger_now', ...also })
    const block = 'In danger: call 999 . The police and an ambulance can come to you. If you cannot speak, press 55'
    const at = words.indexOf(block)
    const count = words.search(/\d+ options? fits?|We know of nothing/)
    if (at < 0 || at > count || !body.includes('<a href="tel:999">')) t.fail(JSON.stringify(also))
  }
  t.notMatch((await find({ need: 'talk_to_someone' })).words, 'an ambulance can come')
  const [, card = ''] =
    /(Emergency services \(999\) .*?Put it on my page)/.exec((await find({ need: 'danger_now' })).words) ?? []
  t.match(card, 'Call 999 if you')
  t.notMatch(card, 'You can ask them first', 'nobody asks about the cost first')
  const part = await postForm(room.server, '/support', { need: 'danger_now' }, { accept: 'text/html; part=found' })
  t.match(part.body, /^<div id="danger"><div class="now">.*tel:999/, 'and when the results change in place')
})

t.test('with no need ticked nothing is ranked: the question is asked, and the numbers stand there', async (t) => {
  for (const wishes of [{}, { when: 'ready' }, { when: 'tonight', police: 'no', age: '30' }] as Record<
    string,
    string
  >[]) {
    const { words, body, statusCode } = await find(wishes)
    t.equal(statusCode, 203)
    t.match(words, 'What would help? Tick what would help first. Then we show what fits.')
    t.match(body, '<details class="finder" id="finder" open>')
    t.notMatch(words, /options? fits?\b|These fit|I looked and could not find it/)
    t.match(words, 'If you need someone now')
  }
  const ref = (await listOptions(room.db, '2026-11-23'))[0]!.ref
  t.match((await find({ ref })).body, `<input type="hidden" name="ref" value="${ref}">`, 'what they chose is not lost')
})

t.test('an age that is none is kept, said beside its field, and hides no results', async (t) => {
  for (const age of ['99999', '-3', 'abc', '1e2']) {
    const { words, body } = await find({ need: 'talk_to_someone', age })
    t.match(words, 'We cannot use that age. Write a number from 0 to 120, or leave it empty.', age)
    t.match(body, `value="${age}"`)
    t.match(body, 'aria-invalid="true" aria-describedby="age-problem age-hint"')
    t.match(words, /\d+ options fit/)
  }
  t.notMatch((await find({ need: 'talk_to_someone', age: '17' })).words, 'We cannot use that age')
  const odd = { need: 'talk_to_someone', age: 'abc' }
  const part = await postForm(room.server, '/support', odd, { accept: 'text/html; part=found' })
  t.match(part.body, 'We cannot use that age')
})

t.test('an option looked at from the results leads back to them, with every wish and what was chosen', async (t) => {
  const options = await listOptions(room.db, '2026-11-23')
  const { ref } = options.find(({ slug }) => slug === 'shout')!
  const mine = options.find(({ slug }) => slug === 'cica')!.ref
  const wishes: Record<string, string | string[]> = {
    ...{ need: ['talk_to_someone', 'stabilisation'], when: 'week', way: ['phone', 'text'], with: ['men', 'lgbt'] },
    ...{ police: 'no', free: 'yes', language: 'pl', who: 'me', age: '24', area: 'maltby' },
  }
  const looked = await find({ ...wishes, ref: mine, order: mine, look: ref }, '/support/look')
  t.equal(looked.statusCode, 203)
  t.match(looked.words, 'Back to what fits')
  t.match(looked.words, 'Free text support at any time')
  const [, form = ''] = /<form class="go" action="\/support" method="post">(.*?)<\/form>/s.exec(looked.body) ?? []
  const again: Record<string, string[]> = {}
  for (const [, name = '', value = ''] of form.matchAll(/name="(\w+)" value="([^"]*)"/g)) {
    again[name] = [...(again[name] ?? []), value]
  }
  const first = await find({ ...wishes, ref: mine, order: mine })
  t.equal((await find(again)).body, first.body, 'the same page as before')
  t.match(looked.body, `name="ref" value="${mine}"`, 'putting it on a page keeps what was there')
  t.notMatch(looked.body, /(href|action)="\/[^"]*(maltby|lgbt|\?)/)
  t.match((await find({ need: 'drugs_alcohol', look: 'ffffffff' }, '/support/look')).words, '3 options fit', 'gone')
})

t.test('a card says a day only when a person looked', async (t) => {
  const shout = room.db.selectFrom('support_options').select('id').where('slug', '=', 'shout')
  const { id } = await shout.executeTakeFirstOrThrow()
  const asked = { need: 'talk_to_someone', when: 'week', way: 'text' }
  t.notMatch((await find(asked)).words, 'Checked 21 November')
  const tried = { confirmed_on: '2026-11-22', confirmed_how: 'called' as const }
  await room.db.updateTable('option_contacts').set(tried).where('option_id', '=', id).execute()
  t.match((await find(asked)).words, /SHOUT.*?Checked 2\d November 2026\./)
  const untried = { confirmed_on: null, confirmed_how: null }
  await room.db.updateTable('option_contacts').set(untried).where('option_id', '=', id).execute()
})

t.test('ticks stay ticked under the results, and what the form does not offer is left out', async (t) => {
  const { body, statusCode } = await find({ need: ['talk_to_someone', 'nonsense'], who: 'parent', way: 'pigeon' })
  t.equal(statusCode, 203)
  t.match(body, 'value="talk_to_someone" checked')
  t.match(body, 'value="parent" checked')
})

t.test('wishes leave no trace: not in an address, not in a cookie, not in any row', async (t) => {
  const count = async () => {
    const tables = await room.db.introspection.getTables()
    const counts = tables.map(async ({ schema, name }) => {
      const { n } = await room.db
        .selectFrom(`${schema}.${name}` as 'facts')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
      return `${name} ${n}`
    })
    return (await Promise.all(counts)).toSorted()
  }
  const before = await count()
  const reply = await find({ need: 'drugs_alcohol', who: 'me', age: '16', area: 'maltby', language: 'pl' })
  t.same(await count(), before)
  t.equal(reply.headers.location, undefined)
  t.equal(reply.headers['set-cookie'], undefined)
  t.notMatch(reply.body, /(href|action)="[^"]*(drugs|maltby|=16|\?need)/)
  const byAddress = await read('/support?need=drugs_alcohol')
  t.notMatch(byAddress.body, 'checked><span>Get help with drugs', 'wishes are taken from a form only')
})

t.test('a first visit to any shared page stays small', async (t) => {
  const shared = ['', '/easy'].flatMap((prefix) =>
    ['/support', ...['safe', 'steady', 'work', 'build', 'beside'].map((p) => `/support/place/${p}`)].map(
      (path) => prefix + path,
    ),
  )
  for (const url of shared) {
    const reply = await room.server.inject({ url, headers: { 'accept-encoding': 'gzip' } })
    // A place says of up to forty options for whom, at what level and in which way.
    const most = url.includes('/place/') ? 6_500 : 5_000
    t.ok(reply.rawPayload.length < most, `${url} is ${reply.rawPayload.length} bytes`)
  }
})
