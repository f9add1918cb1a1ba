import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { linesOf, publicPages, toCheck } from '../src/bin/languages/pages.ts'
import { listProjectSets } from '../src/feedback/question-set.ts'
import { partsOf, wordingOf } from '../src/feedback/wording.ts'
import { readCatalogue } from '../src/web/catalogue.ts'
import { fingerprint, readKnown } from '../src/web/checked.ts'
import { isEnglish, languages, wordsIn } from '../src/web/language.ts'
import { keysOn } from '../src/web/page-words.ts'
import { type Catalogue, catalogueProblems, namedKeys, readings, root } from './house/catalogue.ts'
import { sameWord, withoutNames } from './house/names.ts'
import { openKeys, writtenOut } from './house/open-keys.ts'
import { longSentences, readingGrade } from './house/reading-age.ts'

const codebook = 'src/themes/data/codebook.json'
const english = readCatalogue('en')
const easy = readCatalogue('en-easy')
const parts = [...new Set(Object.keys(english).map((key) => key.split('.')[0] ?? ''))]
/** Everything that is asked, in English, under the keys that other languages have for it. */
const questionWords: Catalogue = Object.fromEntries(
  listProjectSets()
    .filter(({ by_member }) => !by_member)
    .flatMap((set) => Object.entries(partsOf(set)).map(([key, wording]) => [`questions.${key}`, wording.en ?? ''])),
)
const partOf = (catalogue: Catalogue, part: string) =>
  Object.entries(catalogue)
    .filter(([key]) => key.startsWith(`${part}.`))
    .flatMap(([, text]) => readings(text))

t.test(
  'every language has the same keys, asks for the same values, knows every plural, and holds no HTML',
  async (t) => {
    t.ok(parts.length >= 6 && Object.keys(english).length > 300, 'there is something to compare')
    for (const language of toCheck) {
      const own = readCatalogue(language.code)
      const questions = isEnglish(language) ? [] : Object.entries(questionWords)
      t.same(catalogueProblems({ ...english, ...Object.fromEntries(questions) }, own, language.tag), [], language.code)
    }
  },
)

t.test('no English is left over in a language, but for names', async (t) => {
  for (const language of toCheck.filter((one) => !isEnglish(one))) {
    const own = readCatalogue(language.code)
    const same = Object.entries({ ...english, ...questionWords })
      .filter(
        ([key, text]) =>
          own[key] === text && !sameWord[language.code]?.includes(key) && /[A-Za-z]{2}/.test(withoutNames(text)),
      )
      .map(([key]) => key)
    t.same(same, [], language.code)
    if (language.dir === 'ltr') continue
    const latin = Object.entries(own).filter(([, text]) => /[A-Za-z]{2}/.test(withoutNames(text)))
    t.same(latin, [], `${language.code} is in its own script`)
  }
  t.notMatch(withoutNames('Heard: {n}, {kind, select, about {#} other {}} Childline.'), /[a-z]/i, 'names are no words')
  t.match(withoutNames('{n, plural, one {# page} other {# pages}}'), /page.*pages/)
})

t.test('every page has a status in every language, and a check names who and when', async (t) => {
  for (const language of toCheck) {
    const { status } = readKnown(language.code)
    t.same(
      Object.keys(status).sort(),
      publicPages().sort(),
      `${language.code}: "npm run languages -- list" adds new ones`,
    )
    for (const line of linesOf(language).filter(({ by }) => by !== '')) {
      t.match(line, { on: /^\d{4}-\d\d-\d\d$/, missing: [] }, `${line.page} in ${language.code}`)
    }
  }
})

t.test('what a page may show is known for every page, so that a check covers it', async (t) => {
  const keys = [...Object.keys(english), ...Object.keys(questionWords)]
  const covered = new Set(publicPages().flatMap((page) => keysOn(page, keys)))
  t.same(
    keys.filter((key) => !covered.has(key)),
    [],
  )
  const about = { english, own: readCatalogue('pl') }
  t.ok(keysOn('layout', keys).includes('layout.now_danger'), 'help for now is on every page')
  t.ok(keysOn('feedback/way', keys).includes('themes.feeling-safe'), 'a theme comes with its name')
  t.ok(keysOn('support/found', keys).includes('support.fit_need'), 'code says words too')
  t.notOk(
    keysOn('feedback/form 8-11.1', keys).some((key) => key.startsWith('questions.11-17')),
    'of its own set only',
  )
  const prints = ['front/home', 'front/private'].map((page) => fingerprint({ ...about, status: {} }, page))
  t.not(prints[0], prints[1])
})

t.test('a set that a language does not have is asked in English, all of it', async (t) => {
  const [set] = listProjectSets()
  const polish = toCheck.find(({ code }) => code === 'pl')!
  t.equal(wordingOf(set!, polish).language, polish)
  const { language, say } = wordingOf({ ...set!, version: 99 }, polish)
  t.equal(language.code, 'en')
  t.equal(say('8-11.99.listen.ask'), set!.questions.find(({ key }) => key === 'listen')?.ask.en)
})

t.test('a catalogue with a mistake in it is noticed', async (t) => {
  const right = { 'a.count': '{n, plural, one {# page} other {# pages}}', 'a.name': 'Hello {name}.' }
  const with_ = (over: Catalogue) => catalogueProblems(right, { ...right, ...over }).join()
  t.equal(with_({}), '')
  t.match(catalogueProblems(right, { 'a.count': right['a.count'] }), [/a.name is in one language only/])
  t.match(with_({ 'a.more': 'More' }), /a.more is in one language only/)
  t.match(with_({ 'a.name': 'Hello.' }), /a.name does not ask for the same values/)
  t.match(with_({ 'a.name': 'Hello {nam}.' }), /a.name does not ask for the same values/)
  t.match(with_({ 'a.count': '{n, plural, other {# pages}}' }), /a.count has no words for the plural "one"/)
  t.match(with_({ 'a.count': '{n} pages' }), /a.count does not ask for the same values/)
  t.match(with_({ 'a.name': '<b>Hello</b> {name}.' }), /a.name holds HTML/)
  t.match(catalogueProblems(right, right, 'pl').join(), /plural "few"/, 'a language with more plurals needs them')
  t.throws(() => catalogueProblems(right, { ...right, 'a.name': 'Hello {name.' }), 'a message must be readable')
})

t.test('every key that a page names exists, and every key is named', async (t) => {
  // The themes are named by the codebook, and tables have columns of the same look.
  const pages = Object.keys(english).filter((key) => !key.startsWith('themes.'))
  const { whole, open } = namedKeys(parts.filter((part) => part !== 'themes'))
  t.same([...open].filter((key) => !openKeys[key]).sort(), [], 'every open key says what can stand in it')
  t.same(
    Object.keys(openKeys).filter((key) => !open.has(key)),
    [],
    'and no open key is left over',
  )
  const named = new Set([...whole, ...[...open].flatMap((key) => writtenOut(key, openKeys[key] ?? []))])
  t.same([...named].filter((key) => !(key in english)).sort(), [], 'what is named exists')
  t.same(pages.filter((key) => !named.has(key)).sort(), [], 'what exists is named')
  const { themes }: { themes: { key: string }[] } = JSON.parse(readFileSync(join(root, codebook), 'utf8'))
  const themeKeys = Object.keys(english).filter((key) => key.startsWith('themes.'))
  t.same(themeKeys.sort(), themes.map(({ key }) => `themes.${key}`).sort(), 'and so is every theme')
})

t.test('an unknown key, or a message without its value, never reaches a page', async (t) => {
  for (const language of languages(true)) {
    const words = wordsIn(language)
    t.throws(() => words('front.no_such_key'), /has no "front.no_such_key"/)
    t.throws(() => words('feedback.next_reading'), 'a value is missing')
    t.match(words('feedback.next_reading', { day: 'Monday' }), 'Monday')
  }
})

t.test('the words can be read at about nine, and the easy words at about seven', async (t) => {
  for (const part of parts) {
    const grades = { en: readingGrade(partOf(english, part)), easy: readingGrade(partOf(easy, part)) }
    t.ok(grades.en <= 6, `${part} in English: ${grades.en}`)
    t.ok(grades.easy <= 4, `${part} in easy words: ${grades.easy}`)
    t.ok(grades.easy <= grades.en, `${part} is easier in easy words: ${grades.easy} and ${grades.en}`)
    t.same(longSentences(partOf(english, part), 28), [], `no sentence of ${part} is very long`)
    t.same(longSentences(partOf(easy, part), 15), [], `no easy sentence of ${part} has more than 15 words`)
  }
  const hard = ['Notwithstanding the aforementioned organisational considerations, participation remains voluntary.']
  t.ok(readingGrade(hard) > 12, 'a hard sentence is noticed')
  t.same(longSentences(['One two three. One two three four.'], 3), ['One two three four.'])
})

t.test('the easy words are a text of their own', async (t) => {
  const long = Object.entries(english).filter(([, text]) => text.split(' ').length > 8)
  const same = long.filter(([key, text]) => easy[key] === text).map(([key]) => key)
  t.ok(same.length * 4 < long.length, `${same.length} of ${long.length} long lines are the same: ${same}`)
})

type Said = { en: string; 'en-easy': string }
type Limits = { en: string[]; 'en-easy': string[] }
type Sets = {
  scales: Record<string, { label: Said }[]>
  sets: ({ key: string; questions: { ask: Said; why: Said }[] } & Record<'limits' | 'must_tell' | 'need_not', Limits>)[]
}

t.test('the questions can be read by those who are asked', async (t) => {
  const file = join(root, 'src/feedback/data/question-sets.json')
  const { sets, scales }: Sets = JSON.parse(readFileSync(file, 'utf8'))
  for (const language of ['en', 'en-easy'] as const) {
    const labels = Object.values(scales).flatMap((scale) => scale.map(({ label }) => label[language]))
    t.same(longSentences(labels, 12), [], 'an answer is short')
    for (const { key, questions, limits, must_tell, need_not } of sets) {
      const asked = questions.flatMap(({ ask, why }) => [ask[language], why[language]])
      const all = [...asked, ...limits[language], ...must_tell[language], ...need_not[language]]
      const grade = readingGrade(all)
      const simple = key === '8-11' || language === 'en-easy'
      t.ok(grade <= (simple ? 4 : 6), `${key} in ${language}: ${grade}`)
      t.same(longSentences(all, simple ? 15 : 30), [], `${key} in ${language}: no sentence is too long`)
    }
  }
})

t.test('no public word blames, frightens or orders about', async (t) => {
  const never = /\b(unfortunately|submit|invalid|data subject|victim journey|click here|abuse[dr]?|you must)\b/i
  for (const catalogue of [english, easy]) {
    t.same(
      Object.entries(catalogue)
        .filter(([, text]) => never.test(text))
        .map(([key]) => key),
      [],
    )
  }
  const rooms = (keys: Catalogue) => [...new Set(Object.keys(keys).map((key) => key.split('.')[0]))]
  t.same(rooms(easy), rooms(english))
})
