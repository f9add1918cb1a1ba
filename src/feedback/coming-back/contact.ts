import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../refusals.ts'
import { dutyTimes } from '../../safeguarding/duty-times.ts'
import { makeRef } from '../../safeguarding/short-name.ts'
import { afterWorkingMinutes } from '../../safeguarding/working-time.ts'
import { type Place, sealWords } from '../../seal/envelope.ts'
import type { Keys } from '../../seal/keys.ts'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { newDataKey } from '../../seal/records.ts'
import { dayOf } from '../../site.ts'
import { field, fields } from '../../web/form.ts'
import { hashOfMark, isFormMark, newFormMark } from '../../web/form-mark.ts'
import type { FormToken } from '../../web/form-token.ts'

/** Ways to reach somebody, and what is safe, in the words of the team's page. The public page has its own. */
export const reachBy = { call: 'Call', text: 'Text', email: 'Email', someone: 'Through somebody they trust' } as const
export const safeToDo = {
  message: 'You may leave a message',
  name: 'You may say that it is about Heard',
} as const

/** So many wishes of one person wait at most: nobody fills the list, and who has second thoughts is not refused. */
const MOST_WAITING = 3

/** Where a wish is sealed. */
export const wishPlace = (row: string): Place => ({ column: 'contact_wishes.sealed', row })

/** Everything a wish says. */
export type Wish = z.infer<typeof Wish>

const Wish = z.object({
  how: z.enum(Object.keys(reachBy) as [keyof typeof reachBy, ...(keyof typeof reachBy)[]], 'how'),
  contact: z.string().trim().min(3, 'contact').max(500, 'long'),
  safe: z.array(z.enum(Object.keys(safeToDo) as [keyof typeof safeToDo, ...(keyof typeof safeToDo)[]])),
  times: z.string().trim().max(500, 'long'),
  avoid: z.string().trim().max(2000, 'long'),
})

/**
 * Reads the form of a wish. A form without its mark is none of ours, and could be sent any number of times: it is shown
 * again, with a mark.
 * @returns what was typed, the form's mark, and the wish or the names of the fields that something is wrong with
 */
export function readWish(body: unknown): {
  typed: Wish
  form: string
  wish?: Wish
  problems: Record<string, string>
} {
  const mark = field(body, 'form')
  const form = isFormMark(mark) ? mark : newFormMark()
  const typed = {
    how: field(body, 'how') as Wish['how'],
    contact: field(body, 'contact'),
    safe: fields(body, 'safe') as Wish['safe'],
    times: field(body, 'times'),
    avoid: field(body, 'avoid'),
  }
  const parsed = Wish.safeParse(typed)
  const problems: Record<string, string> = {}
  for (const { path, message } of parsed.error?.issues ?? []) problems[String(path[0])] ??= message
  return parsed.success && form === mark ? { typed, form, wish: parsed.data, problems } : { typed, form, problems }
}

/**
 * Keeps somebody's wish to be reached, sealed with a key of its own. The same form twice keeps it once. Where three wait
 * already, it takes the place of the oldest, and its time: they have waited since then.
 * @param from the form's mark, and whether it came right after the words or later with the key
 * @throws {NotFound} when what they said was taken back
 */
export async function wishContact(
  db: Db,
  keys: Keys,
  responseId: string,
  wish: Wish,
  from: { formMark: string; cameWith: 'words' | 'key' },
  now: Date,
): Promise<void> {
  const readerKey = await currentReaderKey(db, keys)
  if (!readerKey) throw new NotAllowed('set-up is not finished')
  const id = randomUUID()
  const { dataKey, box } = newDataKey(readerKey, 'contact_wishes', id)
  await db.transaction().execute(async (trx) => {
    const response = await trx
      .selectFrom('responses')
      .select('unsafe_now')
      .where('id', '=', responseId)
      .where('withdrawn_on', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst()
    if (!response) throw new NotFound('it was taken back')
    const unsafe = response.unsafe_now === 'yes' || response.unsafe_now === 'not-sure'
    const form = { form_mark: hashOfMark(from.formMark), came_with: from.cameWith }
    const earlier = await trx
      .selectFrom('contact_wishes')
      .select(['id', 'number', 'state', 'due_at', 'form_mark'])
      .where('response_id', '=', responseId)
      .orderBy('number')
      .execute()
    if (earlier.some(({ form_mark }) => form_mark.equals(form.form_mark))) return
    const waiting = earlier.filter(({ state }) => state === 'waiting')
    const replaced = waiting.slice(0, Math.max(0, waiting.length + 1 - MOST_WAITING))
    const times = await dutyTimes(trx)
    const due = [afterWorkingMinutes(now, unsafe ? times.readUnsafe : times.readOwn, times)]
    for (const { id, due_at } of replaced) {
      if (due_at) due.push(due_at)
      await trx.deleteFrom('contact_wishes').where('id', '=', id).execute()
    }
    const number = (earlier.at(-1)?.number ?? 0) + 1
    const row = { id, ref: makeRef('W'), response_id: responseId, number, ...form, ...box }
    await trx
      .insertInto('contact_wishes')
      .values({
        ...row,
        sealed: sealWords(dataKey, wishPlace(id), JSON.stringify(wish)),
        wished_on: dayOf(now),
        due_at: new Date(Math.min(...due.map((moment) => moment.getTime()))),
      })
      .execute()
  })
}

/** What a person sees of their wishes on their own page, oldest first. */
export type WishState = {
  state: 'waiting' | 'reached' | 'not reached'
  wishedOn: string
  doneOn: string | null
  /** How to reach them is still kept. */
  kept: boolean
}

/** The wishes of one person, without what they say. */
export async function listWishStates(db: Db, responseId: string): Promise<WishState[]> {
  return db
    .selectFrom('contact_wishes')
    .select((eb) => [
      'state',
      'wished_on as wishedOn',
      'done_on as doneOn',
      eb('sealed', 'is not', null).$castTo<boolean>().as('kept'),
    ])
    .where('response_id', '=', responseId)
    .orderBy('number')
    .execute()
}

/**
 * What was sent with a form, while the form is good: whoever has just sent may say how to reach them without their key.
 * Not from a tablet: the next person to hold it is a worker.
 * @returns the response's id, and until when its key may be shown
 */
export async function findJustSent(db: Db, token: FormToken) {
  return db
    .selectFrom('responses')
    .select(['id', 'key_shown_until as keyShownUntil'])
    .where('form_nonce_hash', '=', createHash('sha256').update(token.nonce).digest())
    .where('channel', '<>', 'tablet')
    .where('withdrawn_on', 'is', null)
    .executeTakeFirst()
}
