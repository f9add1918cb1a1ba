import t from 'tap'
import { listDirectory } from '../../src/support/option.ts'
import { places } from '../../src/support/place.ts'
import { postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { readable } from './support-room.ts'

const site = await openTestSite()
t.teardown(site.close)
const { server, db } = site
const entries = await listDirectory(db)
const refOf = (slug: string) => entries.find((one) => one.slug === slug)!.ref
const [agency, force] = [refOf('operation-stovewood'), refOf('south-yorkshire-police')]
const get = async (url: string) => (await server.inject({ url })).body

/** Wherever somebody can meet the agency: lists, results, a page of their own, entries of others, and the feed. */
async function pagesOfTheRoom(): Promise<Map<string, string>> {
  const pages = new Map<string, string>()
  for (const prefix of ['', '/easy']) {
    const paths = ['/support', '/support/worried', '/support/worried/work', '/words', '/guidance']
    paths.push(...places.map(({ address }) => `/support/place/${address}`))
    paths.push(...entries.map(({ ref }) => `/support/option/${ref}`))
    for (const path of paths) pages.set(prefix + path, await get(prefix + path))
    for (const asks of [{ need: 'police_isva_court' }, { need: 'police_isva_court', who: 'worker' }]) {
      const { body } = await postForm(server, `${prefix}/support`, asks)
      pages.set(`${prefix}/support ${JSON.stringify(asks)}`, body)
    }
    for (const ref of [[agency], [force]]) {
      pages.set(`${prefix}/support/plan ${ref}`, (await postForm(server, `${prefix}/support/plan`, { ref })).body)
    }
  }
  for (const one of entries) pages.set(`/o/v3 ${one.slug}`, await get(`/o/v3/services/${one.id}`))
  return pages
}

const pages = await pagesOfTheRoom()

/** Both ways: new reports to the force; what its former officers did to the agency or the police watchdog. */
function saysBothWays(words: string): boolean {
  const newReports =
    /new reports[^.]*South Yorkshire Police|South Yorkshire Police\. They (have taken|take) new reports/i
  const officers = /former South Yorkshire Police officer|a police officer from here/i
  return (
    newReports.test(words) &&
    officers.test(words) &&
    /National Crime Agency|NCA/.test(words) &&
    /IOPC|Independent Office for Police Conduct/.test(words)
  )
}

t.test('every page that names the National Crime Agency of Rotherham says both ways', async (t) => {
  const naming = [...pages].filter(([, html]) =>
    /Operation Stovewood \(NCA\)|0370 496 7622|OpStovewood/.test(readable(html)),
  )
  const found = naming.map(([path]) => path)
  for (const path of [
    `/support/option/${agency}`,
    `/support/plan ${agency}`,

    '/support/worried',
  ])
    t.ok(found.includes(path), `${path} names it`)
  for (const start of ['/support/place/', '/support {']) {
    const some = found.some((path) => path.startsWith(start))
    t.ok(some, `${start} names it`)
  }
  for (const [path, html] of naming) t.ok(saysBothWays(readable(html)), path)
})

t.test('since when, and why, stands on the page of each of the two', async (t) => {
  for (const ref of [agency, force]) {
    const words = readable(pages.get(`/support/option/${ref}`)!)
    t.match(words, /since 1 January 2024/)
    t.match(words, /since August 2025/)
    t.match(words, /Independent Office for Police Conduct \(IOPC\)/)
  }
  t.match(readable(pages.get(`/support/option/${agency}`)!), 'no new investigations since 1 January 2024')
})
