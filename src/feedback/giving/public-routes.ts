import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { currentReaderKey } from '../../seal/reader-key.ts'
import { dayOf } from '../../site.ts'
import { sendSlotted } from '../../web/compressed.ts'
import { inTime } from '../../web/deadline.ts'
import { type FormBody, field } from '../../web/form.ts'
import { type FormToken, makeFormToken, readFormToken } from '../../web/form-token.ts'
import type { Frame } from '../../web/frame.ts'
import { logKind } from '../../web/log.ts'
import { NOT_KEPT } from '../../web/not-kept.ts'
import { type PublicSite, sendOwn } from '../../web/public-page.ts'
import { remembered } from '../../web/remembered.ts'
import { refuseOtherOrigins } from '../../web/same-origin.ts'
import { render } from '../../web/views.ts'
import { WAIT_SECONDS } from '../../web/wait-ticket.ts'
import { readAnswers, saysSomething } from '../answers.ts'
import { asked, isSetAddress, type SetAddress, setAt } from '../asking.ts'
import { cameSealed, linkPath } from '../inviting/invitation.ts'
import { isSealed } from '../inviting/sealed-link.ts'
import { getQuestionSet, type QuestionSet } from '../question-set.ts'
import { keyDigits, keyWords } from '../return-key.ts'
import { tabletPath, withHelp } from '../with-a-worker/tablet.ts'
import { sealKeyAddress } from '../with-a-worker/tablet-key.ts'
import { hasWording } from '../wording.ts'
import { findArrival } from './arrival.ts'
import { type Given, giveFeedback, putKeyAway } from './giving.ts'

const everyone = { config: { audience: 'everyone' as const } }

/** Stands in the shared page where each person's own form token goes, and is as long as a token. */
const SLOT = '@@form-token@@'.padEnd(56, '@')

/** For so long a sending may still use the questions and the readers' key that were there before. */
const REMEMBERED_MS = 1_000

type BySet = FastifyRequest<{ Params: { set: SetAddress } }>

/** Giving feedback: one page of questions, one way to send it, one page with the key. No cookie, no session, no draft. */
export function feedbackPublicRoutes(scope: FastifyInstance, room: PublicSite): void {
  const { site, language, frame, shelf, crowd, reads } = room
  const { db, keys, now } = site
  const readerKey = remembered(REMEMBERED_MS, () => currentReaderKey(db, keys))

  for (const [address, key] of Object.entries(setAt)) {
    const path = `/say/${address}`
    const setNow = remembered(REMEMBERED_MS, () => getQuestionSet(db, key, dayOf(now())))

    scope.get(path, everyone, async (request, reply) => {
      const page = await shelf.form(`${language.prefix}${path}`, SLOT, async () => {
        const set = await setNow()
        const around = frame(language, path, `feedback/form ${set.id}`, { missing: !hasWording(set, language) })
        return render('feedback/form', {
          ...around,
          ...asked(set, around.language),
          reads: await reads(),
          path,
          token: SLOT,
        })
      })
      reply.code(NOT_KEPT).type('text/html; charset=utf-8')
      return sendSlotted(request, reply, page, makeFormToken(keys, now()))
    })

    scope.post(path, everyone, async (request: BySet, reply) => {
      refuseOtherOrigins(request, false)
      const body = (request.body ?? {}) as FormBody
      const token = readFormToken(keys, field(body, 'form_token'), now())
      if (typeof token === 'string') return again(reply, path, key, body, 'old', makeFormToken(keys, now()))
      const sending = { address: request.ip, token, ticket: field(body, 'ticket') }
      const admission = crowd.admit(sending, now())
      if (!admission.pass) return again(reply, path, key, body, 'wait', field(body, 'form_token'), admission.ticket)
      const given = await inTime(send(setNow, body, token)).catch((error) => {
        logKind(request.log, 'feedback', error)
        return undefined
      })
      // Not saved, or not known to be saved: the words stay on the page, and the same token makes a second try safe.
      if (!given) return again(reply, path, key, body, 'not_saved', field(body, 'form_token'))
      const tablet = tabletPath(field(body, 'came'))
      if (given === 'nothing')
        return sendOwn(room, reply, {
          path,
          view: 'feedback/nothing',
          data: { path: tablet ?? linkPath(field(body, 'came')) ?? path },
          code: 422,
        })
      // The next person to hold the tablet could send the same form again from its history: an address has no words.
      // What the answer says of it depends on how it came the first time, not on what is sent now.
      const before = given.kind === 'sent from a tablet before'
      if (before || (tablet && given.kind !== 'something else was sent')) return toTabletKey(reply, token)
      // What cannot be said for sure reads as if nobody could be found: that is what one had better count on.
      const sealed = cameSealed(field(body, 'came')) && (await isSealed(db, token).catch(() => false))
      return sent(reply, path, given, body, sealed)
    })
  }

  scope.post('/say/kept', everyone, async (request, reply) => {
    refuseOtherOrigins(request, false)
    const token = readFormToken(keys, field(request.body, 'form_token'), now())
    const kept = field(request.body, 'kept') === 'yes' ? 'kept' : 'not wanted'
    if (typeof token !== 'string') await putKeyAway(db, token, kept)
    const from = field(request.body, 'set')
    const about = typeof token !== 'string' &&
      isSetAddress(from) && { token: field(request.body, 'form_token'), set: from }
    return sendOwn(room, reply, { path: '/', view: 'feedback/kept', data: { kept, ...about } })
  })

  async function send(setNow: () => Promise<QuestionSet>, body: FormBody, token: FormToken) {
    const set = await setNow()
    const answers = readAnswers(set, body)
    if (!saysSomething(answers)) return 'nothing'
    const arrival = await findArrival(db, keys, field(body, 'came'), now(), site.config.sealedLink)
    const how = { token, language: language.code, arrival: withHelp(arrival, body) }
    // Whoever had pictures beside the questions has them beside the key.
    return { ...(await giveFeedback(db, keys, set, answers, how, now(), await readerKey())), easy: set.pictures }
  }

  async function sent(
    reply: FastifyReply,
    path: string,
    given: Given & { easy: boolean },
    body: FormBody,
    sealed: boolean,
  ) {
    // What was not kept goes with a form of its own: one press makes it a message beside the first.
    const other = given.kind === 'something else was sent' && {
      typed: typedIn(body),
      came: field(body, 'came'),
      fresh: makeFormToken(keys, now()),
    }
    const key = 'key' in given ? given.key : undefined
    const data = {
      kind: given.kind,
      easy: given.easy,
      words: key === undefined ? [] : keyWords(key),
      digits: key === undefined ? [] : keyDigits(key),
      token: field(body, 'form_token'),
      path,
      set: path.replace('/say/', ''),
      sealed,
      ...other,
    }
    const { next } = await reads()
    const show = ({ formats }: Frame) => ({ ...data, nextReading: formats.weekday(next) })
    return sendOwn(room, reply, { path, view: 'feedback/sent', data: show, code: other ? NOT_KEPT : 200 })
  }

  function toTabletKey(reply: FastifyReply, token: FormToken) {
    const at = frame(language, '/').href(`/tablet/key/${sealKeyAddress(keys, token)}`)
    return reply.header('clear-site-data', '"cache"').redirect(at, 303)
  }

  /** The same words on a page that needs no database, to try again or to copy. */
  function again(
    reply: FastifyReply,
    path: string,
    key: string,
    body: FormBody,
    why: 'old' | 'wait' | 'not_saved',
    token: string,
    ticket = '',
  ) {
    const code = { old: 422, wait: 429, not_saved: 503 }[why]
    const came = field(body, 'came')
    if (why !== 'old') reply.header('retry-after', why === 'wait' ? WAIT_SECONDS : 10)
    return sendOwn(room, reply, {
      path,
      view: 'feedback/again',
      data: { typed: typedIn(body), why, token, ticket, path, key, came, away: tabletPath(came) ?? '/' },
      code,
    })
  }
}

/** What somebody typed and ticked, for a form that sends it again. */
function typedIn(body: FormBody) {
  return Object.entries(body)
    .filter(([name]) => name.startsWith('w.') || name.startsWith('t.'))
    .map(([name, value]) => ({ name, value: [value].flat().at(-1) ?? '', isWords: name.startsWith('w.') }))
    .filter(({ value }) => value !== '')
}
