import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { field } from '../../web/form.ts'
import { listThemes } from '../theme.ts'
import { addCode, editCode, setRetired, type Wording, whyProblem, wordingProblems } from './changing.ts'
import { emptyWording, readWording, wordingOf } from './codebook-form.ts'
import { type ByKey, type CodebookPages, mayEdit } from './codebook-routes.ts'
import { type Effect, effectOf, findThemeId, MANY } from './effect.ts'
import { getEntry, type KeptEntry, listEntries } from './entry.ts'
import { mergeCodes, mergeProblem, passagesOf } from './moving.ts'
import { type BigChange, proposeChange } from './proposing.ts'
import { splitCode } from './splitting.ts'
import { listChanges } from './versions.ts'

type Problems = Record<string, string>
const isEmpty = (problems: Problems) => Object.keys(problems).length === 0

/** Adding, editing, merging, splitting and retiring codes. What moves passages is shown first, then confirmed. */
export function changingRoutes(scope: FastifyInstance, { site, page, touched, moved }: CodebookPages): void {
  const { db, keys, now } = site
  const whyOf = (request: FastifyRequest) => field(request.body, 'why')

  const showForm = async (
    request: FastifyRequest,
    reply: FastifyReply,
    data: {
      entry?: KeptEntry
      wording: Wording
      revision?: number
      why?: string
      problems?: Problems
      effect?: Effect
    },
  ) => {
    const problems = data.problems ?? {}
    const decisions =
      data.entry && data.effect ? await touched(data.entry.id, [data.entry.themeId, data.effect.to]) : []
    const rest = { themes: await listThemes(db), decisions, why: data.why ?? '', problems }
    return page(request, reply, 'code-form', { ...data, ...rest }, isEmpty(problems) ? 200 : 422)
  }
  const showMerge = async (
    request: ByKey,
    reply: FastifyReply,
    { into = '', why = '', problems = {} as Problems }: { into?: string; why?: string; problems?: Problems },
  ) => {
    const [entry, all] = [await getEntry(db, request.params.key), await listEntries(db)]
    const other = all.find(({ key }) => key === into)
    const effect =
      other && !mergeProblem(entry, other)
        ? await effectOf(db, entry, { code: other, themeId: other.themeId }, request.member.id)
        : undefined
    const decisions = effect ? await touched(entry.id, [entry.themeId, effect.to]) : []
    const others = all.filter(({ key, retiredOn }) => key !== entry.key && !retiredOn)
    const data = { entry, others, other, into, effect, decisions, why, problems }
    return page(request, reply, 'code-merge', data, isEmpty(problems) ? 200 : 422)
  }
  const showSplit = async (
    request: ByKey,
    reply: FastifyReply,
    { halves, why = '', problems = {} as Problems }: { halves?: [Wording, Wording]; why?: string; problems?: Problems },
  ) => {
    const entry = await getEntry(db, request.params.key)
    const effect = await effectOf(db, entry, { themeId: entry.themeId }, request.member.id)
    const half = { ...wordingOf(entry), name: '' }
    const data = { entry, effect, halves: halves ?? [half, half], themes: await listThemes(db), why, problems }
    return page(request, reply, 'code-split', data, isEmpty(problems) ? 200 : 422)
  }
  const done = (reply: FastifyReply, key: string) => {
    moved()
    return reply.redirect(`/team/codebook/${encodeURIComponent(key)}`, 303)
  }

  scope.get('/codebook/new', mayEdit, async (request, reply) => showForm(request, reply, { wording: emptyWording }))
  scope.post('/codebook', mayEdit, async (request, reply) => {
    const [wording, why] = [readWording(request.body), whyOf(request)]
    const added = await addCode(db, keys, wording, why, { by: request.member }, now())
    return added.ok ? done(reply, added.key) : showForm(request, reply, { wording, why, problems: added.problems })
  })
  scope.get('/codebook/:key/edit', mayEdit, async (request: ByKey, reply) => {
    const entry = await getEntry(db, request.params.key)
    return showForm(request, reply, { entry, wording: wordingOf(entry), revision: entry.revision })
  })
  scope.post('/codebook/:key/edit', mayEdit, async (request: ByKey, reply) => {
    const entry = await getEntry(db, request.params.key)
    const [wording, why] = [readWording(request.body), whyOf(request)]
    const revision = Number(field(request.body, 'revision'))
    const form = { entry, wording, revision, why }
    const problems = { ...(await wordingProblems(db, wording, entry.key)), ...whyProblem(why) }
    const themeId = await findThemeId(db, wording.theme)
    const moves = isEmpty(problems) && themeId !== undefined && themeId !== entry.themeId
    const effect = moves ? await effectOf(db, entry, { themeId }, request.member.id) : undefined
    const mark = field(request.body, 'mark')
    if (effect && mark === '') return showForm(request, reply, { ...form, effect })
    const change: BigChange = { kind: 'edit', wording, revision }
    const big = effect !== undefined && mark === effect.mark && passagesOf(effect) > MANY
    const edited = big
      ? await proposeChange(db, keys, entry.key, change, why, request.member, now())
      : await editCode(db, keys, entry.key, { wording, revision, shown: { mark } }, why, { by: request.member }, now())
    if (edited.ok) return done(reply, entry.key)
    return showForm(request, reply, { ...form, problems: edited.problems, ...(effect ? { effect } : {}) })
  })
  scope.get('/codebook/:key/merge', mayEdit, async (request: ByKey, reply) => showMerge(request, reply, {}))
  scope.post('/codebook/:key/merge', mayEdit, async (request: ByKey, reply) => {
    const [into, why, mark] = [field(request.body, 'into'), whyOf(request), field(request.body, 'mark')]
    const [entry, all] = [await getEntry(db, request.params.key), await listEntries(db)]
    const other = all.find(({ key }) => key === into)
    if (!other) return showMerge(request, reply, { problems: { into: 'Choose a code from the list.' } })
    const cannot = mergeProblem(entry, other)
    if (cannot) return showMerge(request, reply, { into, why, problems: cannot.problems })
    if (mark === '') return showMerge(request, reply, { into, why })
    const effect = await effectOf(db, entry, { code: other, themeId: other.themeId })
    const big = mark === effect.mark && passagesOf(effect) > MANY
    const merged = big
      ? await proposeChange(db, keys, entry.key, { kind: 'merge', into }, why, request.member, now())
      : await mergeCodes(db, keys, { from: entry.key, into }, { mark }, why, { by: request.member }, now())
    return merged.ok ? done(reply, entry.key) : showMerge(request, reply, { into, why, problems: merged.problems })
  })
  scope.get('/codebook/:key/split', mayEdit, async (request: ByKey, reply) => showSplit(request, reply, {}))
  scope.post('/codebook/:key/split', mayEdit, async (request: ByKey, reply) => {
    const halves: [Wording, Wording] = [readWording(request.body, 'first.'), readWording(request.body, 'second.')]
    const [why, { key }] = [whyOf(request), request.params]
    const split = await splitCode(db, keys, key, halves, why, { by: request.member }, now())
    return split.ok ? done(reply, key) : showSplit(request, reply, { halves, why, problems: split.problems })
  })
  for (const [way, retired] of [
    ['retire', true],
    ['restore', false],
  ] as const) {
    scope.post(`/codebook/:key/${way}`, mayEdit, async (request: ByKey, reply) => {
      const { key } = request.params
      const set = await setRetired(db, keys, key, retired, whyOf(request), { by: request.member }, now())
      if (set.ok) return done(reply, key)
      const entry = await getEntry(db, key)
      const data = { entry, changes: await listChanges(db, 50, entry), problems: set.problems }
      return page(request, reply, 'code', data, 422)
    })
  }
}
