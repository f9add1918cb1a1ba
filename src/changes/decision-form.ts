import type { Db } from '../db/open.ts'
import { FEWEST_INSIDE } from '../small-numbers.ts'
import { peopleByTheme } from '../themes/counting.ts'
import { labelled } from '../themes/labels.ts'
import { findMeasure, measuresSource, strategyParts, successMeasures } from '../themes/success-measures.ts'
import { listThemes, passagesOf } from '../themes/theme.ts'
import { field, fields } from '../web/form.ts'
import type { NewDecision } from './decision.ts'
import { decisionKinds, decisionTags } from './kind.ts'
import { firstHeardBy } from './making.ts'
import { listOpenDecisions } from './open-decisions.ts'
import { outcomes } from './state.ts'

const MOST_PASSAGES = 200

/** What was typed in the form of a new decision. The part of the strategy follows from the measure that was chosen. */
export function readDecision(body: unknown): NewDecision {
  const successMeasure = field(body, 'successMeasure')
  return {
    themeKey: field(body, 'theme'),
    outcome: field(body, 'outcome'),
    title: field(body, 'title'),
    reason: field(body, 'reason'),
    owner: field(body, 'owner'),
    organisation: field(body, 'organisation'),
    dueOn: field(body, 'dueOn').trim(),
    strategyPart: findMeasure(successMeasure)?.part ?? '',
    successMeasure,
    publicSentence: field(body, 'publicSentence'),
    easySentence: field(body, 'easySentence'),
    easyReason: field(body, 'easyReason'),
    kind: field(body, 'kind'),
    tags: fields(body, 'tags'),
    passages: fields(body, 'passages'),
    settles: field(body, 'settles'),
    made: readMade(body),
  }
}

/** What was typed in the form of a change that was made. */
export function readMade(body: unknown) {
  return {
    whatWasDone: field(body, 'whatWasDone'),
    madeOn: field(body, 'madeOn').trim(),
    publicSentence: field(body, 'publicSentence'),
    easySentence: field(body, 'easySentence'),
    shouldHear: field(body, 'shouldHear'),
    hearWay: field(body, 'hearWay'),
    heardBy: field(body, 'heardBy').trim(),
    whyNoPassages: field(body, 'whyNoPassages'),
    /** Ticked: the change is marked as made although the survivors' panel has not had its say. */
    withoutPanel: field(body, 'withoutPanel'),
  }
}

export const emptyDecision = readDecision({})

/** Everything the form shows about a theme. With an unknown theme the person chooses one first. @param today 'YYYY-MM-DD' */
export async function formFor(db: Db, themeKey: string, today: string, memberId: string) {
  const themes = await listThemes(db)
  const theme = themes.find(({ key }) => key === themeKey)
  const people = (await peopleByTheme(db)).find(({ key }) => key === themeKey)?.people ?? 0
  // As on the theme's own page: a handful of passages beside their months would tell who wrote them.
  const passages = theme && people >= FEWEST_INSIDE ? await passagesOf(db, theme.key, MOST_PASSAGES, memberId) : []
  return {
    themes,
    theme,
    passages: await labelled(db, passages, today),
    today,
    firstHeardBy: firstHeardBy(today),
    open: theme ? await openOn(db, theme.key) : [],
    outcomes,
    decisionKinds,
    decisionTags,
    parts: strategyParts.map((part) => ({
      part,
      measures: successMeasures.filter((measure) => measure.part === part),
    })),
    measuresSource,
  }
}

async function openOn(db: Db, themeKey: string) {
  const { id } = await db.selectFrom('themes').select('id').where('key', '=', themeKey).executeTakeFirstOrThrow()
  return listOpenDecisions(db, id)
}
