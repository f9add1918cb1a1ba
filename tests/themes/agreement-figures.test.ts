import tap from 'tap'
import { alpha, interval, masi, nominal } from '../../src/themes/agreement/alpha.ts'

/** Rows of coders into units; a dot is nothing said. */
const units = (...rows: string[]) => {
  const coders = rows.map((row) => row.split(' '))
  return coders[0]!.map((_, unit) => coders.map((coder) => coder[unit]!).filter((value) => value !== '.'))
}
const about = (t: Pick<typeof tap, 'equal'>, value: number | undefined, wanted: number, digits = 3) =>
  t.equal(value?.toFixed(digits), wanted.toFixed(digits))

tap.test("alpha is Krippendorff's, by his own worked examples", async (t) => {
  const binary = units('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0')
  about(t, alpha(binary, nominal), 0.095)
  const five = units('a a b b d c c c e d d a', 'b a b b b c c c e d d d')
  about(t, alpha(five, nominal), 0.692)
  const missing = units(
    '1 2 3 3 2 1 4 1 2 . . .',
    '1 2 3 3 2 2 4 1 2 5 . 3',
    '. 3 3 3 2 3 4 2 2 5 1 .',
    '1 2 3 3 2 4 4 1 2 5 1 .',
  )
  about(t, alpha(missing, nominal), 0.743)
})

tap.test('always the same code tells nothing, always agreeing is 1, always disagreeing is below 0', async (t) => {
  t.equal(alpha(units('1 1 1', '1 1 1'), nominal), undefined)
  t.equal(alpha([], nominal), undefined)
  t.equal(alpha([['a'], ['b']], nominal), undefined)
  t.equal(alpha(units('1 2 1 2', '1 2 1 2'), nominal), 1)
  t.ok(alpha(units('1 2 1 2', '2 1 2 1'), nominal)! < 0)
})

tap.test('sets of codes are as far apart as MASI says', async (t) => {
  about(t, masi('a b', 'a b'), 0)
  about(t, masi('a', 'a b'), 1 - (1 / 2) * (2 / 3))
  about(t, masi('a b', 'b c'), 1 - (1 / 3) * (1 / 3))
  about(t, masi('a', 'b'), 1)
  about(t, masi('', 'a'), 1)
  about(t, masi('', ''), 0)
})

tap.test('the interval holds the figure, is the same at every look, and is narrower with more passages', async (t) => {
  const some = units('0 1 0 0 0 0 0 0 1 0', '1 1 1 0 0 1 0 0 0 0')
  const few = interval(some, nominal)!
  t.ok(few.from < 0.095 && few.to > 0.095, JSON.stringify(few))
  t.same(interval(some, nominal), few)
  const many = interval(Array.from({ length: 20 }, () => some).flat(), nominal)!
  t.ok(many.to - many.from < (few.to - few.from) / 2)
  t.equal(interval(units('1 1', '1 1'), nominal), undefined)
})
