import t from 'tap'
import { listOptions } from '../src/support/directory.ts'
import { languages } from '../src/web/language.ts'
import { nuFindings, oneOfEach, type Page } from './crawl/checker.ts'
import { crawl } from './crawl/pages.ts'
import { testServer } from './fixtures/fresh-database.ts'
import { type Fields, formTokenFrom, postForm } from './fixtures/sign-in.ts'
import { type Actor, actors, fewer, whoMay } from './routes/expected.ts'
import { addressOf, openScene, type Scene } from './routes/scene.ts'

// Every kind of page, of the public and of the team, in every language, before the Nu HTML checker of the W3C.

/** What the checker may say, and why that is right as it is. */
const allowed = [
  // A made-up language, to see what a translation does to a page. The checker takes it for one that it knows.
  /appears to be written in .* but the “html” start tag has “lang="en-XA"”/,
]

// How a page is built does not depend on where words are kept.
const skip = testServer ? 'only on the embedded database' : false
t.setTimeout(900_000)

const pages: Page[] = []
type Answer = { headers: Record<string, unknown>; statusCode: number; body: string }
const keep = (name: string, { headers, statusCode, body }: Answer) => {
  if (String(headers['content-type']).startsWith('text/html'))
    pages.push({ name: `${name} (${statusCode})`, html: body })
}
const starts = languages(true).map(({ prefix }) => prefix || '/')

/** As one browser sees them. */
const seenBy = ({ server, browsers }: Scene, actor: Actor) => {
  const { cookie } = browsers.get(actor)!
  return { inject: ({ url }: { url: string }) => server.inject({ url, headers: { cookie } }) } as never
}

async function linkedPages(scene: Scene): Promise<void> {
  for (const page of await crawl(scene.server, starts))
    keep(page.url, { ...page, statusCode: page.status, body: page.html })
  for (const actor of actors.filter((each) => whoMay.member?.includes(each))) {
    for (const page of await crawl(seenBy(scene, actor), ['/team'])) {
      keep(`${page.url} for a ${actor}`, { ...page, statusCode: page.status, body: page.html })
    }
  }
}

/** Each route, asked for by everybody it is for; a form is sent empty, so that its page says what is missing. */
async function routePages(scene: Scene): Promise<void> {
  const { server, routes, browsers } = scene
  const mayAsk = (method: string, url: string, audience: string): readonly Actor[] =>
    audience === 'everyone' ? ['nobody'] : (fewer[`${method} ${url}`] ?? whoMay[audience] ?? [])
  for (const wanted of ['GET', 'POST']) {
    for (const { method, url, audience } of routes.filter(
      (route) => route.method === wanted && route.url !== '/leave',
    )) {
      for (const actor of mayAsk(method, url, String(audience))) {
        const { cookie, token } = browsers.get(actor)!
        for (const which of ['real', 'foreign'] as const) {
          const address = addressOf(scene, url, which)
          const name = `${method} ${address} for ${actor}`
          if (method === 'GET') keep(name, await server.inject({ url: address, headers: { cookie } }))
          else keep(name, await postForm(server, address, { form_token: token }, { cookie }))
        }
      }
    }
  }
}

/** Pages that only a filled-in form leads to, in every language. */
async function formPages({ server, pass, db }: Scene): Promise<void> {
  const refs = (await listOptions(db, '2026-11-23')).slice(0, 3).map(({ ref }) => ref)
  for (const { prefix } of languages(true)) {
    const at = (path: string) => `${prefix}${path}`
    const tokenOn = async (path: string) => formTokenFrom((await server.inject({ url: at(path) })).body)
    const send = async (path: string, fields: Fields) => {
      const answer = await postForm(server, at(path), fields)
      keep(`sent to ${at(path)}`, answer)
      return answer.body
    }
    const old = await tokenOn('/say/11-17')
    for (const set of ['8-11', '11-17', 'family', 'adult']) {
      const box = { '8-11': 'better', '11-17': 'ending', family: 'what-helped', adult: 'should-change' }[set]
      const fields = { form_token: await tokenOn(`/say/${set}`), [`w.${box}`]: 'Ring back. “So”' }
      const token = formTokenFrom(await send(`/say/${set}`, fields))
      await send(`/say/${set}`, { ...fields, [`w.${box}`]: 'Other words.' })
      await send('/about-you', { form_token: token, set })
      await send('/say/kept', { form_token: token, set, kept: 'yes' })
    }
    await send('/back', { form_token: await tokenOn('/back'), key: 'not a key' })
    await send('/support', { form_token: await tokenOn('/support'), need: ['talk', 'safe'], who: 'young_person' })
    await send('/support', { need: ['talk_to_someone', 'danger_now'], age: 'abc' })
    await send('/support/look', { need: 'talk_to_someone', look: refs[0] ?? '', ref: refs })
    await send('/support/plan', { ref: refs })
    await send('/support/plan', { ref: [...refs, 'ffffffff'], do: `off:${refs[0]}` })
    await send('/support/not-found', { need: 'peer_support' })
    await send('/support/did-not-work', { ref: refs[0] ?? '', contact: 'none' })
    pass(26 * 60)
    await send('/say/11-17', { form_token: old, 'w.ending': 'Words', 't.had-a-say': 'some' })
    keep('nothing here', await server.inject({ url: at('/nothing-here') }))
  }
}

t.test('the HTML checker finds nothing on any page', { skip }, async (t) => {
  const scene = await openScene()
  await linkedPages(scene)
  await routePages(scene)
  await formPages(scene)
  const tokens = await Promise.all(
    languages(true).map(async ({ prefix }) => {
      const path = `${prefix}/say/adult`
      return [path, formTokenFrom((await scene.server.inject({ url: path })).body)] as const
    }),
  )
  await scene.db.destroy()
  for (const [path, token] of tokens) {
    keep(`not saved ${path}`, await postForm(scene.server, path, { form_token: token, 'w.should-change': 'Words' }))
  }
  await scene.close().catch(() => {})

  const each = oneOfEach(pages)
  t.comment(`${pages.length} pages, ${each.length} of a build of their own`)
  t.ok(each.length > 200)
  t.same(await nuFindings(each, allowed), [])
})

t.test('what is wrong is noticed', { skip }, async (t) => {
  const page =
    '<!doctype html><html lang="en"><title>x</title><h1>a</h1><p><div id="a"></div><div id="a"><input for="b"></div>'
  const found = await nuFindings([{ name: 'a bad page', html: page }], [])
  t.match(found.join('\n'), /a bad page: error: Duplicate ID/)
  t.same(await nuFindings([{ name: 'a bad page', html: page }], [/./]), [], 'but for what is allowed')
})
