import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tellsHow } from '../../src/support/tells-how.ts'

const reaches = [
  ...['Ring 01709 000111', 'text 85258', 'on 116 123', '0800-123-4567', '+44 1709 000111', '(01709) 000 111'],
  ...['116-123', '116–123', '1-1-6-1-2-3', '0800.11.11', '07700/900/123', '0800 [11] 11', '0800:11:11', '0800,11,11'],
  ...['١١٦١٢٣', '０８００ １１１１', '१९० ५५५', '11\u200b61\u200b23', '𝟎𝟖𝟎𝟎𝟏𝟏𝟏𝟏'],
  ...['a@b.org', 'a (at) b (dot) org', '@rothacs', 'a＠b.org'],
  ...[
    'www.x.org',
    'https://x.org',
    'rothacs-help.org/chat',
    'Look at Rothacs.Org',
    'nhs.uk/talk',
    'gov.uk/apply',
    'x1.co',
  ],
  ...['Ring 101 or 111', 'Call 999 or 101', 'Phone the police on 101', 'dial 18000', 'text HELP to 8525'],
]

const harmless = [
  ...['Monday to Friday, 9 to 5', 'Mon-Thu 10am-9pm, Fri 10am-6pm', 'Mon 10-12, 14-16', '09:00-12:30, 13:30-17:00'],
  ...['09:00-12:30 13:30-17:00', '9.30 - 17.00', '8:30am-5pm', '24/7', '24 hours, 7 days', 'Call 24/7'],
  ...['16 to 25', '16 to 25, or 18-24', '10–25', 'under 25 (2024 page)', 'people of 16, 17, 18 and 19'],
  ...['1997-2013', '1997 to 2013', '2023-2028', '2026/27', '2024–29', '1 Jan 2024', '01/04/2026', '2026-04-01'],
  ...['over 200 languages', 'By phone, in over 200 languages', '£49,500 a year', '378 people, 1,250 in all', '£120'],
  ...['Call 999 if you are in danger.', 'Phone 999.', 'about 6 weeks in 2026', 'e.g. a friend', 'You ask.They answer.'],
  ...['You apply online on GOV.UK. You do not need a solicitor.', 'at 10 a.m. or 5 p.m.', 'Papyrus HOPELINE247'],
]

t.test('a way to reach somebody is known among other words, however it is written', async (t) => {
  for (const words of reaches) t.ok(tellsHow(words), words)
})

t.test('prices, years, ages and hours are no way to reach somebody', async (t) => {
  for (const words of harmless) t.notOk(tellsHow(words), words)
})

t.test('in the texts of the directory these are ways to reach somebody, and nothing else is', async (t) => {
  const file = join(import.meta.dirname, '../../src/support/data/services.json')
  const entries: Record<string, unknown>[] = JSON.parse(readFileSync(file, 'utf8'))
  const data = new Set(['id', 'organization_id', 'contacts', 'sources', 'conflicts', 'gaps', 'checked_on', 'times'])
  const found = entries.flatMap((entry) =>
    Object.entries(entry)
      .filter(([field]) => !data.has(field))
      .flatMap(([field, value]) => [value].flat().map((text) => [field, text] as const))
      .filter(([, text]) => typeof text === 'string' && tellsHow(text))
      .map(([field]) => `${entry.slug}: ${field}`),
  )
  t.same(found, [
    'hackenthorpe-lodge: how_to_access',
    'childrens-sarc-sheffield: how_to_access',
    'rotherham-talking-therapies: how_to_access',
    'nhs-111-mental-health: accessibility',
    'napac: provider',
    'ceop: age_note',
    'missing-people-safecall: aliases',
  ])
})
