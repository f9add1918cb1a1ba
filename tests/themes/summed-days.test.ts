import { sql } from 'kysely'
import t from 'tap'
import { withdrawFeedback } from '../../src/feedback/coming-back/withdrawing.ts'
import { countPeople, peopleByTheme, sumDays } from '../../src/themes/counting.ts'
import { labelsOf, labelsOfSome } from '../../src/themes/searching/corpus.ts'
import { addVoice, openRoom } from '../changes/room.ts'
import { chance } from '../fixtures/chance.ts'

const room = await openRoom()
t.teardown(room.close)
const { db, now } = room

const themes = ['continuity-and-endings', 'fits-my-life', 'waiting-and-timing']
const kinds = ['praise', 'concern', 'idea'] as const
const marks = async () => (await db.selectFrom('day_marks').select('id').execute()).length

/** Counted from the words alone, as if there were no sums. */
async function afresh(from: string, to: string) {
  const { rows } = await sql<{ key: string; people: number; concern: number }>`
    select themes.key, count(distinct r.id)::int as people,
      count(distinct r.id) filter (where sc.kind = 'concern')::int as concern
    from segment_codes sc join codes on codes.id = sc.code_id join themes on themes.id = codes.theme_id
    join segments s on s.id = sc.segment_id join released_words w on w.id = s.released_words_id
    join responses r on r.id = w.response_id
    where r.withdrawn_on is null and r.received_on between ${from} and ${to} group by themes.key`.execute(db)
  const { rows: all } = await sql<{ people: number }>`
    select count(distinct r.id)::int as people from segment_codes sc join segments s on s.id = sc.segment_id
    join released_words w on w.id = s.released_words_id join responses r on r.id = w.response_id
    where r.withdrawn_on is null and r.received_on between ${from} and ${to}`.execute(db)
  return { themes: rows.sort((a, b) => a.key.localeCompare(b.key)), people: all[0]?.people }
}

async function summed(from: string, to: string) {
  const counted = (await peopleByTheme(db, { from, to })).filter(({ people }) => people > 0)
  const rows = counted.map(({ key, people, concern }) => ({ key, people, concern }))
  return { themes: rows.sort((a, b) => a.key.localeCompare(b.key)), people: await countPeople(db, { from, to }) }
}

t.test('whatever happens to words and codes, the sums say what a fresh count says', async (t) => {
  const seed = Number(process.env.SEED ?? 20261123)
  const next = chance(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!
  const there: string[] = []
  const steps: Record<string, () => Promise<unknown>> = {
    speak: async () => {
      const on = `2026-0${pick([6, 7, 8])}-${pick([10, 11, 12])}`
      there.push((await addVoice(room, { on, theme: pick(themes), kind: pick(kinds) })).responseId)
    },
    withdraw: async () => {
      if (there.length > 0) await withdrawFeedback(db, pick(there), now)
    },
    uncode: () =>
      sql`delete from segment_codes where id in (select id from segment_codes order by id limit 1)`.execute(db),
    unmark: () => sql`delete from segments where id in (select id from segments order by id limit 1)`.execute(db),
    recode: () =>
      sql`
      update segment_codes set kind = ${pick(kinds)} where id in (select id from segment_codes order by id limit 2)`.execute(
        db,
      ),
    regather: () =>
      sql`
      update codes set theme_id = (select id from themes where key = ${pick(themes)})
      where id in (select code_id from segment_codes order by id limit 1)
      and (select count(*) from codes other where other.theme_id = codes.theme_id) > 1`.execute(db),
    move: () =>
      sql`
      update responses set received_on = '2026-09-01' where id in (select id from responses order by id limit 1)`.execute(
        db,
      ),
    erase: () =>
      sql`delete from responses where id in (select response_id from released_words order by id limit 1)`.execute(db),
    allow: () =>
      sql`
      update responses set words_permission = ${pick(['none', 'better'])}, service = ${pick(['evolve', null])}
      where id in (select id from responses order by id limit 3)`.execute(db),
    sum: () => sumDays(db),
  }
  for (let at = 0; at < 40; at += 1) await steps.speak!()
  for (let at = 0; at < 120; at += 1) {
    const step = pick([...Object.keys(steps), 'speak', 'sum'])
    await steps[step]!()
    const [from, to] = pick([
      ['2026-06-01', '2026-07-11'],
      ['2026-06-12', '2026-09-01'],
      ['2026-01-01', '2026-12-31'],
    ] as const)
    t.same(await summed(from, to), await afresh(from, to), `${step}, step ${at} of seed ${seed}`)
    const ids = (await db.selectFrom('responses').select('id').execute()).map(({ id }) => id)
    const all = await labelsOf(db, '9999-12-31', '2026-11-23')
    t.same(await labelsOfSome(db, ids, '2026-11-23'), all, 'what may be said beside words is the same too')
  }
  await sumDays(db)
  t.equal(await marks(), 0)
  t.same(await summed('2026-01-01', '2026-12-31'), await afresh('2026-01-01', '2026-12-31'))
})

t.test('what changes while days are summed is counted anew', async (t) => {
  const { responseId } = await addVoice(room, { on: '2026-06-10' })
  const before = await countPeople(db)
  await sumDays(db)
  t.equal(await sumDays(db), 0, 'nothing is left to sum')
  await withdrawFeedback(db, responseId, now)
  t.ok((await marks()) > 0)
  t.equal(await countPeople(db), before - 1, 'at once, whether or not it was summed')
})
