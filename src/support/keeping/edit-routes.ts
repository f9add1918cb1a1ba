import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import { dayOf, type Site } from '../../site.ts'
import { type FormBody, field } from '../../web/form.ts'
import { hiddenKinds, shownContacts } from '../contact.ts'
import type { Option } from '../option.ts'
import { changedMeanwhile, proposeChange } from './change.ts'
import { type Change, findRevision, getChange } from './change-list.ts'
import { differencesBetween, isSame, mergeChanges } from './differences.ts'
import { contentOf, type EntryContent, getEntry } from './entry.ts'
import { formOf, type Problems, readEntryForm } from './entry-form.ts'
import { sendKeeping } from './keeping-frame.ts'
import { needsSecond } from './second.ts'

type Named = { Params: { slug: string }; Querystring: { version?: string | string[] } }

const mayEdit = { config: { audience: 'may edit the directory' as const } }

type Shown = {
  entry?: Option | undefined
  typed: FormBody
  problems?: Problems
  baseRevision: number
  preview?: object
  meanwhile?: object
}

/** The form with everything an entry holds, for one that is there and for a new one. */
export function editRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now } = site
  const show = (request: FastifyRequest, reply: FastifyReply, shown: Shown) =>
    sendKeeping(site, request, reply.code(Object.keys(shown.problems ?? {}).length > 0 ? 422 : 200), 'support/edit', {
      ...{ problems: {}, entry: undefined, preview: undefined, meanwhile: undefined },
      ...shown,
    })
  /** A change whose content somebody wants to look at in the form: an older version, or one that waits. */
  const versionOf = async (
    { query, params }: FastifyRequest<Named>,
    optionId?: string,
  ): Promise<Change | undefined> => {
    const id = [query.version].flat()[0]
    if (!id) return undefined
    const change = /^[\da-f-]{36}$/.test(id) ? await getChange(db, id) : undefined
    const isNew = change?.base_revision === 0 && change.state !== 'published'
    if (!change || (params.slug ? change.option_id !== optionId : !isNew)) throw new NotFound('no such version')
    return change
  }

  scope.get<Named>('/directory/new', mayEdit, async (request, reply) => {
    const version = await versionOf(request)
    const empty: FormBody = { status: 'unverified', confidence: 'medium' }
    return show(request, reply, { typed: version ? formOf(version.content) : empty, baseRevision: 0 })
  })
  scope.post('/directory/new', mayEdit, async (request, reply) => {
    const typed = request.body as FormBody
    const read = readEntryForm(typed, { base: undefined, memberId: request.member.id, today: dayOf(now()) })
    const problems = withWhy(read.ok ? {} : read.problems, typed)
    if (!read.ok || Object.keys(problems).length > 0) return show(request, reply, { typed, problems, baseRevision: 0 })
    const { content } = read
    if (field(typed, 'step') === 'look') {
      return show(request, reply, { typed, baseRevision: 0, preview: previewOf(undefined, content) })
    }
    const proposed = { content, kind: 'added' as const, why: field(typed, 'why').trim(), member: request.member }
    await proposeChange(db, keys, proposed, now())
    return reply.redirect('/team/directory/waiting', 303)
  })

  scope.get<Named>('/directory/:slug/edit', mayEdit, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const version = await versionOf(request, entry.id)
    const typed = { ...formOf(version?.content ?? contentOf(entry)), why: version?.why ?? '' }
    return show(request, reply, { entry, typed, baseRevision: entry.revision })
  })
  scope.post<Named>('/directory/:slug/edit', mayEdit, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const typed = request.body as FormBody
    const current = contentOf(entry)
    const baseRevision = Number(field(typed, 'base_revision').replace(/\D/g, '').slice(0, 9)) || entry.revision
    const began = baseRevision === entry.revision ? current : await findRevision(db, entry.id, baseRevision)
    const base = began ?? current
    const read = readEntryForm(typed, { base, memberId: request.member.id, today: dayOf(now()) })
    const problems = withWhy(read.ok ? {} : read.problems, typed)
    if (!read.ok || Object.keys(problems).length > 0)
      return show(request, reply, { entry, typed, problems, baseRevision })
    if (baseRevision !== entry.revision) {
      const { content, both } = mergeChanges(base, read.content, current)
      const meanwhile = { differences: differencesBetween(base, current), both }
      const merged = { ...formOf(content), why: field(typed, 'why') }
      const shown = { entry, typed: merged, baseRevision: entry.revision, meanwhile }
      return show(request, reply, { ...shown, problems: { form: changedMeanwhile } })
    }
    const { content } = read
    if (isSame(current, content)) {
      return show(request, reply, { entry, typed, baseRevision, problems: { form: 'Nothing in it was changed yet.' } })
    }
    if (field(typed, 'step') === 'look') {
      return show(request, reply, { entry, typed, baseRevision, preview: previewOf(current, content) })
    }
    const proposed = { optionId: entry.id, content, baseRevision, why: field(typed, 'why').trim() }
    const settled = await proposeChange(db, keys, { ...proposed, kind: 'edited', member: request.member }, now())
    if (settled.ok) return reply.redirect(`/team/directory/${entry.slug}?sent=${settled.state}`, 303)
    return show(request, reply, { entry, typed, baseRevision, problems: settled.problems })
  })
}

function withWhy(problems: Problems, typed: FormBody): Problems {
  const why = field(typed, 'why').trim()
  if (why !== '' && why.length <= 500) return problems
  return { ...problems, why: why === '' ? 'Say why, for the history. One sentence will do.' : 'That is too long.' }
}

/** What the public would see after this change, and what of it a second member looks at first. */
function previewOf(before: EntryContent | undefined, content: EntryContent) {
  const seen = { ...content, contacts: content.contacts.map((contact) => ({ ...contact, option_id: '' })) }
  return {
    content,
    contacts: shownContacts(seen),
    hidden: hiddenKinds(seen),
    waits: needsSecond(before, content),
    differences: differencesBetween(before, content),
  }
}
