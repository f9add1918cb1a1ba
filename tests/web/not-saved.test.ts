import t from 'tap'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { typedOn } from '../fixtures/typed.ts'

const MOST = 20_000
const forms = {
  '/say/8-11': ['good', 'better'],
  '/say/11-17': ['helped-most', 'should-change', 'ending', 'because-of-you'],
  '/say/family': ['what-helped', 'got-in-the-way', 'tell-people-in-charge'],
  '/easy/say/adult': ['stay-the-same', 'should-change', 'could-not-find'],
}

const whole = (pattern: string) => pattern.repeat(Math.ceil(MOST / pattern.length)).slice(0, MOST)
const texts = {
  plain: whole('It was good, and then it was not. '),
  'with a new line first': `\n${whole('line\n')}`,
  'with three new lines first': `\n\n\n${whole('a')}`,
  'with spaces at both ends': `  ${whole('b ')}  `,
  emoji: Array.from({ length: MOST / 2 }, (_, n) => ['🙂', '😢', '👍'][n % 3]).join(''),
  'families joined from people': '👩‍👧'.repeat(4_000),
  Urdu: whole('مجھے سنا گیا، ‏شکریہ۔ '),
  'signs of HTML': whole(`<b>"it's" & &amp; </textarea><script>`),
}

const site = await openTestSite()
t.teardown(site.close)
const { server } = site
const tokens = await Promise.all(
  Object.keys(forms).map(async (path) => [path, formTokenFrom((await server.inject({ url: path })).body)] as const),
)
// The database goes away; the pages must not need it.
await site.db.destroy()

for (const [kind, text] of Object.entries(texts)) {
  t.test(`20,000 characters, ${kind}, come back whole when they could not be saved`, async (t) => {
    for (const [path, token] of tokens) {
      const names = forms[path as keyof typeof forms]
      const words = Object.fromEntries(names.map((name, n) => [`w.${name}`, text + n]))
      const answer = await postForm(server, path, { form_token: token, 't.words-permission': 'report', ...words })
      t.equal(answer.statusCode, 503, path)
      t.equal(answer.headers['cache-control'], 'no-store')
      t.same(
        typedOn(answer.body),
        names.map((_, n) => text + n),
      )
      t.equal(formTokenFrom(answer.body), token, 'a second try is the same sending')
      t.match(answer.body, 'name="t.words-permission" value="report"')
      t.match(answer.body, 'href="tel:999"', 'help is there')
    }
  })
}
