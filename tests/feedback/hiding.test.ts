import t from 'tap'
import { cutAtHidden, type HiddenSpan, placesToHide, redact } from '../../src/feedback/reading/hiding.ts'
import { findPlaces } from '../../src/feedback/reading/places.ts'

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

t.test('a whole name is hidden where a part of it is hidden already', async (t) => {
  const text = 'Lee shouted. Ann  Lee left. Ann Lee!'
  const lee = findPlaces(text, 'Lee').map(({ starts, ends }) => span(starts, ends))
  const ann = placesToHide(text, 'Ann Lee', lee)
  t.same(
    ann.map(({ starts, ends }) => text.slice(starts, ends)),
    ['Ann', 'Ann'],
  )
  const both = [...lee, ...ann.map(({ starts, ends }) => span(starts, ends))]
  t.equal(redact(text, both), '[a place] shouted. [a place]  [a place] left. [a place] [a place]!')
  t.same(placesToHide(text, 'Ann Lee', both), [], 'and once it is hidden, nothing is left')
})

t.test('what two overlapping spans hide stays hidden', async (t) => {
  t.equal(redact('Ann Lee left', [span(0, 7), span(0, 3)]), '[a place] left')
  t.equal(redact('Ann Lee left', [span(0, 3), span(0, 7)]), '[a place][a place] left')
  t.equal(redact('Ann Lee left', [span(0, 5), span(3, 7)]), '[a place][a place] left')
})

t.test('a name is found however its accents and apostrophes are written', async (t) => {
  const composed = 'Zo\u00eb'
  const apart = 'Zoe\u0308'
  for (const [text, words] of [
    [composed, apart],
    [apart, composed],
    ['O’Brien', "O'Brien"],
    ["O'Brien", 'O’Brien'],
  ] as const) {
    t.equal(redact(`${text} said`, [span(0, findPlaces(`${text} said`, words)[0]?.ends ?? 0)]), '[a place] said', text)
  }
  t.equal(findPlaces(`${apart} said`, 'Zoe')[0]?.ends, apart.length, 'no accent is left behind')
})
