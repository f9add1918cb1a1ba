import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Site } from '../site.ts'
import { dayOf } from '../site.ts'
import { FEWEST_INSIDE, peopleInWords } from '../small-numbers.ts'
import { unmetBetween } from '../support/telling-us/unmet-need.ts'
import { unmetInWords } from '../support/telling-us/unmet-words.ts'
import { audit } from '../team/audit.ts'
import { teamFrame } from '../team/frame.ts'
import { render } from '../web/views.ts'
import { checkingRoutes } from './checking-routes.ts'
import { impacts, kinds, listCodesOf } from './code.ts'
import { codebookRoutes, type DecisionsTouched } from './codebook/codebook-routes.ts'
import { countPeople, peopleByTheme } from './counting.ts'
import type { ChangeIn } from './emerging/changing.ts'
import { labelled } from './labels.ts'
import { noSuggester, type Suggester } from './suggesting/suggester.ts'
import { suggestionsRoutes } from './suggesting/suggestions-routes.ts'
import { getTheme, passagesOf } from './theme.ts'
import { dayInWords, monthInWords, permissions, sixMonths } from './wording.ts'
import { workbenchRoutes } from './workbench-routes.ts'

const maySee = { config: { audience: 'may see themes' as const } }

const MOST_PASSAGES = 100

type ByKey = FastifyRequest<{ Params: { key: string } }>

/** What stands beside themes and is of a room to the right. */
export type BesideThemes = {
  /** Which decisions a change of the codebook touches. */
  touched: DecisionsTouched
  /** The themes that wait for a decision, by their key. @param today 'YYYY-MM-DD' */
  waiting: (today: string) => Promise<Map<string, { id: string; holder: string; dueOn: string; late: boolean }>>
}

/**
 * Theming: a person reads released words and puts codes on passages. Themes: what that adds up to.
 * @param changeIn whether a series changed
 * @param suggester names codes that might fit; without one the workbench is whole
 * @param beside what the room of changes says about themes
 */
export function themesTeamRoutes(
  scope: FastifyInstance,
  site: Site,
  changeIn: ChangeIn,
  suggester: Suggester = noSuggester,
  beside: BesideThemes = { touched: async () => [], waiting: async () => new Map() },
): void {
  const { db, keys, now } = site
  const page = (request: FastifyRequest, reply: FastifyReply, view: string, data: object) =>
    reply.type('text/html; charset=utf-8').send(render(view, { ...teamFrame(site, request), ...data }))

  workbenchRoutes(scope, site, suggester)
  codebookRoutes(scope, site, beside.touched, () => suggester.noticeChange())
  suggestionsRoutes(scope, site, suggester)
  checkingRoutes(scope, site, changeIn)

  scope.get('/themes', maySee, async (request, reply) => {
    const period = sixMonths(dayOf(now()))
    const [themes, people] = [await peopleByTheme(db, period), await countPeople(db, period)]
    // Only months that have ended, so that two looks cannot be taken from one another.
    const unmet = unmetInWords(await unmetBetween(db, { from: period.from, until: period.to }, period.to))
    const waiting = await beside.waiting(dayOf(now()))
    const data = { themes, people, period, peopleInWords, unmet, waiting, dayInWords }
    return page(request, reply, 'themes/themes', data)
  })
  scope.get('/themes/:key', maySee, async (request: ByKey, reply) => {
    const { key } = request.params
    const theme = await getTheme(db, key)
    const period = sixMonths(dayOf(now()))
    const counts = (await peopleByTheme(db, period)).find((one) => one.key === key)
    const ever = (await peopleByTheme(db)).find((one) => one.key === key)?.people ?? 0
    // A handful of passages beside their months would tell who wrote them.
    const few = ever < FEWEST_INSIDE
    const memberId = request.member.id
    const passages = few ? [] : await labelled(db, await passagesOf(db, key, MOST_PASSAGES, memberId), dayOf(now()))
    const entry = { memberId, action: 'looked at passages', record: 'theme', recordId: key }
    if (!few) await db.transaction().execute((trx) => audit(trx, keys, entry, now()))
    const waits = (await beside.waiting(dayOf(now()))).get(key)
    const data = {
      theme,
      waits,
      dayInWords,
      period,
      counts,
      few,
      passages,
      codes: await listCodesOf(db, key),
      peopleInWords,
    }
    return page(request, reply, 'themes/theme', { ...data, impacts, kinds, permissions, monthInWords, MOST_PASSAGES })
  })
}
