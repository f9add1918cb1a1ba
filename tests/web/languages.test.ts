import t from 'tap'
import { fingerprint, judge, type Known, type State } from '../../src/web/checked.ts'
import { formatsIn } from '../../src/web/formats.ts'
import { defaultLanguage, type Language, languages, wordsIn } from '../../src/web/language.ts'
import { pageProblems } from '../crawl/pages.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import type { Kind } from '../fixtures/site.ts'
import { openTestSite } from '../fixtures/site.ts'

type Tap = { teardown: (close: () => Promise<void>) => void }

const [, easy, urdu, , polish] = languages(false) as [Language, Language, Language, Language, Language]
const english = wordsIn(defaultLanguage)
const others = languages(false).filter(({ code }) => code !== 'en')

/** As if a person had checked these pages of Polish, and of easy read, and nothing else. */
const checkedPages =
  (...pages: string[]) =>
  ({ code }: Language, page: string): State =>
    code === 'en' ? 'source' : ['pl', 'en-easy'].includes(code) && pages.includes(page) ? 'checked' : 'draft'

async function openSite(t: Tap, kind: Kind) {
  const site = await openTestSite(kind)
  t.teardown(site.close)
  const get = async (url: string) => {
    const { statusCode, body, headers } = await site.server.inject({ url })
    return { code: statusCode, body, to: headers.location }
  }
  return { ...site, get }
}

t.test('nobody has checked a language yet, so only English is offered to real people', async (t) => {
  const { get, server, db } = await openSite(t, { drafts: false })
  const home = await get('/')
  t.match(home.body, '<html lang="en-GB" dir="ltr">')
  t.notMatch(home.body, /hreflang="(?!en-GB")/, 'no other language')
  t.notMatch(home.body, 'href="/easy')
  for (const { prefix } of others) {
    t.same(await get(prefix), { ...(await get(prefix)), code: 303, to: '/' }, prefix)
    for (const path of ['/say/11-17', '/support/place/safe', '/help-to-read', '/back', '/back/take-back']) {
      const reply = await get(`${prefix}${path}?x=1`)
      t.equal(reply.code, 303, `${prefix}${path}`)
      t.ok(['/back', path].includes(String(reply.to)), String(reply.to))
    }
    const lost = await get(`${prefix}/nothing-here`)
    t.equal(lost.code, 404)
    t.match(lost.body, '<html lang="en-GB" dir="ltr">', 'a page that is not there says so in English')
  }
  const token = formTokenFrom((await get('/say/adult')).body)
  const sent = await postForm(server, '/ur/say/adult', { form_token: token, 'w.should-change': 'واپس فون کریں۔' })
  t.equal(sent.statusCode, 200, 'what is sent from a page that was open before is kept')
  t.match(sent.body, english('feedback.sent_title'))
  t.equal((await db.selectFrom('responses').selectAll().execute()).length, 1)
})

t.test(
  'a language is offered once its first page is checked, and shows the rest in English under a note',
  async (t) => {
    const stateOf = checkedPages('layout', 'front/home')
    const { get, server } = await openSite(t, { drafts: false, stateOf })
    const words = wordsIn(polish)
    const home = await get('/')
    t.match(home.body, 'href="/pl/" lang="pl" hreflang="pl">Polski</a>')
    t.notMatch(home.body, 'hreflang="ur"')
    const own = await get('/pl')
    t.match(own.body, words('front.title'))
    t.notMatch(own.body, words('layout.draft'), 'a checked page says nothing of drafts')
    t.notMatch(own.body, 'class="note')
    for (const path of ['/private', '/say/11-17', '/support', '/what-changed', '/back', '/nothing-here']) {
      const { body } = await get(`/pl${path}`)
      t.same(pageProblems({ url: path, html: body }, polish), [])
      t.match(body, '<main class="page" id="main" lang="en-GB" dir="ltr">', `${path} is in English`)
      t.match(
        body,
        `<div class="note small" lang="pl" dir="ltr"><p>${words('layout.in_english')}`,
        'and says so in Polish',
      )
      t.match(body, 'href="/pl/help-to-read"', 'with the ways by phone and with an interpreter')
      t.match(body, words('layout.leave'), 'what is around it is in Polish')
      t.match(body, `lang="pl" dir="ltr">\n<h2 id="now">${words('layout.now_title')}`, 'and so is help for now')
      const main = body.slice(body.indexOf('<main'))
      t.notMatch(main, /href="\/(?!pl\/|leave)/, 'its links stay in the language')
    }
    t.match((await get('/pl/private')).body, english('front.private_title'))
    t.match((await get('/pl/nothing-here')).body, english('failures.not-found_title'))
    const sent = await postForm(server, '/pl/say/adult', {
      form_token: formTokenFrom((await get('/pl/say/adult')).body),
      'w.should-change': 'Oddzwońcie.',
    })
    t.match(sent.body, formatsIn(defaultLanguage).weekday(new Date('2026-11-23T12:00:00Z')), 'its days too are English')
    const simple = await get('/easy/private')
    t.match(simple.body, wordsIn(easy)('layout.in_english'))
    t.match(simple.body, english('front.private_lead'), 'easy read goes by the same rules')
  },
)

t.test('questions come in a language once their own page is checked', async (t) => {
  const stateOf = checkedPages('layout', 'front/home', 'feedback/form 8-11.1')
  const { get } = await openSite(t, { drafts: false, stateOf })
  const young = await get('/pl/say/8-11')
  t.match(young.body, wordsIn(polish)('feedback.title'))
  t.match(young.body, wordsIn(polish)('layout.any_language'))
  t.notMatch(young.body, 'Did your worker listen to you?')
  const older = await get('/pl/say/11-17')
  t.match(older.body, english('feedback.title'))
  t.match(older.body, wordsIn(polish)('layout.any_language'), 'people may answer in any language there too')
})

for (const kind of [{ drafts: true }, { drafts: false, demonstration: true }]) {
  const where = kind.demonstration ? 'in the demonstration' : 'where the partnership says so'
  t.test(`a draft is served ${where}, and says that it is one`, async (t) => {
    const { get } = await openSite(t, kind)
    for (const language of others.filter(({ code }) => code !== 'en-easy')) {
      const words = wordsIn(language)
      for (const path of ['/private', '/support', '/nothing-here']) {
        const { body } = await get(`${language.prefix}${path}`)
        t.same(pageProblems({ url: path, html: body }, language), [])
        t.match(body, `<div class="note small"><p>${words('layout.draft')} <a href="${language.prefix}/help-to-read">`)
        t.match(body, `<p lang="en-GB" dir="ltr">${english('layout.draft')}</p>`, 'and in English')
      }
      t.match((await get(`${language.prefix}/private`)).body, words('front.private_title'))
    }
    const simple = await get('/easy')
    t.match(simple.body, wordsIn(easy)('layout.draft'))
    t.notMatch(simple.body, '<p lang="en-GB"', 'once is enough where both are English')
    t.notMatch((await get('/')).body, english('layout.draft'), 'English is what the others are checked against')
    t.match((await get('/ur/say/8-11')).body, wordsIn(urdu)('layout.any_language'))
  })
}

t.test('a page that lacks a word in a language is in English, all of it, also where drafts are served', async (t) => {
  const stateOf = ({ code }: Language, page: string): State =>
    code === 'en' ? 'source' : page === 'front/private' ? 'incomplete' : 'draft'
  const { get } = await openSite(t, { stateOf })
  const { body } = await get('/pl/private')
  t.match(body, english('front.private_title'))
  t.match(body, wordsIn(polish)('layout.in_english'))
  t.match((await get('/pl/who-reads')).body, wordsIn(polish)('front.who_reads_title'))
})

t.test('a check holds for the words that were checked', async (t) => {
  const page = 'front/home'
  const about: Known = {
    english: { 'front.title': 'Say it.', 'front.private_title': 'Private' },
    own: { 'front.title': 'Powiedz.', 'front.private_title': 'Prywatność' },
    status: {},
  }
  t.equal(judge(about, page), 'draft')
  t.equal(judge({ ...about, own: {} }, page), 'incomplete')
  const status = { [page]: { by: 'A. Nowak', on: '2026-11-21', of: fingerprint(about, page) } }
  t.equal(judge({ ...about, status }, page), 'checked')
  const changed = (over: Partial<Known>) => judge({ ...about, status, ...over }, page)
  t.equal(changed({ own: { ...about.own, 'front.title': 'Mów.' } }), 'changed since', 'a word of the page')
  t.equal(changed({ english: { ...about.english, 'front.title': 'Say.' } }), 'changed since', 'what it stands for')
  t.equal(changed({ own: { ...about.own, 'front.private_title': 'Poufne' } }), 'checked', 'a word of another page')
  t.equal(changed({ own: { 'front.private_title': 'Prywatność' } }), 'incomplete', 'a word that is gone')
  t.equal(changed({ english: { ...about.english, 'front.lead': 'New.' } }), 'incomplete', 'a word that came new')
})

t.test('months, days, lists and numbers come out in the language, with the digits of a British phone', async (t) => {
  const said = languages(false).map((language) => {
    const { month, day, weekday, list } = formatsIn(language)
    return [month('2026-11-01'), day('2026-11-23'), weekday(new Date('2026-11-23T10:00:00Z')), list(['a', 'b'])].join()
  })
  t.equal(new Set(said).size, 6, 'English and easy read are the same, all others differ')
  for (const line of said) t.match(line, /2026/)
  t.match(said[4], 'listopad 2026')
  for (const language of others) {
    const words = wordsIn(language)
    t.match(words('feedback.count', { number: 3, total: 12 }), /3.*12|12.*3/, language.code)
  }
})

t.test('the page of a child who was asked with pictures is in easy words only where those may be shown', async (t) => {
  const comeIn = async (kind: Kind) => {
    const { server } = await openSite(t, kind)
    const sent = await give(server, '8-11', { 'w.better': 'Come on time.' })
    return (await comeBack(server, keyOn(sent.body))).page.body
  }
  const title = (language: Language) => wordsIn(language)('feedback.way_received_text')
  const checked = await comeIn({ drafts: false, stateOf: checkedPages('feedback/way') })
  t.match(checked, title(easy))
  t.notMatch(checked, english('layout.draft'))
  const draft = await comeIn({ drafts: true })
  t.match(draft, title(easy))
  t.match(draft, english('layout.draft'), 'a draft says that it is one')
  const neither = await comeIn({ drafts: false })
  t.match(neither, title(defaultLanguage))
  t.notMatch(neither, title(easy))
})

t.test(
  'FA-4 whose language has no version sees the ways by phone and with an interpreter who is not family',
  async (t) => {
    const own = await openSite(t, { drafts: false })
    const none = await own.get('/help-to-read')
    for (const key of ['phone_none', 'interpreter_how', 'interpreter_family', 'any_language_how', 'sign_how']) {
      t.match(none.body, english(`front.${key}`), key)
    }
    t.notMatch(none.body, 'tel:01', 'no number is made up for real people')
    const ringing = await openSite(t, { stateOf: ({ code }) => (code === 'en' ? 'source' : 'draft') })
    Object.assign(ringing.site.config, {
      feedbackPhone: '01709 123456',
      feedbackPhoneHours: 'Monday to Friday, 9 to 5',
    })
    const polishPage = await ringing.get('/pl/help-to-read')
    t.match(polishPage.body, '<a href="tel:01709123456"><bdi dir="ltr">01709 123456</bdi></a>')
    t.match(polishPage.body, '<span lang="en-GB" dir="ltr">Monday to Friday, 9 to 5</span>')
    t.notMatch(polishPage.body, wordsIn(polish)('front.phone_made_up'))
    const demonstration = await openSite(t, { demonstration: true })
    const shown = await demonstration.get('/help-to-read')
    t.match(shown.body, /<a href="tel:01632960\d{3}">/, 'a number that Ofcom keeps free')
    t.match(shown.body, english('front.phone_made_up'))
    for (const { name, tag } of others) t.match(shown.body, `hreflang="${tag}">${name}</a> <span class="quiet">`)
    t.match(shown.body, english('front.version_none'))
  },
)
