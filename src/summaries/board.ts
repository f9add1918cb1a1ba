import { NotFound } from '../refusals.ts'
import type { CheckRules } from '../support/keeping/due.ts'
import { type OurTasks, ourTasks } from './our-tasks.ts'
import { debtsInWords } from './pack/debts.ts'
import type { Block, Pack, Section } from './pack/pack.ts'
import { getPack } from './pack/reading-pack.ts'
import type { ReleasedDb } from './releases/reading.ts'
import { listHeads, type ReleaseHead } from './releases/standing.ts'

export type Board = {
  /** What the page says of the release: parts of its pack, with today's debts among the first facts. */
  sections: Section[]
  /** Undefined while nothing was released. */
  head: ReleaseHead | undefined
  /** The releases that stand, newest period first. */
  others: ReleaseHead[]
  tasks: OurTasks
}

/** Parts of the pack that the board reads on the page itself. Numbers lead to what they count in the pack, as do the others. */
const onThePage = [
  'first',
  'charts',
  'themes',
  'overdue',
  'listening',
  'quotes',
  'challenges',
  'scorecard',
  'corrections',
]

/**
 * The board's page: a frozen release, and what the organisations owe today. Every figure about people is one that was
 * published; what is of today are tasks of ours.
 * @param released reads what was released and nothing else
 * @param key of a period, such as '2026-09', or of a year; the newest period, if left out
 * @throws {NotFound} when nothing about that period is released
 */
export async function boardFor(
  released: ReleasedDb,
  key: string | undefined,
  today: string,
  checks: CheckRules,
): Promise<Board> {
  const others = (await listHeads(released)).filter(({ replacedBy }) => replacedBy === null)
  const newest = others.find(({ kind }) => kind === 'period') ?? others[0]
  const head = key === undefined ? newest : others.find((one) => one.key === key)
  if (key !== undefined && !head) throw new NotFound('nothing is released about this period')
  const tasks = await ourTasks(released, today, checks)
  const pack = head && (await getPack(released, head.number))
  return { head, others, tasks, sections: pack ? sectionsOf(pack, tasks) : [] }
}

function sectionsOf({ sections }: Pack, tasks: OurTasks): Section[] {
  return onThePage.flatMap((id) => {
    const section = sections.find((one) => one.id === id)
    if (!section) return []
    if (id === 'first') return [{ ...section, blocks: section.blocks.map((block) => withToday(block, tasks)) }]
    return [id === 'themes' ? { ...section, blocks: folded(section.blocks) } : section]
  })
}

/** Each decision behind its title: the page is read on a phone, and the pack has all of it open. */
function folded(blocks: Block[]): Block[] {
  return blocks.flatMap((block, at): Block[] => {
    const [above, below] = [blocks[at - 1], blocks[at + 1]]
    if (block.kind === 'facts' && above?.kind === 'heading' && above.under)
      return [{ ...block, folded: titleOf(above) }]
    return block.kind === 'heading' && block.under && below?.kind === 'facts' ? [] : [block]
  })
}

function titleOf({ text, late }: { text: string; late?: string }) {
  return late === undefined ? { text } : { text, late }
}

/** What is overdue is said as of today: a debt that was paid since, or that fell due since, is no matter of two months. */
function withToday(block: Block, { promises, challenges, waiting }: OurTasks): Block {
  if (block.kind !== 'first') return block
  const themes = waiting.filter((one) => one.late).length
  const said = debtsInWords({ decisions: promises.length, themes, replies: challenges.length })
  // Where there is more, only the first screen's one line is left for it; the names stand below.
  const first = said.includes(',') ? undefined : promises[0]
  const text = first ? `${first.title}, ${first.days === 1 ? '1 day' : `${first.days} days`} late.` : ''
  const today = { name: 'Overdue', how: 'today', strong: said || 'Nothing', text, over: said !== '' }
  return { ...block, rows: block.rows.map((row) => (row.name === 'Overdue' ? today : row)) }
}
