import t from 'tap'
import { makeLine } from '../../src/web/line.ts'
import { chance } from '../fixtures/chance.ts'

const usual = { each: 40, all: 400, longest: 15_000 }
const GAP_MS = 200

t.test('who guesses on one address goes behind everybody else', (t) => {
  const line = makeLine(usual)
  const through: string[] = []
  const join = (mark: string, since = 0) => line.join({ mark, since, turn: (yes) => yes && through.push(mark) })
  for (let n = 0; n < 10; n++) join('guesser')
  for (const mark of ['a', 'b', 'c']) join(mark)
  for (let n = 0; n < 13; n++) line.next(n * GAP_MS)
  t.same(through.slice(0, 5), ['guesser', 'a', 'b', 'c', 'guesser'])
  t.same(line.holds(), { waiting: 0, addresses: 4 })
  line.forget(3_600_000 + GAP_MS)
  t.same(line.holds().addresses, 3, 'an hour after their last turn they are forgotten')
  line.forget(3_600_000 + 13 * GAP_MS)
  t.same(line.holds().addresses, 0)
  t.end()
})

t.test('two classes are served in turns', (t) => {
  const line = makeLine(usual)
  const through: string[] = []
  for (const mark of ['x', 'y']) {
    for (let n = 0; n < 30; n++) line.join({ mark, since: 0, turn: (yes) => void through.push(yes ? mark : '-') })
  }
  for (let n = 0; n < 60; n++) line.next(n * GAP_MS)
  t.equal(through.join(''), 'xy'.repeat(30), 'and nobody is sent away')
  t.end()
})

t.test('the line ends somewhere: for an address, for all, and after fifteen seconds', (t) => {
  const line = makeLine({ each: 3, all: 5, longest: 15_000 })
  const said: string[] = []
  const join = (mark: string, since = 0) => line.join({ mark, since, turn: (yes) => said.push(`${mark} ${yes}`) })
  for (let n = 0; n < 4; n++) join('a')
  t.same(said.splice(0), ['a false'], 'the fourth of one address')
  line.next(0)
  join('b')
  join('c')
  join('d')
  t.same(said.splice(0), ['a true'])
  join('e')
  t.same(said.splice(0), ['a false'], 'when all is full, whoever had a turn makes room')
  line.next(15_001)
  t.same(
    said.splice(0),
    ['a', 'b', 'c', 'd', 'e'].map((mark) => `${mark} false`),
    'who waited too long is told',
  )
  t.notOk(line.next(15_002))
  t.end()
})

for (const addresses of [1, 30, 1_000]) {
  t.test(`100,000 guesses from ${addresses} addresses: five a second, and a right key opens in ten seconds`, (t) => {
    const line = makeLine(usual)
    const roll = chance(addresses)
    let [guesses, through, refused] = [0, 0, 0]
    const waits: number[] = []
    let now = 0
    // Fifty guesses a second, in the line's own time; one right key now and then, each from an address of its own.
    for (let step = 0; guesses < 100_000; step++, now += GAP_MS) {
      for (let n = 0; n < 10; n++, guesses++) {
        const turn = (yes: boolean) => void (yes ? through++ : refused++)
        line.join({ mark: `guesser ${Math.floor(roll() * addresses)}`, since: now, turn })
      }
      const since = now
      if (step > 2_500 && step % 50 === 0) {
        const turn = (yes: boolean) => void waits.push(yes ? now - since : Number.POSITIVE_INFINITY)
        line.join({ mark: `person ${step}`, since, turn })
      }
      line.next(now)
    }
    t.comment(`${through} tried and ${refused} sent away in ${now / 1000} s; the longest wait ${Math.max(...waits)} ms`)
    t.ok(through <= (now / 1000) * 5, 'five a second in all')
    t.ok(waits.length > 100)
    t.ok(Math.max(...waits) <= 10_000)
    t.end()
  })
}
