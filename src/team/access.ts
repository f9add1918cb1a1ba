/** Everything a member may or may not do. One table: a role has the permissions listed here and no others. */
export type Permission =
  | 'may read words'
  | 'may reply'
  | 'may handle concerns'
  | 'may code'
  | 'may see themes'
  | 'may decide'
  | 'may publish'
  | 'may agree quotes'
  | 'may see the board page'
  | 'may release'
  | 'may challenge'
  | 'may comment on plans'
  | 'may edit the directory'
  | 'may see the directory'
  | 'may invite'
  | 'may see invitations'
  | 'may hand over'
  | 'may key in'
  | 'may open a seal'
  | 'may arrange duty'
  | 'may see the load'
  | 'may set teams'
  | 'may edit the codebook'
  | 'may search words'
  | 'may manage members'
  | 'may see the log'

export type Role =
  | 'reader'
  | 'themer'
  | 'lead'
  | 'publisher'
  | 'board'
  | 'scrutineer'
  | 'panel member'
  | 'directory editor'
  | 'worker'
  | 'duty manager'
  | 'admin'
  | 'auditor'

export const access: Record<Role, readonly Permission[]> = {
  // Replying is the readers': who plans services reads copies and may not know who wrote what.
  reader: [
    ...(['may read words', 'may handle concerns', 'may reply', 'may open a seal', 'may key in'] as const),
    'may see the directory',
  ],
  themer: ['may code', 'may see themes', 'may edit the codebook', 'may search words', 'may see the directory'],
  lead: [
    ...(['may code', 'may see themes', 'may decide', 'may publish', 'may see the board page'] as const),
    ...(['may edit the codebook', 'may search words', 'may see invitations', 'may see the directory'] as const),
    'may release',
  ],
  publisher: [
    ...(['may see themes', 'may publish', 'may agree quotes', 'may see the board page', 'may release'] as const),
    'may see the directory',
  ],
  board: ['may see the board page', 'may challenge', 'may see the directory'],
  scrutineer: ['may see the board page', 'may challenge', 'may see the directory'],
  // Survivors who advise the partnership: they see what is planned and what everybody sees, and no figure of their own.
  'panel member': ['may comment on plans', 'may see the directory'],
  'directory editor': ['may edit the directory', 'may see the directory'],
  worker: ['may invite', 'may see invitations', 'may hand over', 'may key in', 'may see the directory'],
  // Sees who is there and how much they carry; whoever is to read as well is given that role too.
  'duty manager': ['may arrange duty', 'may see the load', 'may set teams', 'may see the directory'],
  admin: ['may manage members', 'may set teams', 'may see the directory'],
  auditor: ['may see the log', 'may see the directory'],
}

export const roles = Object.keys(access) as Role[]

/** Whether any of a member's roles has the permission. */
export function allows(memberRoles: readonly string[], permission: string): boolean {
  return memberRoles.some((role) => (access[role as Role] as readonly string[] | undefined)?.includes(permission))
}
