import type { Role } from './access.ts'

/** What each role does, for whoever gives it or tries it. */
export const roleWords: Record<Role, string> = {
  reader:
    'Reads what people wrote, hides what could pick someone out, handles safeguarding concerns, and keys in what came on paper.',
  themer: 'Codes released words and gathers them into themes. Never sees what was hidden, nor a concern.',
  lead: 'Decides what will change because of a theme, and says so in public.',
  publisher: 'Publishes what was said and done, and agrees each quote.',
  board: 'Sees the themed summaries and what changed. Never a single answer.',
  scrutineer: 'Sees what the board sees, from outside the services, and asks for replies.',
  'panel member':
    'Says what survivors think of a change before it is marked as made. Sees plans, never anybody’s words.',
  'directory editor': 'Keeps the services in the directory right.',
  worker:
    'Invites people to say how it was, hands a tablet over, keys in what came on paper, and looks up support. Opens nobody’s words.',
  'duty manager':
    'Says who is on duty and who is away, and sees how much each reader carries. Never words, nor what they are about.',
  admin: 'Adds members, gives roles and ends memberships. Sees nobody’s words.',
  auditor: 'Sees the log of who looked at what, and checks that it is whole.',
}
