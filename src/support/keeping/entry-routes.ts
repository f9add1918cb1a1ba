import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '../../refusals.ts'
import { dayOf, type Site } from '../../site.ts'
import { listMembersWho } from '../../team/member.ts'
import { field } from '../../web/form.ts'
import { shownContacts } from '../contact.ts'
import { allEntries } from '../directory.ts'
import type { Option } from '../option.ts'
import { contentToAgree } from './agreeable.ts'
import { type ChangeKind, lockEntry, proposeChange } from './change.ts'
import { type Change, listChanges, listWaiting } from './change-list.ts'
import { listChecks } from './check-list.ts'
import { differencesBetween } from './differences.ts'
import { chooseEntries, PAGE, readListWish, shows, waitingEntries } from './directory-list.ts'
import { dueDays, isPastCheck } from './due.ts'
import { contentOf, type EntryContent, getEntry } from './entry.ts'
import { sendKeeping } from './keeping-frame.ts'
import { setOwner } from './owner.ts'

type Named = { Params: { slug: string } }
type Listed = { Querystring: Record<string, unknown> }

const maySee = { config: { audience: 'may see the directory' as const } }
const mayEdit = { config: { audience: 'may edit the directory' as const } }

/** The directory as the team sees it: the list, an entry, its owner, and what one person may take away at once. */
export function entryRoutes(scope: FastifyInstance, site: Site): void {
  const { db, keys, now, config } = site

  scope.get<Listed>('/directory', maySee, async (request, reply) => {
    const wish = readListWish(request.query)
    const waiting = await waitingEntries(db)
    const editors = new Set((await listMembersWho(db, 'may edit the directory')).map(({ id }) => id))
    const today = dayOf(now())
    const entries = await allEntries(db)
    const around = { memberId: request.member.id, editors, waiting, today, rules: config.checks }
    const chosen = chooseEntries(entries, wish, around)
    const pages = Math.max(1, Math.ceil(chosen.length / PAGE))
    const page = Math.min(wish.page, pages)
    return sendKeeping(site, request, reply, 'support/directory', {
      ...{ wish, shows, pages, page, all: entries.length, found: chosen.length, waiting, shownContacts },
      entries: chosen.slice((page - 1) * PAGE, page * PAGE),
      isPastCheck: (entry: Option) => isPastCheck(entry, today, config.checks),
    })
  })

  const showEntry = async (
    request: FastifyRequest<Named>,
    reply: FastifyReply,
    problems: Record<string, string> = {},
  ) => {
    const entry = await getEntry(db, request.params.slug)
    const waiting = await listWaiting(db, PAGE, entry.id)
    const { sent } = request.query as { sent?: string }
    return sendKeeping(site, request, reply, 'support/entry', {
      ...{ entry, problems, shown: shownContacts(entry), checks: await listChecks(db, entry.id) },
      waiting: await Promise.all(waiting.map(async (change) => ({ ...change, ...(await wouldChange(entry, change)) }))),
      due: dueDays(entry, config.checks),
      isPast: isPastCheck(entry, dayOf(now()), config.checks),
      sent: ['published', 'waiting', 'noted'].find((state) => state === sent),
    })
  }

  /** What is different once a second member agrees; where they cannot any more, what was proposed. */
  const wouldChange = async (entry: Option, change: Change) => {
    const now = contentOf(entry)
    const content = await contentToAgree(db, change, { revision: entry.revision, content: now })
    return { differences: differencesBetween(now, content ?? change.content) }
  }

  scope.get<Named>('/directory/:slug', maySee, (request, reply) => showEntry(request, reply))

  scope.get<Named>('/directory/:slug/history', maySee, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const changes = await listChanges(db, entry.id)
    const versions = new Map(changes.map((change) => [change.revision, change.content]))
    const told = changes.map((change) => {
      const before = versions.get(change.base_revision)
      return { ...change, differences: change.revision === 1 ? undefined : differencesBetween(before, change.content) }
    })
    return sendKeeping(site, request, reply, 'support/history', { entry, changes: told })
  })

  scope.post<Named>('/directory/:slug/owner', mayEdit, async (request, reply) => {
    const entry = await getEntry(db, request.params.slug)
    const owner = field(request.body, 'owner')
    const isSet = await setOwner(db, keys, entry.id, owner || undefined, request.member, now())
    if (isSet) return reply.redirect(`/team/directory/${entry.slug}`, 303)
    return showEntry(request, reply.code(422), { owner: 'Choose somebody from the list.' })
  })

  /** One person, one reason, at once where nothing new is shown by it. */
  const change = (kind: ChangeKind, name: string, edit: (content: EntryContent, body: unknown) => EntryContent) =>
    scope.post<Named>(`/directory/:slug/${name}`, mayEdit, async (request, reply) => {
      const entry = await getEntry(db, request.params.slug)
      const why = field(request.body, 'why').trim().slice(0, 500)
      const box = `why-${field(request.body, 'contact') || name}`
      if (why === '') return showEntry(request, reply.code(422), { [box]: 'Say why. One sentence will do.' })
      const settled = await db.transaction().execute(async (trx) => {
        const { content } = await lockEntry(trx, entry.id)
        const proposed = { optionId: entry.id, content: edit(content, request.body), kind, why, member: request.member }
        return proposeChange(trx, keys, proposed, now())
      })
      return reply.redirect(`/team/directory/${entry.slug}${settled.ok ? `?sent=${settled.state}` : ''}`, 303)
    })

  change('taken down', 'take-down', (content, body) => {
    const id = field(body, 'contact')
    if (!content.contacts.some((contact) => contact.id === id)) throw new NotFound('no such contact')
    const down = { taken_down_on: dayOf(now()), taken_down_why: field(body, 'why').trim().slice(0, 500) }
    return { ...content, contacts: content.contacts.map((one) => (one.id === id ? { ...one, ...down } : one)) }
  })
  change('closed', 'close', (content) => ({ ...content, status: 'closed' }))
  // Nobody has looked yet: a check says what it is.
  change('reopened', 'reopen', (content) => ({ ...content, status: 'unverified' }))
}
