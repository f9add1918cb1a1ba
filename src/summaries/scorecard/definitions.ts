import type { Measure } from '../releases/release.ts'

type Said = Pick<Measure, 'name' | 'definition' | 'period' | 'rule'>

const people =
  'A number of people, to the nearest 5. “Not shown”: fewer than 10, nearly all of them, or kept back so that another figure cannot be worked out.'
const tasks = 'Exact: it counts our own tasks, not people.'

/**
 * What is measured: how the organisations keep their side, and nothing about a person, a worker or one team beside
 * another. No measure has an aim of its own here: an aim is the board's to set.
 */
export const definitions = {
  answered: {
    name: 'Keys with an outcome',
    definition:
      'Of the people who wrote, kept their key and whose answer was due in the period (twelve weeks after they wrote, to the end of that month): how many can see an outcome on their own page. An outcome is a published decision on their theme, a reply that names one, or, where they said “just read them”, that two people have.',
    period: 'Answers due in the period, as they stood on the day of freezing.',
    rule: people,
  },
  'first-reply': {
    name: 'Half had a first answer within',
    definition:
      'The weeks, rounded up, from the day somebody wrote to the first outcome on their page, for the person in the middle of all whose answer was due in the period. Who still waits counts as the longest.',
    period: 'Answers due in the period, as they stood on the day of freezing.',
    rule: 'In whole weeks, and only where the answers of ten people or more were due.',
  },
  readings: {
    name: 'Words read in time',
    definition:
      'People whose words a reader finished by the time set for them: sooner when they felt unsafe. Where no figure can be shown, also whether anybody’s words were unread past their time on the day of freezing.',
    period: 'First readings finished in the period.',
    rule: people,
  },
  themes: {
    name: 'Themes overdue a decision',
    definition:
      'Themes that ten people or more spoke of and that wait for a decision, and those of them whose day has passed.',
    period: 'On the day of freezing.',
    rule: `${tasks} Only themes that have a figure in a release are counted.`,
  },
  decisions: {
    name: 'Decisions past their day',
    definition: 'Planned changes and decisions put off that are past their day, of all that are open.',
    period: 'On the day of freezing.',
    rule: tasks,
  },
  confirmed: {
    name: 'Changes heard as hoped',
    definition:
      'Of the changes that were made: those after which a smaller share of everybody heard raised the theme as a concern, or a larger share praised it, whichever was hoped for; with the interval of the difference clear of nought for whatever the figures as shown can stand for. Made is our claim; what people say afterwards is evidence. Fewer concerns can also be silence, and other things changed in that time too.',
    period: 'All changes made by the end of the period.',
    rule: 'It counts changes. The figures behind each stand with its before and after.',
  },
  entries: {
    name: 'Directory entries overdue a check',
    definition: 'Entries that the public sees and that nobody has checked in the set time, of all that it sees.',
    period: 'On the day of freezing.',
    rule: tasks,
  },
  concerns: {
    name: 'Safeguarding concerns overdue',
    definition:
      'Whether anything about an open concern was past its time: deciding, passing on, an answer from where it went, or closing by a second person.',
    period: 'On the day of freezing.',
    rule: 'Only “some” or “none”, since a number could tell about somebody.',
  },
  coverage: {
    name: 'Groups not heard yet',
    definition:
      'Of the groups in the table of voice coverage, those from which nobody was heard or too few to show a number, and those of which not even that is known. Fewer of the first beside more of the second is no gain. Who would rather not say is no group.',
    period: 'People heard in the period.',
    rule: 'It counts groups, from the cells of the same release.',
  },
  agreement: {
    name: 'Agreement between coders',
    definition:
      'Krippendorff’s alpha over whole sets of codes, from passages that a second person coded without seeing the first one’s codes. 1 is always, 0 is by chance; from 0.8 it is good, below 0.67 a figure about a theme may not be relied on.',
    period: 'The newest 1,000 passages coded twice, on the day of freezing.',
    rule: 'Shown from ten passages on, for all coders together and never for one.',
  },
} as const satisfies Record<string, Said>

export type MeasureKey = keyof typeof definitions
