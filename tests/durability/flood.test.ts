import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ask, askForm } from '../fixtures/ask.ts'
import { chance } from '../fixtures/chance.ts'
import { keyOn } from '../fixtures/giving.ts'
import { formTokenFrom } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'
import { typedOn } from '../fixtures/typed.ts'

// 35 pupils and 2 staff behind one address, while something on the same address sends without end.
// What is compressed: the ten minutes of a lesson are a quarter of a minute, so they come forty times as close together.
// The flood, the waiting and the ages of forms and tickets are in real seconds.

const SEED = 20261121
const PEOPLE = 37
const FLOOD_A_SECOND = 50
const LESSON_MS = 15_000
const FREE = 5
const path = '/say/11-17'

/** A site whose clock goes as ours does. */
async function openGoing() {
  const site = await openTestSite({ freeSendings: FREE })
  let last = performance.now()
  const ticking = setInterval(() => {
    const now = performance.now()
    site.pass((now - last) / 60_000)
    last = now
  }, 10)
  const close = async () => {
    clearInterval(ticking)
    await site.close()
  }
  return { ...site, address: await site.listen(), close }
}

type Person = { key: string; asked: number; ms: number; answers: number[]; lost: boolean }

const p95Of = (times: number[]) => Math.round(times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0)

/** Opens the questions, writes, sends, and presses again when asked. Some are too quick with that. */
async function person(address: string, n: number): Promise<Person> {
  const roll = chance(SEED + n)
  const words = `Words of ${n} 🙂 “so” & <so>.`
  const token = formTokenFrom((await ask(address + path)).body)
  await sleep(8_100 + roll() * LESSON_MS)
  const began = performance.now()
  const one: Person = { key: '', asked: 0, ms: 0, answers: [], lost: false }
  for (let ticket = ''; one.asked < 10; ) {
    const answer = await askForm(address + path, { form_token: token, 'w.ending': words, ticket })
    one.answers.push(answer.ms)
    one.key = keyOn(answer.body)
    if (one.key) break
    one.asked += 1
    if (typedOn(answer.body)[0] !== words) one.lost = true
    ticket = /name="ticket" value="([^"]+)"/.exec(answer.body)?.[1] ?? ''
    await sleep(roll() < 0.2 ? 1_000 : 3_050)
  }
  one.ms = performance.now() - began
  return one
}

const floods = {
  'opens and posts': async (address: string, n: number) => {
    const form = await ask(address + path)
    return askForm(address + path, { form_token: formTokenFrom(form.body), 'w.ending': `Flood ${n}` })
  },
  'has hoarded forms': async (address: string, n: number, hoard: string[]) =>
    askForm(address + path, { form_token: hoard[n % hoard.length] ?? '', 'w.ending': `Flood ${n}` }),
}

for (const [kind, once] of Object.entries(floods)) {
  t.test(`37 of 37 behind one address are heard during a flood that ${kind}`, async (t) => {
    const { address, db, close } = await openGoing()
    t.teardown(close)
    const hoard = await Promise.all(
      Array.from({ length: 400 }, async () => formTokenFrom((await ask(address + path)).body)),
    )
    const perSending = kind === 'opens and posts' ? 2 : 1
    const answers = new Map<number, number>()
    const underWay = new Set<Promise<void>>()
    let sent = 0
    const began = performance.now()
    const flood = setInterval(() => {
      for (; sent * perSending < ((performance.now() - began) / 1000) * FLOOD_A_SECOND; sent++) {
        const one = once(address, sent, hoard)
          .then(({ status }) => void answers.set(status, (answers.get(status) ?? 0) + 1))
          .catch(() => {})
          .finally(() => underWay.delete(one))
        underWay.add(one)
      }
    }, 20)
    const people = await Promise.all(Array.from({ length: PEOPLE }, (_, n) => person(address, n)))
    clearInterval(flood)
    await Promise.all(underWay)

    const minutes = (performance.now() - began) / 60_000
    const rows = (await db.selectFrom('responses').select('id').execute()).length
    const heard = people.filter(({ key }) => key)
    const p95 = p95Of(people.flatMap(({ answers }) => answers))
    const inAll = p95Of(people.map(({ ms }) => ms))
    t.comment(
      `seed ${SEED}: ${heard.length} of ${PEOPLE} heard, p95 of an answer ${p95} ms, and ${inAll} ms from the first press ` +
        `to the key; ${sent} sendings of the flood in ` +
        `${Math.round(minutes * 60)} s were answered ${JSON.stringify(Object.fromEntries(answers))}, ` +
        `${rows - heard.length} of them kept`,
    )
    t.equal(heard.length, PEOPLE)
    t.equal(new Set(people.map(({ key }) => key)).size, PEOPLE, 'each has a key of their own')
    t.same(people.filter(({ lost }) => lost).length, 0, 'the words stayed on every page')
    t.ok(people.filter(({ asked }) => asked > 0).length > PEOPLE / 2, 'the flood was felt')
    t.ok(p95 <= 5_000, 'each answer within five seconds')
    t.ok(inAll <= 10_000, 'and the key within ten, the wait included')
    t.ok(sent * perSending >= FLOOD_A_SECOND * minutes * 60 * 0.9, 'the flood was a flood')
    t.ok(rows - heard.length <= FREE * Math.ceil(minutes), `the flood has at most ${FREE} rows a minute`)
    // 203: the form was sent before with other words, which come back on the page.
    const fine = [200, 203, 429].reduce((sum, status) => sum + (answers.get(status) ?? 0), 0)
    t.equal(fine, sent, 'and nothing broke')
  })
}
