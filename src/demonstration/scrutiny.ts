import { judgeReply, replyToChallenge } from '../changes/challenging/answering.ts'
import { raiseChallenge } from '../changes/challenging/raising.ts'
import { moveDay, nameOwner } from '../changes/escalating/moving.ts'
import { askForDecisions } from '../changes/escalating/opening.ts'
import { passUpLate } from '../changes/escalating/rising.ts'
import { listWaits } from '../changes/escalating/wait.ts'
import { askPanel } from '../changes/panel/asking.ts'
import { answerPanel, commentOnPlan } from '../changes/panel/commenting.ts'
import { laterBy } from '../days.ts'
import { dayOf, type Site } from '../site.ts'
import { newFormMark } from '../web/form-mark.ts'
import type { Cast, Event } from './one-piece.ts'

const DAY = 24 * 3_600_000

/** For so many months the clock has asked for decisions: what was said before was decided without it. */
const ASKED_FOR_MONTHS = 9

const owners: Record<string, string> = {
  'help-for-the-whole-family': 'Head of family support',
  'feeling-safe': 'Buildings manager',
  'trust-and-relationship': 'Head of practice',
  'listened-to': 'Head of practice',
}

/** Themes that wait and rise, what the board and the scrutineer asked, and what the survivors' panel thinks of plans. */
export function scrutinyEvents(site: Site, cast: Cast, now: Date): Event[] {
  const ago = (days: number) => new Date(now.getTime() - days * DAY)
  const event = (days: number, run: (at: Date) => Promise<unknown>): Event => ({
    at: ago(days),
    run: async () => void (await run(ago(days))),
  })
  return [...clockEvents(site, cast, now), ...challengeEvents(site, cast, event), ...panelEvents(site, cast, event)]
}

function clockEvents({ db, keys, config }: Site, cast: Cast, now: Date): Event[] {
  return Array.from({ length: ASKED_FOR_MONTHS * 2 }, (_, n) => {
    const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - Math.floor(n / 2), n % 2 ? 3 : 17, 9))
    const run = async () => {
      await askForDecisions(db, keys, config.decideWithinDays, at)
      await passUpLate(db, keys, config.decideWithinDays, at)
      for (const { id, themeKey, owner, dueOn, firstDueOn } of await listWaits(db)) {
        if (!owner && owners[themeKey]) await nameOwner(db, keys, { id, owner: owners[themeKey] }, cast.lead, at)
        if (themeKey !== 'feeling-safe' || dueOn !== firstDueOn) continue
        const why = 'The new rooms are shown to young people first.'
        await moveDay(db, keys, { id, dueOn: laterBy(dueOn, 21), why }, cast.lead, at)
      }
    }
    return { at, run }
  })
}

type At = (days: number, run: (at: Date) => Promise<unknown>) => Event

function challengeEvents({ db, keys, config }: Site, cast: Cast, event: At): Event[] {
  const refs: string[] = []
  const ask = (days: number, name: string, who: 'scrutineer' | 'board', body: string) =>
    event(days, async (at) => {
      const about = name.startsWith('theme:') ? name : `change:${await idOf(db, name)}`
      const wanted = { about, body, formMark: newFormMark() }
      const made = await raiseChallenge(db, keys, wanted, cast[who], config.replyWithinDays, at)
      if (!made.ok) throw new Error(`The demonstration's challenge: ${JSON.stringify(made.problems)}`)
      refs.push(made.ref)
    })
  const reply = (days: number, which: number, body: string) =>
    event(days, (at) => replyToChallenge(db, keys, { ref: refs[which] ?? '', body, seen: 0 }, cast.lead, at))
  const judge = (days: number, which: number, kind: string, body: string) =>
    event(days, (at) => judgeReply(db, keys, { ref: refs[which] ?? '', kind, body, seen: 1 }, cast.scrutineer, at))
  return [
    ask(
      210,
      'Every goodbye is planned from the first week',
      'scrutineer',
      'Who checks that the goodbye is really planned, and not only written down? I would like to see how it is looked at.',
    ),
    reply(
      188,
      0,
      'Each month a manager who is not of the team looks at ten plans. What they find comes to the Delivery Group twice a year.',
    ),
    judge(180, 0, 'accepted', 'Thank you. I will ask for the first result.'),
    ask(
      120,
      'Moving out of the council building',
      'scrutineer',
      'That it is not possible to move is one answer. Why is a side door, or a room somewhere else for first visits, not possible either?',
    ),
    reply(96, 1, 'A side door was looked at. It needs somebody at the door, and there is no money for that this year.'),
    judge(
      90,
      1,
      'still disagrees',
      'A room in the library costs little. I do not think that it was looked at, and I would like the Executive to know.',
    ),
    ask(
      43,
      'theme:help-for-the-whole-family',
      'board',
      'Families have told you about this for months. Who decides it, and what stands in the way?',
    ),
  ]
}

function panelEvents({ db, keys }: Site, cast: Cast, event: At): Event[] {
  const asked = (days: number, title: string, question: string, within: number) =>
    event(days, async (at) => {
      const sayBy = laterBy(dayOf(at), within)
      const wanted = { decisionId: await idOf(db, title), question, sayBy }
      const answer = await askPanel(db, keys, wanted, cast.lead, at)
      if (!answer.ok) throw new Error(`The demonstration's panel: ${JSON.stringify(answer.problems)}`)
    })
  const says = (days: number, title: string, body: string) =>
    event(days, async (at) => {
      const wanted = { decisionId: await idOf(db, title), body, formMark: newFormMark() }
      const said = await commentOnPlan(db, keys, wanted, cast.panel, at)
      if (!said.ok) throw new Error(`The demonstration's panel: ${JSON.stringify(said.problems)}`)
    })
  const answered = (days: number, title: string, body: string) =>
    event(days, async (at) => {
      const decisionId = await idOf(db, title)
      const comments = db.selectFrom('panel_comments').select('id').where('decision_id', '=', decisionId)
      const { id } = await comments.executeTakeFirstOrThrow()
      return answerPanel(db, keys, { decisionId, commentId: id, body }, cast.lead, at)
    })
  const calls = 'A person calls every four weeks while you wait'
  const visits = 'Visits stay out of lessons'
  return [
    asked(196, visits, 'When would a visit be least in the way?', 21),
    says(190, visits, 'Ask each time. For some the lesson is worse to miss, for others the break is.'),
    answered(186, visits, 'You are asked each time now. It is the first line of the plan.'),
    asked(150, calls, 'Would a call have helped you, or would it have been one more thing?', 28),
    says(141, calls, 'A call helps if it is the same person. If it is somebody new each time, send a text.'),
    answered(134, calls, 'It will be the same person, and you can choose a text.'),
    asked(9, 'A bridge to adult services', 'What would you have needed in the month before you were 18?', 28),
    says(3, 'Letters in your language, and in easy read', 'Show the letters to us before they are printed.'),
  ]
}

async function idOf(db: Site['db'], title: string): Promise<string> {
  const { id } = await db.selectFrom('decisions').select('id').where('title', '=', title).executeTakeFirstOrThrow()
  return id
}
