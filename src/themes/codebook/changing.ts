import { randomUUID } from 'node:crypto'
import type { Db } from '../../db/open.ts'
import type { Keys } from '../../seal/keys.ts'
import { dayOf } from '../../site.ts'
import { inTransaction } from '../../team/in-transaction.ts'
import type { By, Refused } from '../segment.ts'
import { findMeasure, strategyParts } from '../success-measures.ts'
import { listThemes } from '../theme.ts'
import { effectOf, MANY } from './effect.ts'
import { type Entry, getEntry, type KeptEntry, listEntries, withoutIds } from './entry.ts'
import { lockCodes, needsSecond, passagesOf, type Shown, shownOtherwise } from './moving.ts'
import { type ChangeKind, holdCodebook, keepVersion } from './versions.ts'

/** What a person writes about a code. Everything may come from a form. */
export type Wording = Omit<Entry, 'key' | 'retiredOn' | 'mergedInto'>

export type Who = { by: By; askedBy?: string | undefined }
export type Changed = { ok: true; key: string } | Refused

/** Names that are addresses of their own under /team/codebook. */
const taken = ['new', 'versions', 'proposals', 'waiting']

const MOST = { name: 60, definition: 400, whatItIsNot: 400, example: 200, why: 400 }

/** Adds a code. Its key comes from its first name and stays. */
export async function addCode(
  db: Db,
  keys: Keys,
  wording: Wording,
  why: string,
  who: Who,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const problems = { ...(await wordingProblems(trx, wording)), ...whyProblem(why) }
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    const entry = await insertCode(trx, wording)
    await keepVersion(trx, keys, { kind: 'add', codeId: entry.id, after: withoutIds(entry) }, why.trim(), who, now)
    return { ok: true, key: entry.key }
  })
}

/**
 * Edits what a code says, or only renames it, or puts it under another theme. What it is on stays as it is.
 * @param edit `revision`: which one the page showed; when somebody has changed the code since, nothing is overwritten.
 *   `shown`: what the person saw of a move to another theme
 */
export async function editCode(
  db: Db,
  keys: Keys,
  key: string,
  { wording, revision, shown }: { wording: Wording; revision: number; shown?: Shown | undefined },
  why: string,
  who: Who,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const before = await getEntry(trx, key)
    const problems = { ...(await wordingProblems(trx, wording, key)), ...whyProblem(why) }
    if (before.revision !== revision) return changedSince
    if (Object.keys(problems).length > 0) return { ok: false, problems }
    const was = withoutIds(before)
    const wanted = { ...was, ...wording, ...trimmed(wording) }
    const differs = (one: Entry, other: Entry) =>
      (Object.keys(was) as (keyof Entry)[]).some((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]))
    if (!differs(was, wanted)) return { ok: false, problems: { name: 'Nothing is different yet.' } }
    const columnsNow = await columns(trx, wording)
    if (was.theme !== wanted.theme) {
      await lockCodes(trx, [before.id])
      const effect = await effectOf(trx, before, { themeId: columnsNow.theme_id })
      if (effect.mark !== shown?.mark) return shownOtherwise
      if (passagesOf(effect) > MANY && !who.askedBy) return needsSecond
    }
    const set = { ...columnsNow, revision: revision + 1 }
    await trx.updateTable('codes').set(set).where('id', '=', before.id).execute()
    const is = withoutIds(await getEntry(trx, key))
    const onlyName = !differs({ ...was, name: '' }, { ...is, name: '' })
    const kind: ChangeKind = onlyName ? 'rename' : 'edit'
    await keepVersion(trx, keys, { kind, codeId: before.id, before: was, after: is }, why.trim(), who, now)
    return { ok: true, key }
  })
}

/** Retires a code, or takes it into use again. What it is on counts as before; it can only not be put on any more. */
export async function setRetired(
  db: Db,
  keys: Keys,
  key: string,
  retired: boolean,
  why: string,
  who: Who,
  now: Date,
): Promise<Changed> {
  return inTransaction(db, async (trx) => {
    await holdCodebook(trx)
    const before = await getEntry(trx, key)
    const problem = whyProblem(why)
    if (problem.why) return { ok: false, problems: problem }
    if ((before.retiredOn !== null) === retired) return { ok: true, key }
    const set = { retired_on: retired ? dayOf(now) : null, merged_into: null, revision: before.revision + 1 }
    await trx.updateTable('codes').set(set).where('id', '=', before.id).execute()
    const change = { kind: retired ? 'retire' : 'restore', codeId: before.id, before: withoutIds(before) } as const
    await keepVersion(trx, keys, change, why.trim(), who, now)
    return { ok: true, key }
  })
}

/** Writes a new code down, without a version of its own. @returns it */
export async function insertCode(trx: Db, wording: Wording): Promise<KeptEntry> {
  const keys = new Set([...(await listEntries(trx)).map((entry) => entry.key), ...taken])
  const plain =
    wording.name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'code'
  let key = plain
  for (let number = 2; keys.has(key); number += 1) key = `${plain}-${number}`
  const row = { id: randomUUID(), key, ...(await columns(trx, wording)), codebook_version: 0, retired_on: null }
  await trx
    .insertInto('codes')
    .values({ ...row, revision: 2, loaded_hash: null, merged_into: null })
    .execute()
  return getEntry(trx, key)
}

/** @returns a sentence for each field that needs another look; none when all is well */
export async function wordingProblems(db: Db, wording: Wording, own?: string): Promise<Record<string, string>> {
  const { name, definition, whatItIsNot, examples, parts, measures } = wording
  const [all, themes] = [await listEntries(db), await listThemes(db)]
  const same = (text: string) => text.trim().toLocaleLowerCase('en-GB')
  const twin = all.find((one) => one.key !== own && !one.retiredOn && same(one.name) === same(name))
  return {
    ...(name.trim() ? {} : { name: 'Give it a name.' }),
    ...(name.length > MOST.name ? { name: `Make the name shorter: at most ${MOST.name} characters.` } : {}),
    ...(twin ? { name: 'Another code has this name already.' } : {}),
    ...(themes.some(({ key }) => key === wording.theme) ? {} : { theme: 'Choose a theme from the list.' }),
    ...lengthProblem('definition', definition, 'Say what belongs here.', MOST.definition),
    ...lengthProblem(
      'whatItIsNot',
      whatItIsNot,
      'Say what does not belong here, and where that goes.',
      MOST.whatItIsNot,
    ),
    ...(examples.length >= 2 && examples.length <= 6 ? {} : { examples: 'Give two to six examples, one to a line.' }),
    ...(examples.some((one) => one.length > MOST.example) ? { examples: 'Make each example shorter.' } : {}),
    ...(parts.every((part) => (strategyParts as readonly string[]).includes(part)) &&
    measures.every((one) => findMeasure(one))
      ? {}
      : { measures: 'Choose from the strategy’s own parts and measures.' }),
  }
}

/** Every change has a reason that everybody who codes can read. */
export function whyProblem(why: string): Record<string, string> {
  return lengthProblem('why', why, 'Say why. Everybody who codes can read this.', MOST.why)
}

function lengthProblem(name: string, text: string, empty: string, most: number): Record<string, string> {
  if (!text.trim()) return { [name]: empty }
  return text.length > most ? { [name]: `Make it shorter: at most ${most} characters.` } : {}
}

function trimmed({ name, definition, whatItIsNot }: Wording) {
  return { name: name.trim(), definition: definition.trim(), whatItIsNot: whatItIsNot.trim() }
}

async function columns(trx: Db, wording: Wording) {
  const { theme, examples, parts, measures } = wording
  const { name, definition, whatItIsNot } = trimmed(wording)
  const { id } = await trx.selectFrom('themes').select('id').where('key', '=', theme).executeTakeFirstOrThrow()
  return { theme_id: id, name, definition, what_it_is_not: whatItIsNot, examples, parts, measures }
}

export const changedSince: Refused = {
  ok: false,
  problems: {
    name: 'Somebody has changed this code since you opened this page. Look at it as it is now, then change it.',
  },
}
