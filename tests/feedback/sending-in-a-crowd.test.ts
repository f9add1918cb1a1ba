import t from 'tap'
import { keyOn } from '../fixtures/giving.ts'
import { type Fields, formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { typedOn } from '../fixtures/typed.ts'

const { server, db, pass, close } = await openTestSite({ freeSendings: 5 })
t.teardown(close)

const seconds = (count: number) => pass(count / 60)
const path = '/say/11-17'
const opened = async () => formTokenFrom((await server.inject({ url: path })).body)
const ticketOn = (html: string) => /name="ticket" value="([^"]+)"/.exec(html)?.[1] ?? ''
const kept = async () => (await db.selectFrom('responses').select('id').execute()).length
const words = `\n“Words” & <b>more</b> 🙂 مجھے ${'so on '.repeat(3_300)}`

/** One after the other from one address, as a class does. */
async function fillTheMinute() {
  for (let n = 0; n < 6; n++) await postForm(server, path, { form_token: await opened(), 'w.ending': `Pupil ${n}` })
}

t.test('the sixth in a minute is asked to press again, and their words stay on the page', async (t) => {
  const before = await opened()
  seconds(60)
  await fillTheMinute()
  t.equal(await kept(), 5)
  const fields: Fields = { form_token: before, 'w.ending': words, 't.had-a-say': 'some', came: 'abc' }
  const asked = await postForm(server, path, fields)
  t.equal(asked.statusCode, 429)
  t.equal(asked.headers['retry-after'], '3')
  t.equal(asked.headers['cache-control'], 'no-store')
  t.same(typedOn(asked.body), [words], 'letter by letter')
  t.match(asked.body, 'name="t.had-a-say" value="some"', 'what was ticked too')
  t.match(asked.body, 'name="came" value="abc"', 'and how they came')
  t.match(asked.body, 'Nothing was saved just now.')
  t.match(asked.body, 'href="tel:999"', 'help is there')
  t.equal(formTokenFrom(asked.body), before, 'it is still the same sending')
  t.equal(keyOn(asked.body), '')
  t.equal(await kept(), 5, 'and nothing was saved')

  const again = { ...fields, ticket: ticketOn(asked.body) }
  seconds(2)
  const tooSoon = await postForm(server, path, again)
  t.equal(tooSoon.statusCode, 429)
  t.equal(ticketOn(tooSoon.body), again.ticket, 'a second too early does not begin the wait anew')
  seconds(1)
  const sent = await postForm(server, path, again)
  t.equal(sent.statusCode, 200)
  t.not(keyOn(sent.body), '')
  t.equal(keyOn((await postForm(server, path, again)).body), keyOn(sent.body), 'a second click shows the same key')
  t.equal(await kept(), 6)
})

t.test('whoever is free to send and clicks twice is asked nothing', async (t) => {
  seconds(120)
  const token = await opened()
  const fields = { form_token: token, 'w.ending': 'Once.' }
  const first = await postForm(server, path, fields)
  await fillTheMinute()
  const second = await postForm(server, path, fields)
  t.equal(second.statusCode, 200)
  t.equal(keyOn(second.body), keyOn(first.body))
})

t.test('it is asked in every language, and each address has its own minute', async (t) => {
  seconds(120)
  await fillTheMinute()
  const token = await opened()
  const easy = await postForm(server, `/easy${path}`, { form_token: token, 'w.ending': 'Words' })
  t.equal(easy.statusCode, 429)
  t.match(easy.body, 'We did not save anything just now.')
  const payload = new URLSearchParams({ form_token: token, 'w.ending': 'Words' }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const other = { method: 'POST' as const, url: path, payload, headers, remoteAddress: '2001:db8::7' }
  t.equal((await server.inject(other)).statusCode, 200)
})

t.test('when it cannot be saved after the wait, trying again needs no second wait', async (t) => {
  seconds(120)
  const token = await opened()
  seconds(10)
  await fillTheMinute()
  const fields = { form_token: token, 'w.ending': 'Words' }
  const asked = await postForm(server, path, fields)
  seconds(5)
  await db.destroy()
  const failed = await postForm(server, path, { ...fields, ticket: ticketOn(asked.body) })
  t.equal(failed.statusCode, 503)
  t.same(typedOn(failed.body), ['Words'])
  t.equal((await postForm(server, path, fields)).statusCode, 503, 'it is let through, and the database is still away')
})
