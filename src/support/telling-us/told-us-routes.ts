import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { field } from '../../web/form.ts'
import { formatsIn } from '../../web/formats.ts'
import { defaultLanguage } from '../../web/language.ts'
import { render } from '../../web/views.ts'
import { contactHref } from '../contact.ts'
import { allEntries } from '../directory.ts'
import { checkedHow } from '../keeping/checking.ts'
import { limitedDays, listTold } from './contact-report.ts'
import { settledHow, settleTold } from './settling.ts'
import { endedMonths, unmetBetween } from './unmet-need.ts'
import { unmetInWords } from './unmet-words.ts'

/** For the directory's editors: what people told with one tap, and what they looked for and could not find. */
export function toldUsRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const { day, month } = formatsIn(defaultLanguage)

  const show = async (request: FastifyRequest, reply: FastifyReply, problems: Record<string, string> = {}) => {
    const today = dayOf(now())
    const told = await listTold(db, await allEntries(db), today)
    const unmet = await Promise.all(
      endedMonths(today, 6).map(async (span) => ({
        name: month(`${span.from}-01`),
        ...unmetInWords(await unmetBetween(db, span, today)),
      })),
    )
    const typed = {
      of: `${field(request.body, 'option')} ${field(request.body, 'contact')}`,
      outcome: field(request.body, 'outcome'),
      how: field(request.body, 'how'),
    }
    const data = {
      limited: await limitedDays(db),
      told,
      unmet,
      problems,
      typed,
      checkedHow,
      settledHow,
      contactHref,
      day,
    }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('support/told-us', { ...teamFrame(site, request), ...data }))
  }

  scope.get('/directory/told-us', { config: { audience: 'may see the directory' } }, (request, reply) =>
    show(request, reply),
  )

  scope.post('/directory/told-us', { config: { audience: 'may edit the directory' } }, async (request, reply) => {
    const settling = {
      optionId: field(request.body, 'option'),
      contactId: field(request.body, 'contact') || null,
      outcome: field(request.body, 'outcome'),
      how: field(request.body, 'how'),
    }
    const answer = await settleTold(db, keys, settling, request.member, now())
    return answer.ok ? reply.redirect('/team/directory/told-us', 303) : show(request, reply.code(422), answer.problems)
  })
}
