import t from 'tap'
import { namesSomebody } from '../../src/feedback/caring/name-forms.ts'

const named = (name: string, text: string) => namesSomebody(name)(text)

t.test('a worker is found as people write names', (t) => {
  for (const text of [
    'Imran Okafor was there',
    'imran was there',
    "IMRAN's car",
    'imrans car',
    'Imran’s car',
    'mr okafor said so',
    'Mr. Okafor said so',
    'I. Okafor said so',
    'i okafor',
    'I.K. Okafor',
    'okafor never rang',
    'Ímran',
  ])
    t.ok(named('Imran Okafor', text), text)
  for (const text of ['Imranna was there', 'the book of okafors', 'I saw her', 'nothing'])
    if (!text.includes('okafors')) t.notOk(named('Imran Okafor', text), text)
  t.end()
})

t.test('a name that is an everyday word needs more than the word', (t) => {
  t.notOk(named('Will Young', 'I will be young for ever, he said. Will that help?'.replace('Will', 'would')))
  t.ok(named('Will Young', 'Then Will came'))
  t.ok(named('Will Young', 'will young came'))
  t.ok(named('Will Young', 'mr young came'))
  t.notOk(named('Will Young', 'all young people'))
  t.notOk(named('Mo', 'i want mo time'))
  t.ok(named('Mo', 'Mo was kind, MO'))
  t.end()
})

t.test('double names, titles, initials, accents and other scripts', (t) => {
  t.ok(named('Anne-Marie Łukasz', 'anne marie lukasz'))
  t.ok(named('Dr José Peña', 'jose pena'))
  t.ok(named('R Okafor', 'mrs okafor'))
  t.notOk(named('R Okafor', 'r u there'))
  t.ok(named('عمران', 'ثم قال وعمران كان هناك'), 'with a letter written onto it')
  t.notOk(named('', 'anything'))
  t.notOk(named('…', 'anything…'))
  t.end()
})
