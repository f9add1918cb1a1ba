import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { teamFrame } from '../../team/frame.ts'
import { listMembersWho } from '../../team/member.ts'
import { field, fields } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { dutyTimes, longest } from '../duty-times.ts'
import { addAbsence, addTurn, changeTimes, daysProblem, endAbsence, endTurn } from './arranging.ts'
import { fortnight } from './fortnight.ts'
import { toldLately } from './lately.ts'
import { mayTake } from './on-duty.ts'
import { readingTimes } from './openings.ts'
import { type Position, positions, readRota, type Weekday, weekdays } from './rota.ts'
import { inHours, readTimes, timeWords, typedTimes } from './times-form.ts'

const mayArrange = { config: { audience: 'may arrange duty' as const } }
const YEAR_MS = 366 * 24 * 3_600_000
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

type ById = FastifyRequest<{ Params: { id: string } }>

/** Who is there for what people write, who is away, and the partnership's times. No words, and nothing about anybody who wrote. */
export function dutyTeamRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site

  const show = async (request: FastifyRequest, reply: FastifyReply, extra: object = {}, code = 200) => {
    const members = await takers()
    const times = await dutyTimes(db)
    const { turns, absences } = await readRota(db, now(), new Date(now().getTime() + YEAR_MS))
    const today = dayOf(now())
    const data = {
      members,
      nameOf: (id: string) => members.find((one) => one.id === id)?.name ?? 'somebody who may not take it any more',
      days: await fortnight(db, times, new Map(members.map(({ id, name }) => [id, name])), now()),
      turns: turns.filter(({ to_day }) => to_day === null || to_day >= today),
      absences: absences.filter(({ kind }) => kind === 'away'),
      ...{ positions, weekdays, timeWords, inHours, longest, times, today },
      next: (await readingTimes(db, now())).next,
      told: await toldLately(db),
      by: site.demonstration ? 'stand-in' : site.config.alerts.by,
      webhook: site.config.alerts.webhook !== undefined && !site.demonstration,
      day: (day: string) => longDay.format(new Date(day)),
      typedTimes: typedTimes(times),
      ...{ typed: {}, problems: {}, ...extra },
    }
    const page = render('safeguarding/duty', { ...teamFrame(site, request), ...data })
    return reply.code(code).type('text/html; charset=utf-8').send(page)
  }
  const back = (reply: FastifyReply) => reply.redirect('/team/duty', 303)
  const takers = async () => (await listMembersWho(db, 'may read words')).filter(({ roles }) => mayTake(roles))

  /** Who and on which days, as both forms ask it; with what is wrong, each problem by its field. */
  const readWho = async (body: unknown, prefix: string) => {
    const typed: Record<string, string> = {}
    for (const name of ['member', 'from', 'to']) typed[prefix + name] = field(body, prefix + name)
    const { [`${prefix}member`]: memberId = '', [`${prefix}from`]: from = '', [`${prefix}to`]: to = '' } = typed
    const problems: Record<string, string> = {}
    if (!(await takers()).some(({ id }) => id === memberId)) problems[`${prefix}member`] = 'Choose who.'
    const wrong = daysProblem(from, to, dayOf(now()))
    if (wrong) problems[prefix + wrong.at] = wrong.sentence
    return { typed, problems, memberId, from, to }
  }

  scope.get('/duty', mayArrange, (request, reply) => show(request, reply))

  scope.post('/duty/turns', mayArrange, async (request, reply) => {
    const { typed, problems, memberId, from, to } = await readWho(request.body, 'turn-')
    const position = field(request.body, 'position')
    const chosen = fields(request.body, 'weekday').filter((day): day is Weekday => Object.hasOwn(weekdays, day))
    if (!(positions as readonly string[]).includes(position)) problems.position = 'Choose as what.'
    if (Object.keys(problems).length > 0) {
      return show(request, reply, { problems, typed: { ...typed, position, chosen } }, 422)
    }
    const turn = { memberId, position: position as Position, weekdays: chosen, from, to: to || null }
    await addTurn(db, keys, turn, request.member, now())
    return back(reply)
  })

  scope.post('/duty/turns/:id/end', mayArrange, async (request: ById, reply) => {
    await endTurn(db, keys, request.params.id, request.member, now())
    return back(reply)
  })

  scope.post('/duty/absences', mayArrange, async (request, reply) => {
    const { typed, problems, memberId, from, to } = await readWho(request.body, 'away-')
    if (to === '') problems['away-to'] ??= 'Choose the last day.'
    if (Object.keys(problems).length > 0) return show(request, reply, { problems, typed }, 422)
    await addAbsence(db, keys, { memberId, from, to }, request.member, now())
    return back(reply)
  })

  scope.post('/duty/absences/:id/end', mayArrange, async (request: ById, reply) => {
    await endAbsence(db, keys, request.params.id, request.member, now())
    return back(reply)
  })

  scope.post('/duty/times', mayArrange, async (request, reply) => {
    const { typed, times, problems } = readTimes(request.body)
    if (!times) return show(request, reply, { problems, typedTimes: typed }, 422)
    await changeTimes(db, keys, times, request.member, now())
    return back(reply)
  })
}
