import type { FastifyInstance } from 'fastify'
import { laterBy } from '../../days.ts'
import { dayOf, type Site } from '../../site.ts'
import { listMembersWho } from '../../team/member.ts'
import { allEntries } from '../directory.ts'
import { listCards } from '../guidance/card.ts'
import { dueAfter, listTold } from '../telling-us/contact-report.ts'
import { listWaiting } from './change-list.ts'
import { PAGE } from './directory-list.ts'
import { sendKeeping } from './keeping-frame.ts'
import { listTasks, SOON_DAYS } from './tasks.ts'

type Listed = { Querystring: { whose?: string; page?: string } }

/** What there is to do in the directory, with whose it is and by when. */
export function taskRoutes(scope: FastifyInstance, site: Site): void {
  const { db, now, config } = site

  scope.get<Listed>('/directory/tasks', { config: { audience: 'may see the directory' } }, async (request, reply) => {
    const today = dayOf(now())
    const mine = request.query.whose === 'mine'
    const entries = await allEntries(db)
    const editors = new Set((await listMembersWho(db, 'may edit the directory')).map(({ id }) => id))
    const isMine = (ownerId: string | null | undefined) => !mine || ownerId === request.member.id
    const tasks = listTasks(entries, editors, today, config.checks).filter(({ ownerId }) => isMine(ownerId))
    const pages = Math.max(1, Math.ceil(tasks.length / PAGE))
    const page = Math.min(pages, Math.max(1, Number.parseInt(request.query.page ?? '', 10) || 1))
    const soon = laterBy(today, SOON_DAYS)
    const waiting = (await listWaiting(db, PAGE)).map((change) => {
      const due = dueAfter(dayOf(change.made_at))
      return { ...change, entry: entries.find(({ id }) => id === change.option_id), due, late: due < today }
    })
    return sendKeeping(site, request, reply, 'support/tasks', {
      ...{ mine, pages, page, all: tasks.length, late: tasks.filter((task) => task.late).length },
      tasks: tasks.slice((page - 1) * PAGE, page * PAGE),
      waiting: waiting.filter(({ made_by }) => !mine || made_by !== request.member.id),
      told: (await listTold(db, entries, today)).filter(({ option }) => isMine(option.owner_id)),
      cards: (await listCards(db)).filter(
        ({ state, review_on }) => state === 'approved' && (review_on ?? soon) <= soon,
      ),
    })
  })
}
