import { decisionsForThemes } from '../changes/for-response.ts'
import { sendReply } from '../changes/replying.ts'
import type { Db } from '../db/open.ts'
import { type Wish, wishContact } from '../feedback/coming-back/contact.ts'
import { finishWish, listWishes } from '../feedback/coming-back/contact-desk.ts'
import { addWords } from '../feedback/reading/late-words.ts'
import { agreeAndRelease, finishFirstReading } from '../feedback/reading/reading.ts'
import type { Keys } from '../seal/keys.ts'
import { themesOfResponse } from '../themes/for-response.ts'
import { objectToThemes } from '../themes/objecting.ts'
import { finishTheming } from '../themes/theming.ts'
import { newFormMark } from '../web/form-mark.ts'
import type { Cast, Event, Trace } from './one-piece.ts'
import type { Piece } from './piece.ts'

const DAY = 24 * 3_600_000

/** Of these the demonstration's greeting gives the key: a young person whose words led somewhere. */
export function isToTry(piece: Piece): boolean {
  return (
    piece.set === '11-17' &&
    piece.stage === 'themed' &&
    piece.permission === 'report' &&
    piece.months_ago > 1 &&
    piece.months_ago < 11 &&
    piece.passages.some(({ code }) => code === 'continuity-and-endings')
  )
}

const wishes: Wish[] = [
  {
    ...{ how: 'text', contact: '07700 900 461', safe: ['message'], times: 'After four, not on Sundays' },
    avoid: 'My phone is sometimes on the kitchen table. Just say it is about the club.',
  },
  { how: 'someone', contact: 'Ms Ahmed, my form tutor', safe: ['name'], times: 'On a school day', avoid: '' },
  { how: 'email', contact: 'made.up@example.org', safe: [], times: '', avoid: 'Please do not write who you are.' },
]

type World = { db: Db; keys: Keys; cast: Cast; now: Date }

/**
 * What the person of the greeting's key said back, and what they were answered: looked at again, read again, reached,
 * replied to, and asked something that still waits for an answer.
 */
export function talkedBack({ db, keys, cast, now }: World, trace: Trace): Event[] {
  const id = () => trace.responseId ?? ''
  const ref = () => trace.ref ?? ''
  const themesNow = async () => (await themesOfResponse(db, id())).map((theme) => theme.id)
  const ago = (days: number) => new Date(now.getTime() - days * DAY)
  const event = (days: number, run: (at: Date) => Promise<unknown>): Event => ({
    at: ago(days),
    run: async () => void (await run(ago(days))),
  })
  const more = 'It was better when she told me a week before. Two days is not enough.'
  return [
    event(24, async (at) =>
      objectToThemes(db, id(), { themeIds: (await themesNow()).slice(0, 1), missing: false }, at),
    ),
    event(21, (at) => finishTheming(db, keys, id(), cast.themer, at)),
    event(19, (at) => addWords(db, keys, id(), { kind: 'more', words: more, formMark: newFormMark() }, at)),
    event(18, (at) => finishFirstReading(db, keys, ref(), { concern: false }, 'English', cast.first, at)),
    event(17, (at) => agreeAndRelease(db, keys, ref(), cast.second, at)),
    event(14, (at) => finishTheming(db, keys, id(), cast.themer, at)),
    event(12, (at) => {
      const from = { formMark: newFormMark(), cameWith: 'key' as const }
      return wishContact(db, keys, id(), { ...wishes[0]!, contact: '07700 900 812' }, from, at)
    }),
    event(11, (at) => reach(db, keys, id(), cast, at)),
    event(6, (at) => answer(db, keys, id(), ref(), cast, at)),
    event(3, (at) => {
      const words = 'Thank you for what you sent us. If we could do one thing first, what should it be?'
      const asked = { kind: 'question', words, themeId: '', decision: '', decisionBy: '', formMark: newFormMark() }
      return sendReply(db, keys, ref(), asked, cast.first, at)
    }),
  ]
}

/** Three of those who wrote lately wish to be reached. @param number counts them from 0 */
export function wishesToBeReached({ db, keys }: World, trace: Trace, given: Date, number: number): Event[] {
  const wish = wishes[number]
  const at = new Date(given.getTime() + 5 * 60_000)
  const from = { formMark: newFormMark(), cameWith: 'words' as const }
  return wish ? [{ at, run: () => wishContact(db, keys, trace.responseId ?? '', wish, from, at) }] : []
}

async function reach(db: Db, keys: Keys, responseId: string, cast: Cast, at: Date): Promise<void> {
  const mine = await db.selectFrom('contact_wishes').select('ref').where('response_id', '=', responseId).execute()
  const [waiting] = (await listWishes(db, at, cast.second.id)).filter((one) => mine.some(({ ref }) => ref === one.ref))
  const outcome = 'Rang after four. She is well, and wanted to know what we did with it.'
  if (waiting) await finishWish(db, keys, waiting.ref, { state: 'reached', outcome, keep: false }, cast.second, at)
}

async function answer(db: Db, keys: Keys, responseId: string, ref: string, cast: Cast, at: Date): Promise<void> {
  const themes = (await themesOfResponse(db, responseId)).map(({ id }) => id)
  const [decision] = await decisionsForThemes(db, themes)
  if (!decision) return
  const words =
    'Thank you. What you and others sent was talked about with everybody who works there. Above you can see what was decided. If it does not happen, tell us here.'
  const about = { themeId: decision.themeId, decision: decision.id, decisionBy: '' }
  await sendReply(db, keys, ref, { kind: 'reply', words, ...about, formMark: newFormMark() }, cast.first, at)
}
