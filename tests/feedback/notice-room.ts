import { messageWords } from '../../src/feedback/notices/notice-offer.ts'
import { queueNotices } from '../../src/feedback/notices/notice-outbox.ts'
import { type Sending, sendNotices } from '../../src/feedback/notices/notice-sending.ts'
import { openResponse } from '../../src/feedback/reading/opening.ts'
import { agreeAndRelease, finishFirstReading } from '../../src/feedback/reading/reading.ts'
import type { MessageProvider } from '../../src/messaging/provider.ts'
import { whatBecame } from '../../src/what-became.ts'
import { comeBack, give, keyOn } from '../fixtures/giving.ts'
import { notifySettings } from '../fixtures/notices.ts'
import { formTokenFrom, postForm } from '../fixtures/sign-in.ts'
import { openTestSite } from '../fixtures/site.ts'

/** Heard with notices switched on, and what the tests of them do over and over. */
export async function openNoticeRoom(settings: Record<string, string> = notifySettings) {
  const site = await openTestSite({ settings })
  const { server, db, keys, cast } = site
  const now = () => site.site.now()
  const became = whatBecame(site.site)

  /** Somebody writes. @returns their key, and a visit that it opened */
  async function write(words = 'Ring me back.') {
    const before = new Set((await db.selectFrom('responses').select('ref').execute()).map(({ ref }) => ref))
    const sent = await give(server, '11-17', { 'w.should-change': words, 't.words-permission': 'report' })
    const all = await db.selectFrom('responses').select(['id', 'ref']).execute()
    const { id = '', ref = '' } = all.find((one) => !before.has(one.ref)) ?? {}
    return { id, ref, key: keyOn(sent.body) }
  }

  async function visit(key: string) {
    const { cookie } = await comeBack(server, key)
    const look = async (url = '/back/notices') => server.inject({ url, headers: { cookie } })
    const send = async (fields: Record<string, string>, url = '/back/notices') =>
      postForm(server, url, { form_token: formTokenFrom((await look()).body), ...fields }, { cookie })
    return { cookie, look, send }
  }

  /** Somebody writes and asks to be told. */
  async function asked(fields: Record<string, string> = {}) {
    const one = await write()
    const { send } = await visit(one.key)
    const wish = { way: 'text', address: '07700 900123', safe: 'yes', times: 'any', ...fields }
    const answer = await send(wish)
    return { ...one, answer }
  }

  /** Two people read it: that is news. */
  async function release(ref: string) {
    await openResponse(db, keys, ref, 'first reading', cast.ruth, now())
    await finishFirstReading(db, keys, ref, { concern: false }, 'English', cast.ruth, now(), undefined, true)
    await agreeAndRelease(db, keys, ref, cast.imran, now(), undefined, true)
  }

  const sendingBy = (provider: MessageProvider): Sending => ({
    ...{ provider, became, words: messageWords, everyDays: 7, chance: () => 0.5, recently: new Map() },
  })
  const find = () => queueNotices(db, keys, became, 7, now(), () => 0.5)
  const send = (sending: Sending) => sendNotices(db, keys, sending, now())
  const outbox = (id: string) =>
    db
      .selectFrom('outbox')
      .innerJoin('notice_wishes', 'notice_wishes.id', 'wish_id')
      .selectAll('outbox')
      .where('response_id', '=', id)
      .orderBy('outbox.done_on')
      .execute()
  return { ...site, now, became, write, visit, asked, release, sendingBy, find, send, outbox }
}

export const HOURS = 60
export const DAYS = 24 * HOURS
