import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { teamFrame } from '../team/frame.ts'
import { render } from '../web/views.ts'
import { listWhoMayTake } from './concern.ts'
import * as kinds from './concern-kind.ts'
import { getConcernPage } from './concern-page.ts'
import { concernSource } from './concern-source.ts'
import { dutyTimes } from './duty-times.ts'
import type { At } from './next-step.ts'
import { dutySince, sayDay } from './suspicion.ts'

export type ByRef = FastifyRequest<{ Params: { ref: string } }>

/** Which of the page's forms stand open: the one that comes first, and one that was sent and needs something. */
export type FormName =
  | ('decide' | 'pass-on' | 'answers' | 'hand-over' | 'escalate' | 'also-about')
  | ('suspected' | 'lowering' | 'notify' | 'delay' | 'close' | 'settle')

type Extra = {
  form?: FormName
  problems?: Record<string, string>
  typed?: Record<string, string>
  opened?: object
}

/** What the pages of concerns have in common. */
export function concernDesk(site: Site) {
  const { db, config, now } = site
  const duty = () => dutySince(config.dutyToNotifyFrom, now())
  const at = async (request: FastifyRequest): Promise<At> => {
    const { when } = teamFrame(site, request)
    return { now: now(), times: await dutyTimes(db), duty: duty(), when }
  }

  /** Sends the page of one concern, as whoever asks may see it. @throws {NotFound} */
  const show = async (request: ByRef, reply: FastifyReply, extra: Extra = {}, code = 200) => {
    const { ref } = request.params
    const concern = await getConcernPage(db, ref, request.member, await at(request))
    const source = await concernSource(db, ref)
    const data = {
      ...{ concern, source, kinds, duty: duty(), policy: config.escalationPolicy, sayDay, now: now() },
      readers: await listWhoMayTake(db, source.id, ref),
      ...{ opened: undefined, problems: {}, typed: {}, form: undefined, ...extra },
    }
    return reply
      .code(code)
      .type('text/html; charset=utf-8')
      .send(render('safeguarding/concern', { ...teamFrame(site, request), ...data }))
  }

  /** Back to the page after something was done, or the page again with what is missing. */
  const answer = async (
    request: ByRef,
    reply: FastifyReply,
    done: { ok: boolean; problem?: string },
    { form, field, typed = {} }: { form: FormName; field: string; typed?: Record<string, string> },
  ) => {
    if (done.ok) return reply.redirect(`/team/concerns/${request.params.ref}`, 303)
    return show(request, reply, { form, typed, problems: { [field]: done.problem ?? '' } }, 422)
  }

  return { at, duty, show, answer }
}
