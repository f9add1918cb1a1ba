import t from 'tap'
import { type CsvTable, csvTemplate, draftFromCsv, readCsv } from '../../src/support/importing/from-csv.ts'

const rowsOf = (table: CsvTable) => {
  if (!table.ok) throw new Error(table.sentence)
  return table.rows
}
const rawOf = (text: string) => {
  const [row] = rowsOf(readCsv(text))
  if (!row?.ok) throw new Error('no row')
  return row.raw
}

t.test('the template that the page offers is a table that can be read', async (t) => {
  const [row, ...rest] = rowsOf(readCsv(csvTemplate))
  t.same(rest, [])
  t.match(row, { ok: true, id: '1' })
  t.match(draftFromCsv(rawOf(csvTemplate)), {
    ...{ name: 'Example Drop-in', organization: 'Example Charity', summary: 'A warm place to talk, on Mondays.' },
    ...{ age_min: 18, age_max: null, languages: 'English; Urdu', status: 'unverified', left: [] },
    contacts: [
      { kind: 'phone', value: '01632 960001' },
      { kind: 'email', value: 'hello@example.org' },
      { kind: 'web', value: 'https://example.org/' },
    ],
    words: ['talk_to_someone', 'adult_survivor'],
  })
})

t.test('tables come with byte order marks, semicolons, tabs, quotes and other line ends', async (t) => {
  for (const text of [
    '\ufeffname,phone\nOne,01632 960001',
    'name;phone\r\nOne;01632 960001\r\n',
    'name\tphone\nOne\t01632 960001\n\n',
    '"name","phone"\n"One","01632 960001"',
    'Name , Telephone\n One ,01632 960001',
    'title,tel\nOne,01632 960001',
  ]) {
    t.match(draftFromCsv(rawOf(text)), { name: 'One', contacts: [{ kind: 'phone', value: '01632 960001' }] }, text)
  }
  t.equal(rawOf('name,description\n"One, or ""1""","Two\nlines"').name, 'One, or "1"')
  t.equal(draftFromCsv(rawOf('name,description\nOne,"Two\nlines"')).summary, 'Two\nlines')
  t.equal(rawOf('name,description\nOne,He said "hello" to me').description, 'He said "hello" to me')
})

t.test('a row that does not fit is a problem of its own', async (t) => {
  const rows = rowsOf(readCsv('name,phone\nOne,1,2\nTwo\n,01632 960001\nThree,01632 960002\n,\n'))
  t.match(rows, [
    { ok: false, row: 2, sentence: 'It has 3 cells and the first row has 2. Left out.' },
    { ok: false, row: 3, sentence: 'It has 1 cells and the first row has 2. Left out.' },
    { ok: false, row: 4, sentence: 'It has no name. Left out.' },
    { ok: true, raw: { name: 'Three' } },
  ])
  t.equal(rows.length, 4)
})

t.test('what is no table says so in a sentence', async (t) => {
  t.match(readCsv(''), { ok: false, sentence: 'There is nothing in this table.' })
  t.match(readCsv('phone,web\n1,2'), { ok: false, sentence: 'The first row has no column called name.' })
  t.match(readCsv('name,Title\n1,2'), { ok: false, sentence: 'Two columns are called name.' })
  t.match(readCsv('name,phone\n"One,2\nTwo,3'), { ok: false, sentence: /quotation mark/ })
  t.match(readCsv(`name\n${'x'.repeat(200_000)}`), { ok: false, sentence: /100 kB/ })
})

t.test('a cell that begins like a formula is text, and no contact', async (t) => {
  const draft = draftFromCsv(
    rawOf('name,description,phone,email,web\n=1+1,"=HYPERLINK(""https://x.org"")",=CMD(),+x@y,@SUM(1)'),
  )
  t.equal(draft.name, '=1+1')
  t.equal(draft.summary, '=HYPERLINK("https://x.org")')
  t.same(draft.contacts, [])
  t.equal(draft.left.length, 3)
})

t.test('several numbers stand in one cell; ages that are none are left out with a sentence', async (t) => {
  const draft = draftFromCsv(
    rawOf('name,phone,age_min,age_max\nOne,01632 960001; +44 1632 960001;01632 960002,adult,18'),
  )
  t.same(
    draft.contacts.map(({ value }) => value),
    ['01632 960001', '01632 960002'],
    'the same number once',
  )
  t.match(draft, { age_min: null, age_max: 18, left: ['The column age_min is no age: adult'] })
  t.match(draftFromCsv(rawOf('name,age_min,age_max\nOne,25,11')), { age_min: null, age_max: null, left: [/backwards/] })
})

t.test('a row without an id is known by its name, and columns of no use are named', async (t) => {
  const table = readCsv('name,Colour\nOne,red\nONE,blue\nTwo,green')
  const ids = rowsOf(table).map((row) => row.ok && row.id)
  t.equal(ids[0], ids[1])
  t.not(ids[0], ids[2])
  t.match(table, { unknown: ['Colour'] })
})
