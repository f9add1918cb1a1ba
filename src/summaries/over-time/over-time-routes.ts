import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { dayOf, type Site } from '../../site.ts'
import { FEWEST_INSIDE, peopleInWords } from '../../small-numbers.ts'
import { teamFrame } from '../../team/frame.ts'
import { kinds } from '../../themes/code.ts'
import { peopleByTheme } from '../../themes/counting.ts'
import { getTheme, listThemes } from '../../themes/theme.ts'
import { dayInWords, monthInWords, sixMonths } from '../../themes/wording.ts'
import { field } from '../../web/form.ts'
import { render } from '../../web/views.ts'
import { barChart } from '../charts/bar-chart.ts'
import type { Chart } from '../charts/chart.ts'
import { heardChart, heardOverTime } from './heard-over-time.ts'
import { overTimeChart } from './over-time-chart.ts'
import { listLoggedChanges, listRebases, offersFor, rebaseChart, takeBackRebase } from './rebasing.ts'
import { themeOverTime } from './series.ts'

const maySee = { config: { audience: 'may see themes' as const } }
const mayDecide = { config: { audience: 'may decide' as const } }

type ByKey = FastifyRequest<{ Params: { key: string } }>
type ById = FastifyRequest<{ Params: { id: string } }>

/** A theme over time, and where its chart starts anew. Figures only: no words are shown, so no look is written down. */
export function overTimeRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const read = async (key: string) => {
    const theme = await getTheme(db, key)
    const series = await themeOverTime(db, key, dayOf(now()))
    const [changes, rebases] = [await listLoggedChanges(db, key), await listRebases(db, key)]
    return { theme, series, changes, rebases, offers: offersFor(series, changes, rebases) }
  }
  const show = async (
    request: ByKey,
    reply: FastifyReply,
    typed: Record<string, string> = {},
    problems: Record<string, string> = {},
  ) => {
    const found = await read(request.params.key)
    const chart = overTimeChart(found.theme, found.series, found.changes, found.rebases)
    const how = await howSaid(found.theme)
    const data = { ...found, chart, how, typed, problems, dayInWords, monthInWords }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('summaries/over-time/theme', { ...teamFrame(site, request), ...data }))
  }
  const howSaid = async (theme: { key: string; name: string }): Promise<Chart> => {
    const period = sixMonths(dayOf(now()))
    const counts = (await peopleByTheme(db, period)).find(({ key }) => key === theme.key)!
    const bars = (['praise', 'concern', 'idea'] as const).map((kind) => ({
      name: kinds[kind],
      words: peopleInWords(counts[kind]),
      n: counts[kind] < FEWEST_INSIDE ? undefined : counts[kind],
    }))
    const said = bars.map(({ name, words }) => `${name}: ${words}`).join('. ')
    return {
      kind: 'bar',
      id: 'how-said',
      headline: 'How people spoke of it',
      under: `${period.words}. ${peopleInWords(counts.people)} people, each once in a bar.`,
      title: `How people spoke of “${theme.name}”`,
      described: `${said}.`,
      drawn: barChart(bars),
      table: {
        caption: 'People, each once in a row',
        columns: ['How', 'People'],
        rows: bars.map(({ name, words }) => ({ name, cells: [words] })),
      },
      ...(bars.some(({ n }) => n === undefined)
        ? { key: [{ shape: 'dotted', tone: 'usual', words: 'fewer than 5, or none' }] }
        : {}),
    }
  }
  const back = (key: string, reply: FastifyReply) =>
    reply.redirect(`/team/themes/${encodeURIComponent(key)}/over-time`, 303)

  scope.get('/over-time', maySee, async (request, reply) => {
    const heard = await heardOverTime(db, dayOf(now()))
    const data = { chart: heardChart(heard), limits: heard.limits, themes: await listThemes(db) }
    return reply
      .type('text/html; charset=utf-8')
      .send(render('summaries/over-time/all', { ...teamFrame(site, request), ...data }))
  })
  scope.get('/themes/:key/over-time', maySee, async (request: ByKey, reply) => show(request, reply))
  scope.post('/themes/:key/over-time', mayDecide, async (request: ByKey, reply) => {
    const { offers } = await read(request.params.key)
    const typed = { decisionId: field(request.body, 'decision'), reason: field(request.body, 'reason') }
    const wanted = { themeKey: request.params.key, ...typed }
    const answer = await rebaseChart(db, keys, wanted, offers, request.member, now())
    return answer.ok ? back(request.params.key, reply) : show(request, reply.code(422), typed, answer.problems)
  })
  scope.post('/over-time/:id/take-back', mayDecide, async (request: ById, reply) => {
    const themeKey = await takeBackRebase(db, keys, request.params.id, request.member, now())
    return back(themeKey, reply)
  })
}
