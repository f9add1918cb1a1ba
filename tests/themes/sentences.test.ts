import t from 'tap'
import { findWords, isWhole, placesOf, splitSentences } from '../../src/themes/sentences.ts'
import { sentencesWithPassages } from '../../src/themes/showing.ts'

const text = '  She listened. Nobody rang me!\nI found out when I rang 😢  '
const words = (places: { start: number; end: number }[] | undefined) =>
  places?.map(({ start, end }) => text.slice(start, end))

t.test('a text falls into its sentences, without the spaces around them', async (t) => {
  t.same(words(splitSentences(text)), ['She listened.', 'Nobody rang me!', 'I found out when I rang 😢'])
  t.same(splitSentences(''), [])
  t.same(splitSentences(' \n\n '), [])
})

t.test('words without a full stop are one sentence, in any script', async (t) => {
  t.equal(splitSentences('no one asked me and no one rang').length, 1)
  t.equal(splitSentences('اس نے میری بات سنی۔ پھر وہ چلی گئی۔').length, 2)
})

t.test('sentences that follow one another become one passage, others stay apart', async (t) => {
  t.same(words(placesOf(text, [1, 0])), ['She listened. Nobody rang me!'])
  t.same(words(placesOf(text, [2, 0, 2])), ['She listened.', 'I found out when I rang 😢'])
  t.equal(placesOf(text, [3]), undefined)
  t.equal(placesOf(text, [Number.NaN]), undefined)
  t.same(placesOf(text, []), [])
})

t.test('a place cuts no character in two and stays inside the text', async (t) => {
  const sad = text.indexOf('😢')
  t.ok(isWhole(text, { start: sad, end: sad + 2 }))
  t.notOk(isWhole(text, { start: sad, end: sad + 1 }))
  t.notOk(isWhole(text, { start: 5, end: 5 }))
  t.notOk(isWhole(text, { start: 5, end: 2 }))
  t.notOk(isWhole(text, { start: -1, end: 2 }))
  t.notOk(isWhole(text, { start: 0, end: text.length + 1 }))
  t.notOk(isWhole(text, { start: 0.5, end: 2 }))
  t.notOk(isWhole('👩‍👧', { start: 0, end: 2 }), 'a family is one character')
  t.ok(isWhole(text, { start: 0, end: text.length }))
})

t.test('exact words are found wherever they stand', async (t) => {
  t.equal(findWords('rang, rang', 'rang').length, 2)
  t.same(findWords('rang', 'sang'), [])
  t.same(findWords('rang', ''), [])
})

t.test('passages that overlap are all shown, each with its number where it ends', async (t) => {
  const body = 'He rang. He came. He left.'
  const passages = [
    { number: 1, start: 0, end: 17, segmentId: '', words: '', codes: [] },
    { number: 2, start: 9, end: 26, segmentId: '', words: '', codes: [] },
    { number: 3, start: 12, end: 17, segmentId: '', words: '', codes: [] },
  ]
  const shown = sentencesWithPassages(body, passages)
  t.same(
    shown.map((pieces) => pieces.map(({ text }) => text).join('')),
    ['He rang.', 'He came.', 'He left.'],
  )
  t.ok(shown.flat().every(({ marked }) => marked))
  t.same(
    shown.flat().flatMap(({ endsHere }) => endsHere),
    [1, 3, 2],
  )
})
