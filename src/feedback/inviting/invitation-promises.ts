import type { Promised } from '../../promise.ts'

const invitations = 'tests/feedback/invitations.test.ts'
const sealed = 'tests/feedback/sealed-link.test.ts'

/** What the pages that an invitation leads to say. */
export const invitationPromises: Record<string, Promised> = {
  'an invitation leads to nobody, and nobody tells a worker who answered': {
    said: { 'an invitation': ['invitations.plain_link', 'invitations.not_told'] },
    proof: [
      [invitations, 'a worker makes invitations for a team, and the table knows nobody and no code'],
      [invitations, 'nothing in the database leads from an invitation to what was answered with it'],
      [invitations, 'counts are by team and two months, in bands, and never nobody or everybody'],
    ],
  },
  'an invitation says first who reads and what is passed on, and changes nothing by itself': {
    said: { 'an invitation': ['invitations.who_reads', 'invitations.must_tell', 'invitations.next_page'] },
    proof: [
      [invitations, 'somebody opens their card, is told who reads and what is passed on, and answers'],
      ['tests/crawl.test.ts', 'what is typed goes nowhere until Send is pressed'],
    ],
  },
  'whoever still has a code can see that it was used, and nothing of what was said': {
    said: {
      'an invitation': ['invitations.code_shows'],
      'a sealed invitation': ['invitations.code_shows'],
      'a used code': ['invitations.used_title'],
    },
    proof: [
      [invitations, 'whoever still has a code sees that it was used, nothing of what was said, and is told before'],
    ],
  },
  'a code that cannot be used tells nothing about anybody': {
    said: { 'a used code': ['invitations.used_lead'] },
    proof: [[invitations, 'a link tells which of four things it is, and each leads on']],
  },
  'a sealed link is opened by two people together, in danger, and the page tells': {
    said: {
      'a sealed invitation': ['invitations.sealed_link', 'invitations.not_told_sealed'],
      'after sending with a seal': ['invitations.sent_sealed'],
    },
    proof: [
      [sealed, 'YP-4: two readers open a sealed link with a reason, the log holds both, and the key page says why'],
      [sealed, 'one alone never sees a code, and a refusal ends it'],
      [sealed, 'before the first question the page says that the link is sealed, and afterwards too'],
      [sealed, 'what is unsafe to say is not on the key page'],
      [sealed, 'a public process opens nothing'],
    ],
  },
}
