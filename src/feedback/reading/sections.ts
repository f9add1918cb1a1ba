import { createHash } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Place } from './places.ts'
import { isTranslation, originalOf } from './texts.ts'

/** About as many words are read at once: a page and a half of print. Shorter stories stay whole. */
export const SECTION_WORDS = 350
const WHOLE_WORDS = 600

/** A stretch of one text. */
export type Stretch = Place & { questionKey: string }
/** What lies open at once, and a mark of it that changes when the words do. */
export type Section = { stretches: Stretch[]; mark: string }

/**
 * Cuts what somebody wrote into sections, at the ends of paragraphs or sentences. A translation goes with its original, in as
 * many sections. One section, where all of it is short.
 * @param texts in the order in which they are read
 */
export function sectionsOf(texts: { key: string; id: string; text: string }[]): Section[] {
  const sections: Section[] = []
  const long = texts.reduce((sum, { text }) => sum + countWords(text), 0) > WHOLE_WORDS
  let room = 0
  for (const original of texts.filter(
    ({ key }) => !isTranslation(key) || !texts.some((one) => one.key === originalOf(key)),
  )) {
    const pair = texts.filter(
      ({ key }) => key === original.key || (isTranslation(key) && originalOf(key) === original.key),
    )
    const words = Math.max(...pair.map(({ text }) => countWords(text)))
    const count = long && words > SECTION_WORDS * 1.3 ? Math.ceil(words / SECTION_WORDS) : 1
    const cuts = pair.map((one) => ({ ...one, at: cut(one.text, count) }))
    for (let index = 0; index < count; index++) {
      const stretches = cuts.flatMap(({ key, at }) => ({
        questionKey: key,
        starts: at[index] ?? 0,
        ends: at[index + 1] ?? 0,
      }))
      const mark = markOf(cuts.map(({ id, at }) => `${id} ${at[index]} ${at[index + 1]}`))
      const last = sections.at(-1)
      if (last && count === 1 && (!long || words <= room)) {
        sections[sections.length - 1] = {
          stretches: [...last.stretches, ...stretches],
          mark: markOf([last.mark, mark]),
        }
        room -= words
      } else {
        sections.push({ stretches, mark })
        room = count === 1 ? SECTION_WORDS - words : 0
      }
    }
  }
  return sections
}

/** Where to cut a text into so many parts of about the same length, with both ends. */
function cut(text: string, count: number): number[] {
  const at = [0]
  const length = text.length / count
  for (let index = 1; index < count; index++) {
    const near = index * length
    const from = Math.max((at.at(-1) ?? 0) + 1, Math.floor(near - length * 0.35))
    const part = text.slice(from, Math.ceil(near + length * 0.35))
    const places = (pattern: RegExp) =>
      Array.from(part.matchAll(pattern), (match) => from + match.index + match[0].length)
    const closest = (ends: number[]) => ends.toSorted((a, b) => Math.abs(a - near) - Math.abs(b - near))[0]
    const paragraph = closest(places(/\n\s{0,20}/g))
    at.push(
      paragraph ??
        closest(places(/[.!?۔؟…]["'”’)]?\s{1,20}/g)) ??
        closest(places(/\s/g)) ??
        whole(text, Math.round(near)),
    )
  }
  return [...at, text.length]
}

/** Never between the halves of one character. */
const whole = (text: string, at: number) => (/[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at + 1 : at)

function countWords(text: string): number {
  // Some scripts put no spaces between words: five letters then count as one.
  return Math.max(text.match(/\S+/g)?.length ?? 0, text.length / 12)
}

function markOf(parts: string[]): string {
  return createHash('sha256').update(parts.join()).digest('base64url').slice(0, 12)
}

/**
 * Opens a section for a member and remembers that, so that the place is kept when they come back.
 * @param wanted which one, from 1; left out, the one that lay open last
 * @returns which one is open, from 1
 */
export async function openSection(db: Db, memberId: string, responseId: string, sections: Section[], wanted?: number) {
  if (sections.length < 2) return 1
  const kept = await keptPlace(db, memberId, responseId)
  const section = Math.min(Math.max(wanted ?? kept?.section ?? 1, 1), sections.length)
  const mark = sections[section - 1]?.mark ?? ''
  const shown = [...new Set([...(kept?.shown ?? []), mark])]
  await db
    .insertInto('reading_places')
    .values({ member_id: memberId, response_id: responseId, section, shown })
    .onConflict((oc) => oc.columns(['member_id', 'response_id']).doUpdateSet({ section, shown }))
    .execute()
  return section
}

/** Which sections have never lain open for this member, from 1. */
export async function notYetShown(
  db: Db,
  memberId: string,
  responseId: string,
  sections: Section[],
): Promise<number[]> {
  if (sections.length < 2) return []
  const shown = (await keptPlace(db, memberId, responseId))?.shown ?? []
  return sections.flatMap(({ mark }, index) => (shown.includes(mark) ? [] : [index + 1]))
}

async function keptPlace(db: Db, memberId: string, responseId: string) {
  return db
    .selectFrom('reading_places')
    .select(['section', 'shown'])
    .where('member_id', '=', memberId)
    .where('response_id', '=', responseId)
    .executeTakeFirst()
}
