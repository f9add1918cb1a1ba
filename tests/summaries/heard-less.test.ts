import t from 'tap'
import { aboutQuestions } from '../../src/feedback/giving/about-you.ts'
import { groupsOn } from '../../src/summaries/coverage/groups.ts'
import { heardLess } from '../../src/summaries/coverage/heard-less.ts'
import { insideParts } from '../../src/summaries/coverage/inside.ts'

t.test('we heard less from a group only when chance alone would hardly do it', async (t) => {
  const half = { referred: 50, referredOf: 100 }
  t.equal(heardLess({ ...half, told: 5, toldOf: 30 }), true)
  t.equal(heardLess({ ...half, told: 12, toldOf: 30 }), false, 'the likely share reaches up to theirs')
  t.equal(heardLess({ ...half, told: 25, toldOf: 30 }), false, 'and hearing more is never said')
  t.equal(heardLess({ ...half, told: 0, toldOf: 8 }), true, 'nobody of eight')
  t.equal(heardLess({ ...half, told: 0, toldOf: 7 }), false, 'seven is too few')
  t.equal(heardLess({ referred: 15, referredOf: 30, told: 0, toldOf: 8 }), true)
  t.equal(heardLess({ referred: 15, referredOf: 29, told: 0, toldOf: 8 }), false, 'fewer than thirty were referred')
  // Wilson for 0 of 8 reaches to 0.3244 (scipy, statsmodels and R agree).
  t.equal(heardLess({ referred: 325, referredOf: 1000, told: 0, toldOf: 8 }), true)
  t.equal(heardLess({ referred: 324, referredOf: 1000, told: 0, toldOf: 8 }), false)
})

t.test('inside the team no small number can be found by taking away', async (t) => {
  t.same(insideParts([12, 9, 7]), [12, 9, 7])
  t.same(insideParts([20, 9, 2]), [20, 'kept', 'few'], 'one small number takes a second with it')
  t.same(insideParts([20, 3, 2]), ['kept', 'few', 'few'])
  t.same(insideParts([14, 0, 0]), ['kept', 'few', 'few'], 'nobody is not told apart from a few')
  t.same(insideParts([20, 3, 2, 3]), [20, 'few', 'few', 'few'])
  t.same(insideParts([20, 4, 4, 4]), ['kept', 'few', 'few', 'few'], 'all of them four')
  t.same(insideParts([5, 0, 0]), ['kept', 'kept', 'kept'], 'so few in all that their whole would tell')
  t.same(insideParts([1, 0]), ['few', 'few'])
  let tried = 0
  for (let a = 0; a < 15; a += 1) {
    for (let b = 0; b < 12; b += 1) {
      for (let c = 0; c < 9; c += 1) {
        const counts = [a, b, c]
        const shown = insideParts(counts)
        const together = a + b + c
        shown.forEach((one, at) => {
          if (one !== 'few') return
          tried += 1
          const possible = [0, 1, 2, 3, 4].filter((n) => fits(shown, at, n, together))
          t.ok(possible[0] === 0 && possible.length >= 3, `${counts}: ${shown}`)
        })
      }
    }
  }
  t.ok(tried > 500)
})

/** Whether a small number may be n, for somebody who sees the rest and the whole. */
function fits(shown: ReturnType<typeof insideParts>, at: number, n: number, together: number): boolean {
  if (together < 5) return true
  let [least, most] = [n, n]
  shown.forEach((one, other) => {
    if (other === at) return
    least += typeof one === 'number' ? one : one === 'few' ? 0 : 5
    most += typeof one === 'number' ? one : one === 'few' ? 4 : Number.POSITIVE_INFINITY
  })
  return least <= together && together <= most
}

t.test(
  'the groups that the strategy names are all in the list, with a source for what they are counted by',
  async (t) => {
    const { questions } = groupsOn('2026-11-23')
    const keys = questions.flatMap(({ key, groups }) => groups.map((group) => `${key}.${group.key}`))
    for (const key of ['age.under-11', 'sex.male', 'ethnic.asian', 'ethnic.black', 'disability.yes', 'language.rom']) {
      t.ok(keys.includes(key), key)
    }
    t.throws(() => groupsOn('2020-01-01'), RangeError)
    for (const { answers } of questions.flatMap(({ groups }) => groups)) {
      for (const [asked, group] of Object.entries(answers ?? {})) {
        const options = aboutQuestions.find(({ id }) => id === asked)?.options ?? []
        t.ok(
          options.some(({ reported_as }) => reported_as === group),
          `${asked} ${group}`,
        )
      }
    }
  },
)
