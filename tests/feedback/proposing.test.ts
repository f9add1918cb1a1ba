import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { isNhsNumber } from '../../src/feedback/hiding/formats.ts'
import { measureHiding, readMarked } from '../../src/feedback/hiding/measuring.ts'
import { numberFor } from '../../src/feedback/hiding/numbering.ts'
import { propose } from '../../src/feedback/hiding/proposing.ts'
import { sectionsOf } from '../../src/feedback/reading/sections.ts'

const root = join(import.meta.dirname, '../..')
const texts = JSON.parse(readFileSync(join(root, 'tests/fixtures/hiding-texts.json'), 'utf8'))

/** "I met [[friend|Ann]]" as a text and its marks. */
function marked(line: string) {
  const gold: { start: number; end: number; type: string }[] = []
  let text = ''
  for (const part of line.split(/(\[\[\w+\|[^\]]+\]\])/)) {
    const [, type, words] = /^\[\[(\w+)\|([^\]]+)\]\]$/.exec(part) ?? []
    if (type && words) gold.push({ start: text.length, end: text.length + words.length, type })
    text += words ?? part
  }
  return { text, gold }
}

t.test('in invented texts in many voices nearly everything is proposed, and hardly anything else', async (t) => {
  const tuned = measureHiding(texts.tuned.map(marked))
  t.ok(tuned.spansHidden >= tuned.spans * 0.97, JSON.stringify(tuned))
  t.ok(tuned.namesHidden >= tuned.names * 0.97)
  t.ok(tuned.wordPrecision >= 0.97)
  t.equal(tuned.cleanTouched, 0)
  const apart = measureHiding(texts.apart.map(marked))
  t.ok(apart.spansHidden >= apart.spans * 0.9, JSON.stringify(apart))
  t.ok(apart.wordPrecision >= 0.95)
})

t.test('every British format is found whole', async (t) => {
  for (const words of [
    '07700 900 123',
    '(01632) 960123',
    '+44 7700 900123',
    'oh seven seven double oh nine hundred one two three',
    'a.b-c@example.co.uk',
    'dee at example dot com',
    'S65 2QT',
    's652qt',
    '943 476 5919',
    'QQ 12 34 56 C',
    'AB51 KLM',
    '14 Thornbury Close',
    'Flat 3, 18 Greasbrough Lane',
    '@lil.dev_07',
    'https://example.com/me',
    'Oakfield Academy',
    'St Oswald’s Primary',
  ]) {
    const text = `It is ${words}, so there.`
    const [one] = propose(text)
    t.equal(text.slice(one?.starts, one?.ends), words)
  }
  for (const [text, words] of [
    ['my snap is moonkid', 'moonkid'],
    ['dob 3.4.08', '3.4.08'],
    ['I was born on the third of March two thousand and nine.', 'the third of March two thousand and nine'],
    ['born on christmas day 2010', 'christmas day 2010'],
    ['my postcode is S65', 'S65'],
  ] as const) {
    const [one] = propose(text)
    t.equal(text.slice(one?.starts, one?.ends), words)
  }
  t.ok(isNhsNumber('943 476 5919'))
  t.notOk(isNhsNumber('943 476 5918'), 'its check digit is wrong')
})

t.test('everyday words that are names too are left alone without a cue', async (t) => {
  for (const text of ['I hope it will change in may', 'in summer the rose was out', 'May I ask? Will you?']) {
    t.same(
      propose(text).map(({ starts, ends }) => text.slice(starts, ends)),
      [],
      text,
    )
  }
})

t.test('the service’s own people and formats are found in any language; names only in English', async (t) => {
  const text = 'Moja pracownica Ruth Adler i kolega Bartek, tel. 07700 900123'
  const said = propose(text, false, ['Ruth Adler']).map(({ starts, ends, why }) => [text.slice(starts, ends), why])
  t.same(said, [
    ['Ruth Adler', 'works here'],
    ['07700 900123', 'telephone number'],
  ])
})

t.test('hostile texts of 100,000 characters take no longer than their length asks for', async (t) => {
  const n = 100_000
  for (const piece of [
    'a',
    'A',
    '1',
    ' ',
    '0 ',
    'oh ',
    'a@',
    'a.',
    'a_',
    '😀',
    'مرحبا ',
    '1/2/',
    'born on the ',
    'Kelly ',
    'St Park of the School ',
    'live at 9 ',
    "a'",
    'e\u0301',
    'my mate ',
    '\n',
  ]) {
    const began = performance.now()
    propose(piece.repeat(n / piece.length))
    const took = performance.now() - began
    t.ok(took < 6000, `${JSON.stringify(piece)} took ${took.toFixed(0)} ms`)
  }
})

t.test('the same words, and a part of one person’s name, have the same number', async (t) => {
  const words = { q: 'Kelly Marsh, Tom Marsh' }
  const span = (starts: number, ends: number, number: number) => ({
    id: 'x',
    questionKey: 'q',
    starts,
    ends,
    standIn: 'worker' as const,
    number,
  })
  const spans = [span(0, 11, 1), span(13, 22, 2)]
  t.equal(numberFor({ words: 'KELLY marsh’s', standIn: 'worker' }, spans, words), 1)
  t.equal(numberFor({ words: 'Tom', standIn: 'worker' }, spans, words), 2)
  t.equal(numberFor({ words: 'Marsh', standIn: 'worker' }, spans, words), 3, 'it could be either')
  t.equal(numberFor({ words: 'Tom', standIn: 'friend' }, spans, words), 1)
})

t.test('sections end with sentences, lose nothing, and a translation goes with its original', async (t) => {
  const long = 'One more sentence stands here. '.repeat(300)
  const other = '۔'.repeat(10) + 'یہ ایک جملہ ہے۔ '.repeat(300)
  const sections = sectionsOf([
    { key: 'a', id: '1', text: other },
    { key: 'a~en', id: '2', text: long },
    { key: 'b', id: '3', text: 'Short.' },
  ])
  t.ok(sections.length > 3)
  for (const [key, text] of [
    ['a', other],
    ['a~en', long],
    ['b', 'Short.'],
  ] as const) {
    const cut = sections.flatMap(({ stretches }) => stretches.filter(({ questionKey }) => questionKey === key))
    t.equal(cut.map(({ starts, ends }) => text.slice(starts, ends)).join(''), text)
  }
  t.equal(
    sectionsOf([
      { key: 'a', id: '1', text: 'Short.' },
      { key: 'b', id: '2', text: 'Too.' },
    ]).length,
    1,
  )
  t.ok(sectionsOf([{ key: 'a', id: '1', text: 'x'.repeat(20_000) }]).length > 1, 'one word is cut too')
})

t.test('npm run bench:hiding prints figures and never a text; a wrong file is a sentence', async (t) => {
  const folder = t.testdir()
  const run = (lines: string) => {
    const file = join(folder, 'x.jsonl')
    writeFileSync(file, lines)
    return spawnSync(process.execPath, [join(root, 'src/bin/bench-hiding.ts'), file], { encoding: 'utf8' })
  }
  const good = run(
    `${JSON.stringify({ text: 'my mate Callum', gold: [{ start: 8, end: 14, type: 'Friend' }] })}\n${JSON.stringify({ text: 'It was fine.', gold: [] })}\n`,
  )
  t.same(JSON.parse(good.stdout), {
    spans: 1,
    spansHidden: 1,
    names: 1,
    namesHidden: 1,
    wordPrecision: 1,
    cleanTexts: 1,
    cleanTouched: 0,
  })
  const bad = run('{"text": "my mate Callum"}\n')
  t.equal(bad.status, 2)
  t.match(bad.stderr, 'Line 1 is not')
  t.notMatch(bad.stderr + bad.stdout, 'Callum')
  t.notOk(readMarked('').ok)
})
