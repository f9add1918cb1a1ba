import t from 'tap'
import { cutAtHidden, findPlaces, type HiddenSpan, redact } from '../../src/feedback/hiding.ts'

const span = (starts: number, ends: number): HiddenSpan => ({
  id: 'x',
  questionKey: 'q',
  starts,
  ends,
  standIn: 'place',
})

t.test('words are found whole, wherever they stand and however they are written', async (t) => {
  const text = 'Ann, ANN and ann; not Anna. Joanne? "Ann"'
  t.same(
    findPlaces(text, ' ann ').map(({ starts, ends }) => text.slice(starts, ends)),
    ['Ann', 'ANN', 'ann', 'Ann'],
  )
  t.equal(findPlaces('Mrs  Smith\nSmith', 'Mrs Smith').length, 1, 'over any white space')
  t.equal(findPlaces('C++ (again)', 'C++').length, 1, 'signs are no pattern')
  t.same(findPlaces('anything', '   '), [])
  t.equal(findPlaces('مدرسة الأمل قريبة', 'الأمل').length, 1, 'in any script')
})

t.test('the copy holds the stand-in and not the words', async (t) => {
  t.equal(redact('I met her at Wellgate on Monday', [span(13, 21)]), 'I met her at [a place] on Monday')
  t.equal(redact('same', []), 'same')
  t.equal(redact('ab', [span(1, 2), span(0, 1)]), '[a place][a place]')
})

t.test('pieces put together are the words again', async (t) => {
  const text = 'one two three'
  t.equal(
    cutAtHidden(text, [span(4, 7)])
      .map((piece) => piece.text)
      .join(''),
    text,
  )
})
